// Any bytes as an address and as a list of addresses: what has a canonical form can be compared and
// written anywhere, and who is the sender does not depend on what is displayed.
#include "base/check.hpp"
#include "base/text.hpp"
#include "mail/address.hpp"

#include <algorithm>
#include <cstdint>

using namespace chancery;

namespace {

void check_canonical(const Address& address) {
  const auto& text = address.text();
  CHECK(is_utf8(text), "an address is text");
  CHECK(std::all_of(text.begin(), text.end(),
                    [](char c) { return static_cast<unsigned char>(c) > 32 && c != 127; }),
        "an address has no white space and no control characters");
  CHECK(text.find_first_of("\"<>(),;\\") == std::string::npos, "an address needs no quotes");
  CHECK(std::string(address.local()).append("@").append(address.domain()) == text,
        "an address is its two parts");
  const auto again = Address::make(text);
  CHECK(again && *again == address, "a canonical form is its own");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto address = Address::make(text))
    check_canonical(*address);
  else
    CHECK(is_utf8(address.error().what), "a reason is text");

  const auto list = parse_addresses(text);
  if (!list) {
    CHECK(is_utf8(list.error().what), "a reason is text");
    return 0;
  }
  for (const auto& mailbox : list->mailboxes) {
    CHECK(mailbox.name.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos,
          "a name is one line");
    if (const auto address = Address::make(mailbox.spec)) {
      check_canonical(*address);
      const auto alone = parse_addresses(address->text());
      CHECK(alone && alone->mailboxes.size() == 1, "a canonical form can be a list");
      CHECK(*Address::make(alone->mailboxes[0].spec) == *address, "and is that address in it");
    }
  }
  return 0;
}
