/* SPDX-License-Identifier: MIT
 * Role: predicates of the scenario language. Names and arities stand in the descriptor; a call has
 * been checked against them. Same request, same answer: a predicate keeps no state between calls.
 *
 * Failure policy: the message is deferred. "I could not find out" is never "no".
 */
#ifndef CHANCERY_ROLE_PREDICATE_H
#define CHANCERY_ROLE_PREDICATE_H

#include "../status.h"
#include "../view.h"

#define CHANCERY_ROLE_PREDICATE "chancery.predicate/1"

/* An evaluated argument: a plain text has one item, `[header->To]` one for each field. */
typedef struct chancery_argument {
  const chancery_view* items;
  size_t count;
} chancery_argument;

typedef struct chancery_predicate_request {
  uint32_t size;
  uint32_t argument_stride;
  chancery_view name; /* as declared, lower case */
  const chancery_argument* arguments;
  size_t argument_count;
  chancery_view list; /* name of the list that the decision is about */
  chancery_view domain;
  int64_t received_at; /* seconds since 1970 */
} chancery_predicate_request;

typedef struct chancery_predicate {
  uint32_t size;
  void* self;
  /* `*answer` becomes 0 or 1. */
  chancery_code (*evaluate)(void* self, const chancery_predicate_request* request, int32_t* answer,
                            const chancery_sink* error);
} chancery_predicate;

#endif
