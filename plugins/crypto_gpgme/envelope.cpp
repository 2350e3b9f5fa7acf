#include "envelope.hpp"

#include "signed_data.hpp"

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

constexpr std::size_t most_recipients = 10'000;
constexpr auto id_enveloped = "1.2.840.113549.1.7.3";

std::string identifier_in(const asn1::Element& algorithm) {
  const auto identifier = asn1::Reader(algorithm.content).next(asn1::identifier);
  return identifier ? asn1::dotted(identifier->content) : std::string();
}

std::optional<Recipient> read_recipient(asn1::Reader reader) {
  const auto version = reader.next(asn1::integer);
  const auto who = reader.next();
  const auto algorithm = reader.next(asn1::sequence);
  const auto key = reader.next(asn1::octet_string);
  if (!version || !who || !algorithm || !key || !reader.at_end()) return std::nullopt;
  return Recipient{*who, *algorithm, identifier_in(*algorithm), *key};
}

bool read_recipients(asn1::Reader reader, EnvelopedObject& object) {
  std::size_t count = 0;
  while (const auto one = reader.next()) {
    if (++count > most_recipients) return false;
    if (one->tag != asn1::sequence) continue;
    auto recipient = read_recipient(asn1::Reader(one->content));
    if (!recipient) return false;
    object.recipients.push_back(std::move(*recipient));
  }
  return reader.at_end();
}

bool read_content(asn1::Reader reader, EnvelopedObject& object) {
  const auto type = reader.next(asn1::identifier);
  const auto cipher = reader.next(asn1::sequence);
  const auto content = reader.next();
  if (!type || !cipher || !content || !reader.at_end()) return false;
  if (content->tag != asn1::plain(0) && content->tag != asn1::nested(0)) return false;
  object.content_type = *type;
  object.cipher = *cipher;
  object.cipher_identifier = identifier_in(*cipher);
  auto octets = asn1::octets(*content);
  if (octets) object.content = std::move(*octets);
  return octets.has_value();
}

bool read_all(asn1::Reader reader, EnvelopedObject& object) {
  const auto version = reader.next(asn1::integer);
  reader.next(asn1::nested(0));  // originatorInfo
  const auto recipients = reader.enter(asn1::set);
  const auto content = reader.enter(asn1::sequence);
  if (!version || !recipients || !content) return false;
  reader.next(asn1::nested(1));  // attributes
  if (object.authenticated && !reader.next(asn1::octet_string)) return false;
  if (object.authenticated) reader.next(asn1::nested(2));
  return reader.at_end() && read_recipients(*recipients, object) && read_content(*content, object);
}

}  // namespace

Result<EnvelopedObject> read_envelope(std::string_view cms) {
  auto info = read_content_info(cms);
  if (!info) return Err(Code::unusable, "this is no CMS object");
  EnvelopedObject object;
  object.authenticated = info->type == "1.2.840.113549.1.9.16.1.23";
  if (!object.authenticated && info->type != id_enveloped)
    return Err(Code::unusable, "this CMS object is not encrypted to recipients");
  const auto inside = info->content.enter(asn1::sequence);
  if (!inside || !read_all(*inside, object))
    return Err(Code::unusable, "the structure of the encrypted object is broken");
  return object;
}

bool is_for(const Recipient& recipient, const Certificate& certificate) {
  if (recipient.who.tag == asn1::sequence)
    return recipient.who.content == certificate.issuer_der + certificate.serial_der;
  return !certificate.subject_key_id.empty() &&
         asn1::octets(recipient.who).value_or("") == certificate.subject_key_id;
}

std::string envelope_for(const EnvelopedObject& object, const Recipient& recipient,
                         const Certificate& certificate) {
  using namespace asn1;
  const auto zero = element(integer, std::string_view("\0", 1));
  const auto who = join(sequence, {certificate.issuer_der, certificate.serial_der});
  const auto info = join(sequence, {zero, who, recipient.algorithm.whole, recipient.key.whole});
  const auto content = join(sequence, {object.content_type.whole, object.cipher.whole,
                                       element(plain(0), object.content)});
  const auto data = join(sequence, {zero, element(set, info), content});
  return join(sequence, {encoded_identifier(id_enveloped), element(nested(0), data)});
}
