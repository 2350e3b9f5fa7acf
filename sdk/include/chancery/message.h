/* SPDX-License-Identifier: MIT
 * A message as plain data: a read-only tree of parts with spans over the bytes as they came.
 *
 * All views point into `raw` (media_type and encoding into memory of the host) and are valid until
 * the call returns. Nothing is decoded; folding is as it came.
 */
#ifndef CHANCERY_MESSAGE_H
#define CHANCERY_MESSAGE_H

#include "view.h"

/* RFC 5322 section 2.2. */
typedef struct chancery_field {
  chancery_view name;  /* as written */
  chancery_view value; /* after the colon, with folding, without the final line break */
  chancery_view raw;   /* the whole field, final line break included */
} chancery_field;

/* RFC 2045 section 2.4. Parts stand in document order: a part's subtree is [itself, next). */
typedef struct chancery_part {
  uint32_t parent;      /* index; the root names itself */
  uint32_t next;        /* index of the first part after this one's subtree */
  uint32_t first_field; /* index into `fields` */
  uint32_t field_count;
  chancery_view raw;    /* header, blank line and body */
  chancery_view header; /* without the blank line */
  chancery_view body;
  chancery_view media_type; /* "multipart/signed": lower case, with RFC 2045's defaults applied */
  chancery_view encoding;   /* "7bit", "base64" ...: lower case, "7bit" when not said */
  chancery_view boundary;   /* of a multipart, else {NULL, 0} */
} chancery_part;

typedef struct chancery_message {
  uint32_t size;
  uint32_t part_stride;
  uint32_t field_stride;
  uint32_t part_count; /* at least 1: parts[0] is the root */
  const chancery_part* parts;
  const chancery_field* fields;
  size_t field_count;
  chancery_view raw;
} chancery_message;

#endif
