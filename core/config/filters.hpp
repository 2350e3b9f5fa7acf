// Named filters of scenarios that ask a database or a directory: the files NAME.sql and NAME.ldap,
// in TOML. In a statement or a filter stands [sender], [text] or any variable of the language where
// a value goes; what is put there is never read as SQL or as a filter.
#pragma once

#include "base/files.hpp"
#include "config/schema.hpp"

#include <chancery/result.hpp>

#include <chrono>
#include <optional>
#include <span>
#include <string>

namespace chancery {

struct SqlFilter {
  std::string statement;
  std::chrono::seconds timeout{}, cache{};  // cache: how long an answer is good; 0: not at all
};

struct LdapFilter {
  std::string url, base, scope, filter;
  std::string tls;  // "starttls" or "no"; ldaps:// has its own
  std::optional<fs::path> ca_file;
  std::string bind_dn;  // empty: anonymous
  std::optional<fs::path> password_file;
  std::chrono::seconds timeout{}, cache{};
};

// not_found: there is no such file. Wrong: misconfigured, every problem at once.
Result<SqlFilter> load_sql_filter(const fs::path& file);
Result<LdapFilter> load_ldap_filter(const fs::path& file);

std::span<const Key> sql_filter_keys();
std::span<const Key> ldap_filter_keys();

}  // namespace chancery
