/* SPDX-License-Identifier: MIT
 * How bytes cross the boundary: views go in, sinks carry results out. Nobody frees what another
 * made.
 */
#ifndef CHANCERY_VIEW_H
#define CHANCERY_VIEW_H

#include <stddef.h>
#include <stdint.h>

/* Borrowed bytes, valid until the call they were passed to returns (or as its comment says).
 * Not NUL-terminated. {NULL, 0} is "not there", which differs from an empty text. */
typedef struct chancery_view {
  const char* data;
  size_t size;
} chancery_view;

/* Owned by the caller of a function that takes one. `write` may be called any number of times; it
 * copies the bytes before it returns and never fails. */
typedef struct chancery_sink {
  void* self;
  void (*write)(void* self, const char* data, size_t size);
} chancery_sink;

/* The i-th record of an array whose records lie `stride` bytes apart. A later minor may append to a
 * record, so `array[i]` is wrong wherever there is a stride. */
#define CHANCERY_AT(type, first, stride, i) \
  ((const type*)(const void*)((const char*)(first) + (size_t)(i) * (stride)))

/* Whether the struct that `p` points to is long enough to have the member. For members that are
 * newer than the minor that a plugin asks for. */
#define CHANCERY_HAS(p, type, member) \
  ((p)->size >= offsetof(type, member) + sizeof(((const type*)NULL)->member))

#endif
