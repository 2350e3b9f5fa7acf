#include "signed_data.hpp"

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

// A message is a stranger's: each signer costs a gpgsm.
constexpr std::size_t most_signers = 64, most_certificates = 256;

std::string identifier_in(const asn1::Element& algorithm) {
  const auto identifier = asn1::Reader(algorithm.content).next(asn1::identifier);
  return identifier ? asn1::dotted(identifier->content) : std::string();
}

std::optional<SignerInfo> read_signer(asn1::Reader reader) {
  SignerInfo signer;
  const auto version = reader.next(asn1::integer);
  const auto who = reader.next();
  const auto digest = reader.next(asn1::sequence);
  signer.attributes = reader.next(asn1::nested(0));
  const auto algorithm = reader.next(asn1::sequence);
  const auto signature = reader.next(asn1::octet_string);
  if (!version || !who || !digest || !algorithm || !signature) return std::nullopt;
  const bool is_named = who->tag == asn1::sequence;
  const bool is_key_id = who->tag == asn1::plain(0) || who->tag == asn1::nested(0);
  if (!is_named && !is_key_id) return std::nullopt;
  signer.who = *who;
  signer.digest_algorithm = *digest;
  signer.digest_identifier = identifier_in(*digest);
  signer.signature_algorithm = *algorithm;
  signer.signature_identifier = identifier_in(*algorithm);
  signer.signature = *signature;
  reader.next(asn1::nested(1));  // unsigned attributes: nobody vouches for them
  return reader.at_end() ? std::optional(signer) : std::nullopt;
}

// EncapsulatedContentInfo. False: broken.
bool read_content(asn1::Reader reader, SignedData& data) {
  const auto type = reader.next(asn1::identifier);
  if (!type) return false;
  data.content_type = *type;
  if (reader.at_end()) return true;
  auto wrapped = reader.enter(asn1::nested(0));
  const auto octets = wrapped ? wrapped->next() : std::nullopt;
  if (!octets || !reader.at_end()) return false;
  constexpr unsigned char in_pieces = asn1::octet_string | 0x20;
  if (octets->tag != asn1::octet_string && octets->tag != in_pieces) return false;
  data.content = asn1::octets(*octets);
  return data.content.has_value();
}

// Attribute certificates and the like are passed over.
bool read_certificates(const asn1::Element& all, SignedData& data) {
  asn1::Reader reader(all.content);
  while (const auto one = reader.next())
    if (one->tag == asn1::sequence) data.certificates.push_back(one->whole);
  return reader.at_end();
}

bool read_signers(asn1::Reader reader, SignedData& data) {
  while (auto one = reader.enter(asn1::sequence)) {
    const auto signer = read_signer(*one);
    if (!signer) return false;
    data.signers.push_back(*signer);
  }
  return reader.at_end();
}

bool read_all(asn1::Reader reader, SignedData& data) {
  const auto version = reader.next(asn1::integer);
  const auto digests = reader.next(asn1::set);
  const auto content = reader.enter(asn1::sequence);
  if (!version || !digests || !content || !read_content(*content, data)) return false;
  if (const auto all = reader.next(asn1::nested(0)))
    if (!read_certificates(*all, data)) return false;
  reader.next(asn1::nested(1));  // lists of revoked certificates
  const auto signers = reader.enter(asn1::set);
  return signers && read_signers(*signers, data) && reader.at_end();
}

}  // namespace

std::optional<ContentInfo> read_content_info(std::string_view cms) {
  auto whole = asn1::Reader(cms).enter(asn1::sequence);
  const auto type = whole ? whole->next(asn1::identifier) : std::nullopt;
  const auto content = type ? whole->enter(asn1::nested(0)) : std::nullopt;
  if (!content || content->at_end() || !whole->at_end()) return std::nullopt;
  return ContentInfo{asn1::dotted(type->content), *content};
}

Result<SignedData> read_signed_data(std::string_view cms) {
  auto info = read_content_info(cms);
  if (!info) return Err(Code::unusable, "this is no CMS object");
  if (info->type != "1.2.840.113549.1.7.2")
    return Err(Code::unusable, "this CMS object is not signed data");
  SignedData data;
  const auto inside = info->content.enter(asn1::sequence);
  if (!inside || !read_all(*inside, data))
    return Err(Code::unusable, "the structure of the signed object is broken");
  if (data.signers.size() > most_signers)
    return Err(Code::unusable,
               "more than " + std::to_string(most_signers) + " signers of one object");
  if (data.certificates.size() > most_certificates)
    return Err(Code::unusable, "more than " + std::to_string(most_certificates) +
                                   " certificates in one signed object");
  return data;
}
