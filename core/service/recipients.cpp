#include "service/recipients.hpp"

#include "base/text.hpp"

namespace chancery {

Result<std::string> recipient_of(const Settings& settings, std::string_view text) {
  const auto address = Address::make(text);
  if (!address) return Err(Code::not_found, "no list " + printable(text) + ": no address");
  const auto list = find_list(settings, address->text());
  if (!list) return list.error();
  return list->address.text();
}

}  // namespace chancery
