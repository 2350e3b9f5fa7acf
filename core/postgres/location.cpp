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

}  // namespace

Result<void> check_location(const std::string& address) {
  if (parsed(address)) return {};
  return Err(Code::misconfigured, "`store` is no address of a PostgreSQL database",
             "for example store = \"postgresql://chancery@db.example.org/chancery\"");
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
