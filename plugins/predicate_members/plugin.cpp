// Descriptor and glue.
#include "members.hpp"

constexpr auto about = chancery::About("predicate_members", "0.1.0",
                                       "is_subscriber, is_owner, is_editor, is_listmaster.")
                           .needs(CHANCERY_SERVICE_MEMBERS)
                           .predicate("is_subscriber", 2, 2)
                           .predicate("is_owner", 2, 2)
                           .predicate("is_editor", 2, 2)
                           .predicate("is_listmaster", 1, 1);
CHANCERY_PLUGIN(Members, about)
