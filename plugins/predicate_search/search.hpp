// search_ldap, which the host calls for search('NAME.ldap'): the file's values, the variables in
// the filter put in and escaped.
#pragma once

#include <chancery/plugin.hpp>

namespace predicate_search {

class Directory final : public chancery::Predicate {
 public:
  explicit Directory(chancery::Host) {}
  // url, base, scope, filter, "starttls" or "no", ca_file, bind_dn, password, timeout.
  chancery::Result<bool> evaluate(const chancery_predicate_request& request) override;
};

}  // namespace predicate_search
