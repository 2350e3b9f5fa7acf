// One question to a directory: connect, be known, search for one entry. Every failure is an error:
// that nobody answered is not that nobody is there.
#pragma once

#include <chancery/result.hpp>

#include <string>

namespace predicate_search {

struct Search {
  std::string url, base, scope, filter;  // scope: "sub", "one", "base"
  bool starts_tls = false;
  std::string ca_file;            // empty: the system's authorities
  std::string bind_dn, password;  // bind_dn empty: anonymous
  int timeout = 10;               // seconds, for each step
};

// Whether there is an entry. Away or slow: try_later; a name, a password, a base or a filter that
// the server does not take: misconfigured.
chancery::Result<bool> finds(const Search& search);

}  // namespace predicate_search
