#include "attributes.hpp"

#include "ber.hpp"
#include "certificate.hpp"
#include "der.hpp"
#include "strength.hpp"

namespace {

// The one value of the one attribute of this kind and type.
const void* value_of(const CMS_SignerInfo& signer, int attribute, int type) {
  constexpr int only_one_with_one_value = -3;
  // The lookup does not change the object; its parameter is only not const.
  return CMS_signed_get0_data_by_OBJ(const_cast<CMS_SignerInfo*>(&signer), OBJ_nid2obj(attribute),
                                     only_one_with_one_value, type);
}

}  // namespace

bool has_attributes(const CMS_SignerInfo& signer) {
  return CMS_signed_get_attr_count(&signer) >= 0;
}

std::string attributes_disagree(const CMS_SignerInfo& signer, const ASN1_OBJECT& content_type,
                                std::string_view digest) {
  const auto* type =
      static_cast<const ASN1_OBJECT*>(value_of(signer, NID_pkcs9_contentType, V_ASN1_OBJECT));
  if (!type) return "the signed attributes have no content type";
  if (OBJ_cmp(type, &content_type) != 0) return "the signed content type is another one";
  const auto* signed_digest = static_cast<const ASN1_OCTET_STRING*>(
      value_of(signer, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING));
  if (!signed_digest) return "the signed attributes have no message digest";
  if (openssl::text(*signed_digest) != digest) return "the content is not what was signed";
  return {};
}

std::optional<std::int64_t> signing_time_of(const CMS_SignerInfo& signer) {
  for (const int type : {V_ASN1_UTCTIME, V_ASN1_GENERALIZEDTIME})
    if (const auto* time =
            static_cast<const ASN1_TIME*>(value_of(signer, NID_pkcs9_signingTime, type)))
      return seconds_of(*time);
  return std::nullopt;
}

// RFC 8551 section 2.5.2: SEQUENCE OF SEQUENCE { OBJECT IDENTIFIER, parameters OPTIONAL }.
std::string capabilities_of(const CMS_SignerInfo& signer) {
  const auto* value =
      static_cast<const ASN1_STRING*>(value_of(signer, NID_SMIMECapabilities, V_ASN1_SEQUENCE));
  std::string names;
  auto list = value ? ber::Reader(openssl::text(*value)).enter(der::sequence) : std::nullopt;
  while (list) {
    auto one = list->enter(der::sequence);
    const auto identifier = one ? one->next(der::object_identifier) : std::nullopt;
    if (!identifier) break;
    const auto encoded = der::element(der::object_identifier, identifier->content);
    const auto* at = openssl::data(encoded);
    const openssl::Owned<ASN1_OBJECT, ASN1_OBJECT_free> object(
        d2i_ASN1_OBJECT(nullptr, &at, static_cast<long>(encoded.size())));
    const auto* cipher = object ? content_cipher(OBJ_obj2nid(object.get())) : nullptr;
    if (cipher) names.append(names.empty() ? "" : " ").append(cipher->name);
  }
  return names;
}

std::string attributes_der(const CMS_SignerInfo& signer) {
  std::string all;
  for (int i = 0; i < CMS_signed_get_attr_count(&signer); ++i)
    all += openssl::der(i2d_X509_ATTRIBUTE, CMS_signed_get_attr(&signer, i));
  return der::element(der::set, all);
}

bool looks_like_attributes(std::string_view content) {
  if (content.empty() || static_cast<unsigned char>(content.front()) != der::set) return false;
  const auto* at = openssl::data(content);
  const openssl::Owned<ASN1_TYPE, ASN1_TYPE_free> whole(
      d2i_ASN1_TYPE(nullptr, &at, static_cast<long>(content.size())));
  return whole && ASN1_TYPE_get(whole.get()) == V_ASN1_SET;
}
