#include "mail/address.hpp"

#include "base/text.hpp"

#include <algorithm>

#include <idn2.h>

namespace chancery {

namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// RFC 5322 section 3.2.3 atext, and RFC 6531's UTF8-non-ascii.
bool is_atext(char c) {
  return is_letter_or_digit(c) || (c & 0x80) ||
         std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

// Beyond ASCII: C1 controls, Unicode's white space and its format characters, in UTF-8. They could
// not be seen either.
bool has_invisible(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    if (byte(i) == 0xC2 && (byte(i + 1) <= 0xA0 || byte(i + 1) == 0xAD)) return true;
    const auto three = text.substr(i, 3);
    if (three.size() < 3) continue;
    for (const std::string_view one : {"\u061C", "\u1680", "\u180E", "\u3000", "\uFEFF"})
      if (three.starts_with(one)) return true;
    const auto last = byte(i + 2);
    // U+2000 to U+200F, U+2028 to U+202F, U+205F to U+206F.
    if (three.starts_with("\xE2\x80") && (last <= 0x8F || (last >= 0xA8 && last <= 0xAF)))
      return true;
    if (three.starts_with("\xE2\x81") && last >= 0x9F && last <= 0xAF) return true;
  }
  return false;
}

Error no_address(std::string_view why) { return Err(Code::unusable, std::string(why)); }

Result<std::string> canonical_local(std::string_view local) {
  if (local.empty()) return no_address("the part before the @ is empty");
  if (local.size() > 64) return no_address("the part before the @ is longer than 64 bytes");
  if (local.front() == '"')
    return no_address("the part before the @ is quoted; such addresses are never compared");
  if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos)
    return no_address("the part before the @ has a dot where none may be");
  for (const char c : local)
    if (!is_atext(c) && c != '.')
      return no_address("the part before the @ has the character " +
                        std::string(c == ' ' ? "blank" : printable({&c, 1})) +
                        ", which may not stand there");
  if (!is_utf8(local)) return no_address("the part before the @ is not UTF-8");
  if (has_invisible(local))
    return no_address("the part before the @ has white space or a control character beyond ASCII");
  if (local.find("=?") != std::string_view::npos)
    return no_address("the part before the @ is an encoded word");
  return lower(local);
}

// RFC 5321 section 4.1.3.
Result<std::string> canonical_literal(std::string_view literal) {
  const auto inside = literal.substr(1, literal.size() - 2);
  const auto allowed = [](char c) {
    return is_letter_or_digit(c) || c == '.' || c == ':' || c == '-';
  };
  if (!literal.ends_with(']') || inside.empty() ||
      !std::all_of(inside.begin(), inside.end(), allowed))
    return no_address("the domain literal is broken");
  return lower(literal);
}

// Without the mapping of UTS 46, which makes one domain of what only looks alike, or of what nobody
// sees: a reader must not be shown another domain than we compare.
Result<std::string> a_labels(const std::string& domain) {
  std::uint8_t* found = nullptr;
  const int error = idn2_lookup_u8(reinterpret_cast<const std::uint8_t*>(domain.c_str()), &found,
                                   IDN2_NFC_INPUT | IDN2_NO_TR46);
  if (error != IDN2_OK)
    return no_address(std::string("the domain is no internationalized domain: ") +
                      idn2_strerror(error));
  std::string labels(reinterpret_cast<const char*>(found));
  idn2_free(found);
  return labels;
}

Result<std::string> canonical_domain(std::string_view written) {
  if (written.empty()) return no_address("the part behind the @ is empty");
  if (written.size() > 255) return no_address("the domain is longer than 255 bytes");
  if (written.front() == '[') return canonical_literal(written);
  std::string domain(written);
  if (domain.find('\0') != std::string::npos) return no_address("the domain has a NUL byte");
  if (std::any_of(domain.begin(), domain.end(), [](char c) { return c & 0x80; })) {
    if (!is_utf8(domain)) return no_address("the domain is not UTF-8");
    auto labels = a_labels(lower(domain));
    if (!labels) return labels.error();
    domain = std::move(*labels);
  }
  for (const auto label : split(domain, '.')) {
    const auto allowed = [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_'; };
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-' ||
        !std::all_of(label.begin(), label.end(), allowed))
      return no_address("the domain has the label '" + printable(label) + "', which none can be");
  }
  return lower(domain);
}

}  // namespace

Result<Address> Address::make(std::string_view spec) {
  const auto at = spec.rfind('@');
  if (at == std::string_view::npos) return no_address("it has no @");
  const auto local = canonical_local(spec.substr(0, at));
  if (!local) return local.error();
  const auto domain = canonical_domain(spec.substr(at + 1));
  if (!domain) return domain.error();
  return Address(*local + "@" + *domain, local->size());
}

bool Address::is_ascii() const {
  return std::none_of(text_.begin(), text_.end(), [](char c) { return c & 0x80; });
}

Result<Address> sender_of(const Message& message) {
  const auto fields = message.values("From");
  if (fields.empty()) return Err(Code::unusable, "there is no From field");
  if (fields.size() > 1)
    return Err(Code::unusable, "there are " + std::to_string(fields.size()) + " From fields");
  const auto list = parse_addresses(fields[0]);
  if (!list) return Err(Code::unusable, "the From field cannot be read: " + list.error().what);
  if (list->has_group) return Err(Code::unusable, "the From field names a group");
  if (list->mailboxes.size() != 1)
    return Err(Code::unusable,
               "the From field names " + std::to_string(list->mailboxes.size()) + " addresses");
  auto address = Address::make(list->mailboxes[0].spec);
  if (!address)
    return Err(Code::unusable, "the address in the From field, " +
                                   printable(list->mailboxes[0].spec) +
                                   ", cannot be compared: " + address.error().what);
  return address;
}

}  // namespace chancery
