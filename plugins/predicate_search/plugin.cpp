// Descriptor and glue.
#include "search.hpp"

constexpr auto about = chancery::About("predicate_search", "0.1.0",
                                       "Asks directories (LDAP) what search('NAME.ldap') wants.")
                           .predicate("search_ldap", 9, 9);
CHANCERY_PLUGIN(predicate_search::Directory, about)
