/* SPDX-License-Identifier: MIT
 * What a plugin is when it runs: one exported symbol with one function, which makes one object.
 *
 * Life: scan, check, create, configure, start, calls, stop, destroy. Every function is called from
 * one thread at a time. A plugin is never unloaded from a running process.
 */
#ifndef CHANCERY_ENTRY_H
#define CHANCERY_ENTRY_H

#include "descriptor.h"
#include "host.h"
#include "status.h"
#include "version.h"
#include "view.h"

/* A checked value of the plugin's section. Relative paths have become absolute. */
typedef struct chancery_setting {
  chancery_view key;
  chancery_view text; /* as written, for CHANCERY_TEXT and CHANCERY_PATH */
  int64_t number;     /* for CHANCERY_NUMBER; CHANCERY_FLAG: 0 or 1 */
} chancery_setting;

typedef struct chancery_settings {
  uint32_t size;
  uint32_t stride; /* of an item */
  const chancery_setting* items;
  size_t count;
} chancery_settings;

/* One living plugin. Made by `create`, owned by the plugin, gone after `destroy`. */
typedef struct chancery_plugin {
  uint32_t size;
  void* self;
  /* [after create] The views are valid until it returns. */
  chancery_code (*configure)(void* self, const chancery_settings* settings,
                             const chancery_sink* error);
  /* [after configure] */
  chancery_code (*start)(void* self, const chancery_sink* error);
  /* [after start] The table of a role, owned by the plugin, valid until `destroy`; NULL for an id
   * that it does not know, which is never an error. */
  const void* (*role)(void* self, const char* id);
  void (*stop)(void* self);    /* [after start] */
  void (*destroy)(void* self); /* [last] */
} chancery_plugin;

typedef struct chancery_entry {
  uint32_t size;
  uint32_t abi_major;
  const chancery_descriptor* descriptor; /* must equal the one that was read from the file */
  /* [first] `host` outlives the plugin. NULL: a sentence in `error`. */
  const chancery_plugin* (*create)(const chancery_host* host, const chancery_sink* error);
} chancery_entry;

#endif
