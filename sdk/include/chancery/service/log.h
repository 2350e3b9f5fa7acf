/* SPDX-License-Identifier: MIT
 * A line in the site's log. Granted to every role. Never pass secrets or message content.
 */
#ifndef CHANCERY_SERVICE_LOG_H
#define CHANCERY_SERVICE_LOG_H

#include "../view.h"

#define CHANCERY_SERVICE_LOG "chancery.log/1"

enum { CHANCERY_LOG_INFO = 0, CHANCERY_LOG_WARNING = 1, CHANCERY_LOG_ERROR = 2 };

typedef struct chancery_log {
  uint32_t size;
  void* self;
  void (*write)(void* self, int32_t severity, chancery_view sentence);
} chancery_log;

#endif
