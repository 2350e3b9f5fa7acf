/* SPDX-License-Identifier: MIT
 * What a plugin is given: one object, which knows services by their string id.
 */
#ifndef CHANCERY_HOST_H
#define CHANCERY_HOST_H

#include <stdint.h>

typedef struct chancery_host {
  uint32_t size;
  uint32_t abi_minor;  /* the host's */
  const char* version; /* of the program, "0.1.0" */
  void* self;
  /* [any time] The table of a service (service/<name>.h), valid as long as the host; NULL when the
   * host does not know it or does not grant it to the plugin's roles. Never an error. */
  const void* (*service)(void* self, const char* id);
} chancery_host;

#endif
