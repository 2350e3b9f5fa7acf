#include "cms.hpp"

#include "errors.hpp"

#include <chancery/role/crypto.h>

#include <climits>

chancery::Result<openssl::Cms> read_cms(std::string_view bytes) {
  using chancery::Code;
  if (bytes.empty()) return chancery::Err(Code::unusable, "the CMS object is empty");
  if (bytes.size() > INT_MAX) return chancery::Err(Code::unusable, "the CMS object is too large");
  const auto* at = openssl::data(bytes);
  openssl::Cms cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(bytes.size())));
  if (!cms) return openssl::failure(Code::unusable, "this is no CMS object");
  return cms;
}

std::int32_t kind_of(const CMS_ContentInfo& cms) {
  switch (OBJ_obj2nid(CMS_get0_type(&cms))) {
    case NID_pkcs7_signed: {
      // The stack belongs to the object, whose interface is not const.
      auto* signers = CMS_get0_SignerInfos(const_cast<CMS_ContentInfo*>(&cms));
      return sk_CMS_SignerInfo_num(signers) > 0 ? CHANCERY_CMS_SIGNED
                                                : CHANCERY_CMS_CERTIFICATES_ONLY;
    }
    case NID_pkcs7_enveloped: return CHANCERY_CMS_ENVELOPED;
    case NID_id_smime_ct_authEnvelopedData: return CHANCERY_CMS_AUTH_ENVELOPED;
    default: return CHANCERY_CMS_OTHER;
  }
}
