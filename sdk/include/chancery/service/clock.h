/* SPDX-License-Identifier: MIT
 * The present time, for transports. Decisions use the time of reception that their request carries.
 */
#ifndef CHANCERY_SERVICE_CLOCK_H
#define CHANCERY_SERVICE_CLOCK_H

#include <stdint.h>

#define CHANCERY_SERVICE_CLOCK "chancery.clock/1"

typedef struct chancery_clock {
  uint32_t size;
  void* self;
  int64_t (*now)(void* self); /* seconds since 1970-01-01T00:00:00Z */
} chancery_clock;

#endif
