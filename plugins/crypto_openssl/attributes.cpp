#include "attributes.hpp"

#include "certificate.hpp"
#include "der.hpp"

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
