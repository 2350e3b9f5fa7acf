#include "attributes.hpp"

#include "algorithms.hpp"
#include "times.hpp"

namespace {

constexpr auto content_type_attribute = "1.2.840.113549.1.9.3";
constexpr auto message_digest_attribute = "1.2.840.113549.1.9.4";
constexpr auto signing_time_attribute = "1.2.840.113549.1.9.5";
constexpr auto capabilities_attribute = "1.2.840.113549.1.9.15";

// The one value of the one attribute of this kind. Nothing: none, several, or broken.
std::optional<asn1::Element> value_of(const asn1::Element& attributes, std::string_view wanted) {
  std::optional<asn1::Element> found;
  asn1::Reader all(attributes.content);
  while (auto attribute = all.enter(asn1::sequence)) {
    const auto type = attribute->next(asn1::identifier);
    auto values = attribute->enter(asn1::set);
    if (!type || !values) return std::nullopt;
    if (asn1::dotted(type->content) != wanted) continue;
    const auto value = values->next();
    if (found || !value || !values->at_end()) return std::nullopt;
    found = value;
  }
  return all.at_end() ? found : std::nullopt;
}

}  // namespace

std::string attributes_disagree(const asn1::Element& attributes, const asn1::Element& content_type,
                                std::string_view digest) {
  const auto type = value_of(attributes, content_type_attribute);
  if (!type || type->tag != asn1::identifier) return "the signed attributes have no content type";
  if (type->content != content_type.content) return "the signed content type is another one";
  const auto signed_digest = value_of(attributes, message_digest_attribute);
  if (!signed_digest || signed_digest->tag != asn1::octet_string)
    return "the signed attributes have no message digest";
  if (signed_digest->content != digest) return "the content is not what was signed";
  return {};
}

bool attributes_are_der(const asn1::Element& attributes) {
  return attributes.whole == asn1::element(attributes.tag, attributes.content);
}

std::string signed_bytes(const asn1::Element& attributes) {
  return asn1::element(asn1::set, attributes.content);
}

std::int64_t signing_time(const SignerInfo& signer) {
  const auto value =
      signer.attributes ? value_of(*signer.attributes, signing_time_attribute) : std::nullopt;
  if (!value || (value->tag != asn1::utc_time && value->tag != asn1::generalized_time))
    return INT64_MIN;
  return seconds_of_asn1(value->content, value->tag == asn1::utc_time).value_or(INT64_MIN);
}

// RFC 8551 section 2.5.2: SEQUENCE OF SEQUENCE { OBJECT IDENTIFIER, parameters OPTIONAL }.
std::string capabilities(const SignerInfo& signer) {
  const auto value =
      signer.attributes ? value_of(*signer.attributes, capabilities_attribute) : std::nullopt;
  std::string names;
  auto list = value ? asn1::Reader(value->whole).enter(asn1::sequence) : std::nullopt;
  while (list) {
    auto one = list->enter(asn1::sequence);
    const auto identifier = one ? one->next(asn1::identifier) : std::nullopt;
    if (!identifier) break;
    if (const auto* cipher = content_cipher(asn1::dotted(identifier->content)))
      names.append(names.empty() ? "" : " ").append(cipher->name);
  }
  return names;
}

bool looks_like_attributes(std::string_view content) {
  return asn1::Reader(content).next(asn1::set).has_value();
}
