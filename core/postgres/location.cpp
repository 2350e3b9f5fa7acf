#include "postgres/location.hpp"

#include <libpq-fe.h>

#include <memory>
#include <string_view>

namespace chancery::postgres {
namespace {

struct Free {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using Options = std::unique_ptr<PQconninfoOption, Free>;

Options parsed(const std::string& address) {
  char* why = nullptr;  // quotes the address, so it is never shown
  Options options(PQconninfoParse(address.c_str(), &why));
  PQfreemem(why);
  return options;
}

std::string value(const PQconninfoOption* options, std::string_view keyword) {
  for (; options && options->keyword; ++options)
    if (options->keyword == keyword) return options->val ? options->val : "";
  return {};
}

// A password with a / or an @ in it, where %2F or %40 must stand, would be taken for a port, a host
// or a name, which are shown.
bool is_sound(const PQconninfoOption* options) {
  return value(options, "port").find_first_not_of("0123456789,") == std::string::npos &&
         value(options, "host").find('@') == std::string::npos &&
         value(options, "dbname").find('@') == std::string::npos;
}

}  // namespace

Result<void> check_location(const std::string& address) {
  if (const auto options = parsed(address); options && is_sound(options.get())) return {};
  return Err(Code::misconfigured, "`store` is no address of a PostgreSQL database",
             "for example store = \"postgresql://chancery@db.example.org/chancery\"; in a password "
             "%2F stands for / and %40 for @");
}

bool has_password(const std::string& address) {
  return !value(parsed(address).get(), "password").empty();
}

std::string shown(const std::string& address) {
  const auto options = parsed(address);
  auto host = value(options.get(), "host");
  auto database = value(options.get(), "dbname");
  if (host.empty()) host = value(options.get(), "hostaddr");
  return "database " + (database.empty() ? "of the user" : database) + " on " +
         (host.empty() ? "this machine" : host);
}

}  // namespace chancery::postgres
