// Addresses, and the one place where two of them are compared.
//
// Canonical form: ASCII letters of the local part in lower case, other bytes exact; the domain as a
// lower-case A-label (RFC 5890). An address that has white space, control characters, NUL, or
// quoting that is not needed has no canonical form, so it never equals anything.
#pragma once

#include "mail/message.hpp"

#include <chancery/result.hpp>

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

class Address {
 public:
  // From a bare addr-spec (RFC 5322 section 3.4.1, RFC 6531), without angle brackets or comments.
  // Local part at most 64 bytes, domain 255. Anything else: unusable, with the reason.
  static Result<Address> make(std::string_view spec);

  const std::string& text() const { return text_; }  // canonical
  std::string_view local() const { return std::string_view(text_).substr(0, at_); }
  std::string_view domain() const { return std::string_view(text_).substr(at_ + 1); }
  bool is_ascii() const;  // no SMTPUTF8 needed

  friend bool operator==(const Address& a, const Address& b) { return a.text_ == b.text_; }
  friend std::strong_ordering operator<=>(const Address& a, const Address& b) {
    return a.text_ <=> b.text_;
  }

 private:
  Address(std::string text, std::size_t at) : text_(std::move(text)), at_(at) {}
  std::string text_;
  std::size_t at_ = 0;
};

// One mailbox of an address list as it is written.
struct Mailbox {
  std::string name;  // display name, encoded words decoded; may be empty
  std::string spec;  // addr-spec without comments and folding, not canonical
};

// RFC 5322 section 3.4, obsolete forms included; nesting of comments and groups is bounded.
struct AddressList {
  std::vector<Mailbox> mailboxes;
  bool has_group = false;
};
Result<AddressList> parse_addresses(std::string_view field_value);

// The one author: exactly one From field with exactly one mailbox and no group, whose address has a
// canonical form. Otherwise unusable with the reason, and the sender is nobody.
Result<Address> sender_of(const Message& message);

}  // namespace chancery
