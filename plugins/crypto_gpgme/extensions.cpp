#include "extensions.hpp"

#include "names.hpp"

#include <optional>

namespace {

constexpr std::size_t most_addresses = 1000;

struct Extension {
  std::string identifier;  // dotted
  std::string_view value;
};
using Extensions = std::vector<Extension>;

std::optional<Extensions> all_of(asn1::Reader wrapped) {
  Extensions all;
  auto list = wrapped.enter(asn1::sequence);
  while (auto one = list ? list->enter(asn1::sequence) : std::nullopt) {
    const auto identifier = one->next(asn1::identifier);
    one->next(asn1::boolean);  // critical
    const auto value = one->next(asn1::octet_string);
    if (!identifier || !value || !one->at_end()) return std::nullopt;
    all.push_back({asn1::dotted(identifier->content), value->content});
  }
  const bool whole = list && list->at_end() && wrapped.at_end();
  return whole ? std::optional(std::move(all)) : std::nullopt;
}

// Nothing: there is none. What stands twice says nothing that can be read.
std::optional<std::string_view> find(const Extensions& all, std::string_view identifier) {
  std::optional<std::string_view> found;
  for (const auto& each : all)
    if (each.identifier == identifier) found = found ? std::string_view() : each.value;
  return found;
}

// RFC 9598 section 3: [0] { type-id, [0] EXPLICIT UTF8String }.
std::optional<std::string> utf8_mailbox(std::string_view other_name) {
  asn1::Reader reader(other_name);
  const auto type = reader.next(asn1::identifier);
  if (!type || asn1::dotted(type->content) != "1.3.6.1.5.5.7.8.9") return std::nullopt;
  auto value = reader.enter(asn1::nested(0));
  const auto text = value ? value->next(asn1::utf8_string) : std::nullopt;
  return text ? std::optional(std::string(text->content)) : std::nullopt;
}

// Nothing: it cannot be read.
std::optional<std::vector<std::string>> from_names(std::string_view extension_value) {
  auto names = asn1::Reader(extension_value).enter(asn1::sequence);
  if (!names) return std::nullopt;
  std::vector<std::string> addresses;
  constexpr auto rfc822_name = asn1::plain(1), other_name = asn1::nested(0);
  while (const auto name = names->next()) {
    if (addresses.size() == most_addresses) break;
    if (name->tag == rfc822_name) addresses.emplace_back(name->content);
    if (name->tag != other_name) continue;
    if (auto mailbox = utf8_mailbox(name->content)) addresses.push_back(std::move(*mailbox));
  }
  return names->at_end() || addresses.size() == most_addresses ? std::optional(addresses)
                                                               : std::nullopt;
}

// IA5String and UTF8String as they are; BMPString in UTF-8.
std::string bytes_of(const asn1::Element& value) {
  if (value.tag != asn1::bmp_string) return std::string(value.content);
  std::string out;
  for (std::size_t i = 0; i + 1 < value.content.size(); i += 2)
    append_utf8(out, static_cast<unsigned>(static_cast<unsigned char>(value.content[i])) << 8 |
                         static_cast<unsigned char>(value.content[i + 1]));
  return out;
}

// emailAddress of the subject, RFC 5280 section 4.1.2.6.
std::vector<std::string> from_subject(std::string_view subject) {
  std::vector<std::string> addresses;
  auto relative_names = asn1::Reader(subject).enter(asn1::sequence);
  while (relative_names && addresses.size() < most_addresses) {
    auto attributes = relative_names->enter(asn1::set);
    if (!attributes) break;
    while (auto attribute = attributes->enter(asn1::sequence)) {
      const auto type = attribute->next(asn1::identifier);
      const auto value = attribute->next();
      if (type && value && asn1::dotted(type->content) == "1.2.840.113549.1.9.1")
        addresses.push_back(bytes_of(*value));
    }
  }
  return addresses;
}

std::vector<std::string> addresses_of(const Extensions& all, const std::string& subject) {
  const auto names = find(all, "2.5.29.17");
  if (!names) return from_subject(subject);
  const auto found = from_names(*names);
  // Unreadable, or twice: then nobody knows whose it is.
  if (!found) return {};
  return found->empty() ? from_subject(subject) : *found;
}

std::string subject_key_id(const Extensions& all) {
  const auto id = asn1::Reader(find(all, "2.5.29.14").value_or("")).next(asn1::octet_string);
  return id ? std::string(id->content) : std::string();
}

std::string authority_key_id(const Extensions& all) {
  auto inside = asn1::Reader(find(all, "2.5.29.35").value_or("")).enter(asn1::sequence);
  const auto id = inside ? inside->next(asn1::plain(0)) : std::nullopt;
  return id ? std::string(id->content) : std::string();
}

// KeyUsage, RFC 5280 section 4.2.1.3, the first bit highest.
constexpr unsigned digital_signature = 0x80, non_repudiation = 0x40, key_encipherment = 0x20,
                   key_agreement = 0x08;

// Without the extension everything is allowed; by an unreadable one nothing.
unsigned key_usage(const Extensions& all) {
  const auto value = find(all, "2.5.29.15");
  if (!value) return ~0U;
  const auto bits = asn1::Reader(*value).next(asn1::bit_string);
  return bits && bits->content.size() >= 2 ? static_cast<unsigned char>(bits->content[1]) : 0;
}

// RFC 8550 section 4.4.4: emailProtection, anyExtendedKeyUsage, or no such extension.
bool meant_for_mail(const Extensions& all) {
  const auto value = find(all, "2.5.29.37");
  if (!value) return true;
  auto purposes = asn1::Reader(*value).enter(asn1::sequence);
  while (const auto one = purposes ? purposes->next(asn1::identifier) : std::nullopt) {
    const auto purpose = asn1::dotted(one->content);
    if (purpose == "1.3.6.1.5.5.7.3.4" || purpose == "2.5.29.37.0") return true;
  }
  return false;
}

bool is_authority(const Extensions& all) {
  auto constraints = asn1::Reader(find(all, "2.5.29.19").value_or("")).enter(asn1::sequence);
  const auto says_so = constraints ? constraints->next(asn1::boolean) : std::nullopt;
  return says_so && says_so->content != std::string_view("\0", 1);
}

bool key_signs(const std::string& algorithm) {
  return algorithm == "RSA" || algorithm == "RSA-PSS" || algorithm == "DSA" ||
         algorithm == "Ed25519" || algorithm == "Ed448" || algorithm.starts_with("EC");
}

// The bits that encrypting to this kind of key asks for; none: it cannot be encrypted to.
unsigned usage_to_encrypt(const std::string& algorithm) {
  if (algorithm == "RSA") return key_encipherment;
  // RFC 5480 section 3 knows only keyAgreement; many authorities give all keys what RSA needs.
  if (algorithm.starts_with("EC")) return key_agreement | key_encipherment;
  if (algorithm == "X25519" || algorithm == "X448" || algorithm == "DH") return key_agreement;
  return 0;
}

// nameConstraints, policyConstraints, inhibitAnyPolicy: RFC 5280 sections 4.2.1.10, .11 and .14.
bool limits_others(const Extensions& all) {
  return find(all, "2.5.29.30") || find(all, "2.5.29.36") || find(all, "2.5.29.54");
}

std::uint32_t usage_of(const Extensions& all, const std::string& algorithm) {
  std::uint32_t usage = is_authority(all) ? CHANCERY_IS_CA : 0;
  if (!meant_for_mail(all)) return usage;
  const auto bits = key_usage(all);
  if (key_signs(algorithm) && (bits & (digital_signature | non_repudiation)))
    usage |= CHANCERY_MAY_SIGN;
  if (bits & usage_to_encrypt(algorithm)) usage |= CHANCERY_MAY_ENCRYPT;
  return usage;
}

}  // namespace

bool read_extensions(std::optional<asn1::Reader> extensions, Certificate& certificate) {
  const auto all = extensions ? all_of(*extensions) : std::optional(Extensions());
  if (!all) return false;
  certificate.addresses = addresses_of(*all, certificate.subject_der);
  certificate.usage = usage_of(*all, certificate.key_algorithm);
  certificate.subject_key_id = subject_key_id(*all);
  certificate.constrained = limits_others(*all) || (is_authority(*all) && !meant_for_mail(*all));
  certificate.authority_key_id = authority_key_id(*all);
  return true;
}
