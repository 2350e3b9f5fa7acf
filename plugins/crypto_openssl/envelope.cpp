#include "envelope.hpp"

#include "ber.hpp"
#include "der.hpp"

namespace {

using Object = openssl::Owned<ASN1_OBJECT, ASN1_OBJECT_free>;

// EncryptedContentInfo: content type, algorithm, content.
Object cipher_of(ber::Reader content) {
  if (!content.next(der::object_identifier)) return nullptr;
  auto algorithm = content.enter(der::sequence);
  if (!algorithm) return nullptr;
  const auto identifier = algorithm->next(der::object_identifier);
  if (!identifier) return nullptr;
  const auto encoded = der::element(der::object_identifier, identifier->content);
  const auto* at = openssl::data(encoded);
  return Object(d2i_ASN1_OBJECT(nullptr, &at, static_cast<long>(encoded.size())));
}

}  // namespace

std::optional<EnvelopeOutline> outline_of(std::string_view cms, bool authenticated) {
  auto whole = ber::Reader(cms).enter(der::sequence);
  if (!whole || !whole->next(der::object_identifier)) return std::nullopt;
  auto wrapped = whole->enter(der::constructed(0));
  auto envelope = wrapped ? wrapped->enter(der::sequence) : std::nullopt;
  const auto version = envelope ? envelope->next(der::integer) : std::nullopt;
  if (!version || version->content.size() != 1) return std::nullopt;
  const auto originator = envelope->next(der::constructed(0));
  if (!envelope->next(der::set)) return std::nullopt;
  const auto tail = envelope->rest();
  const auto content = envelope->enter(der::sequence);
  if (!content) return std::nullopt;
  EnvelopeOutline outline{cipher_of(*content), 0, version->content[0],
                          originator ? originator->whole : std::string_view(), tail};
  if (!outline.cipher) return std::nullopt;
  const auto attributes = envelope->next(der::constructed(1));  // authAttrs or unprotectedAttrs
  if (!authenticated) {
    outline.has_unprotected = attributes.has_value();
    return outline;
  }
  const auto tag = envelope->next(der::octet_string);
  if (!tag) return std::nullopt;
  outline.tag_size = tag->content.size();
  return outline;
}
