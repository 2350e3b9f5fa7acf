#include "service/recipients.hpp"

#include "base/text.hpp"

namespace chancery {

namespace {

constexpr std::pair<std::string_view, Purpose> suffixes[] = {
    {"-owner", Purpose::owners}, {"-request", Purpose::owners}, {"-bounces", Purpose::bounces}};

std::string without(std::string_view suffix, const Address& address) {
  const auto local = address.local();
  return std::string(local.substr(0, local.size() - suffix.size())) + "@" +
         std::string(address.domain());
}

}  // namespace

Result<Destination> destination_of(const Settings& settings, std::string_view text) {
  const auto address = Address::make(text);
  if (!address) return Err(Code::not_found, "no list " + printable(text) + ": no address");
  auto list = find_list(settings, address->text());
  if (list) return Destination{std::move(*list), Purpose::post};
  if (list.error().code != Code::not_found) return list.error();
  for (const auto& [suffix, purpose] : suffixes) {
    if (!address->local().ends_with(suffix)) continue;
    auto of = find_list(settings, without(suffix, *address));
    if (!of) return of.error();
    return Destination{std::move(*of), purpose};
  }
  return list.error();
}

Result<std::string> recipient_of(const Settings& settings, std::string_view text) {
  const auto destination = destination_of(settings, text);
  if (!destination) return destination.error();
  return Address::make(text)->text();
}

}  // namespace chancery
