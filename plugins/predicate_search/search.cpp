#include "search.hpp"

#include "directory.hpp"

#include <charconv>

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace predicate_search {

namespace {

std::string text_of(const chancery_predicate_request& request, std::size_t i) {
  const auto& argument = chancery::argument(request, i);
  return argument.count == 0 ? std::string() : std::string(chancery::text(argument.items[0]));
}

// In C's texts a NUL would end a filter early.
bool has_nul(const Search& search) {
  for (const auto* text : {&search.url, &search.base, &search.filter, &search.bind_dn})
    if (text->find('\0') != std::string::npos) return true;
  return false;
}

}  // namespace

Result<bool> Directory::evaluate(const chancery_predicate_request& request) {
  Search search;
  search.url = text_of(request, 0);
  search.base = text_of(request, 1);
  search.scope = text_of(request, 2);
  search.filter = text_of(request, 3);
  search.starts_tls = text_of(request, 4) == "starttls" && search.url.starts_with("ldap://");
  search.ca_file = text_of(request, 5);
  search.bind_dn = text_of(request, 6);
  search.password = text_of(request, 7);
  const auto timeout = text_of(request, 8);
  const auto read =
      std::from_chars(timeout.data(), timeout.data() + timeout.size(), search.timeout);
  if (read.ec != std::errc() || search.timeout < 1)
    return Err(Code::misconfigured, "the timeout is a number of seconds");
  if (!search.bind_dn.empty() && search.password.empty())
    return Err(Code::misconfigured, "logging in as " + search.bind_dn + " needs a password");
  if (has_nul(search)) return Err(Code::misconfigured, "a NUL has no place in a search");
  return finds(search);
}

}  // namespace predicate_search
