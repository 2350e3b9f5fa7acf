/* SPDX-License-Identifier: MIT
 * Who stands in which relation to a list. Granted to predicates. Every answer enters the trace.
 */
#ifndef CHANCERY_SERVICE_MEMBERS_H
#define CHANCERY_SERVICE_MEMBERS_H

#include "../status.h"
#include "../view.h"

#define CHANCERY_SERVICE_MEMBERS "chancery.members/1"

enum { CHANCERY_MEMBER = 0, CHANCERY_OWNER = 1, CHANCERY_EDITOR = 2, CHANCERY_LISTMASTER = 3 };

typedef struct chancery_members {
  uint32_t size;
  void* self;
  /* Whether `address` has the relation to `list`. `list` is a name or an address of a list of this
   * site; with CHANCERY_LISTMASTER it may be empty, which asks about the site. To an unknown list
   * nobody has any relation. The address is compared after canonicalisation by the host; one that
   * has no canonical form is nobody's. `*answer` becomes 0 or 1. */
  chancery_code (*has)(void* self, chancery_view list, chancery_view address, int32_t relation,
                       int32_t* answer, const chancery_sink* error);
  /* Whether the list has anybody in the relation at all. */
  chancery_code (*any)(void* self, chancery_view list, int32_t relation, int32_t* answer,
                       const chancery_sink* error);
} chancery_members;

#endif
