#include "decrypt.hpp"

#include "der.hpp"
#include "verify.hpp"

#include <chancery/bytes.hpp>

#include <openssl/err.h>

namespace crypto_openssl {

using chancery::Code;
using chancery::Err;
using chancery::Result;
using Opening = chancery::Crypto::Opening;

namespace {

// What OpenSSL does not tell: by which algorithm the content is encrypted, and how long its tag is.
struct Envelope {
  int cipher = NID_undef;
  std::size_t tag_size = 0;
};

std::string der_of_cms(CMS_ContentInfo* cms) {
  unsigned char* bytes = nullptr;
  const int size = i2d_CMS_ContentInfo(cms, &bytes);
  if (size <= 0) return {};
  std::string der(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

int nid_of(std::string_view oid_element) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(oid_element.data());
  const Owned<ASN1_OBJECT, ASN1_OBJECT_free> object(
      d2i_ASN1_OBJECT(nullptr, &bytes, static_cast<long>(oid_element.size())));
  return object ? OBJ_obj2nid(object.get()) : NID_undef;
}

// ContentInfo { type, [0] { version, [0] originator?, recipients, { type, { cipher ... } ... },
// [1] attributes?, tag? ... } }
std::optional<Envelope> look_into(CMS_ContentInfo* cms) {
  const auto bytes = der_of_cms(cms);
  const auto info = der::Walk(bytes).take(der::sequence);
  if (!info) return std::nullopt;
  der::Walk in_info(info->content);
  if (!in_info.take(der::object_id)) return std::nullopt;
  const auto wrapper = in_info.take(der::constructed(0));
  const auto data = wrapper ? der::Walk(wrapper->content).take(der::sequence) : std::nullopt;
  if (!data) return std::nullopt;
  der::Walk in_data(data->content);
  if (!in_data.take(der::integer)) return std::nullopt;
  in_data.take(der::constructed(0));
  if (!in_data.take(der::set)) return std::nullopt;
  const auto encrypted = in_data.take(der::sequence);
  if (!encrypted) return std::nullopt;
  der::Walk in_encrypted(encrypted->content);
  if (!in_encrypted.take(der::object_id)) return std::nullopt;
  const auto algorithm = in_encrypted.take(der::sequence);
  const auto cipher = algorithm ? der::Walk(algorithm->content).take(der::object_id) : std::nullopt;
  if (!cipher) return std::nullopt;
  in_data.take(der::constructed(1));
  const auto tag = in_data.take(der::octet_string);
  return Envelope{nid_of(cipher->whole), tag ? tag->content.size() : 0};
}

std::string cipher_name(int nid) {
  switch (nid) {
    case NID_undef: return "unknown";
    case NID_aes_128_gcm: return "AES-128-GCM";
    case NID_aes_192_gcm: return "AES-192-GCM";
    case NID_aes_256_gcm: return "AES-256-GCM";
    case NID_des_ede3_cbc: return "3DES-CBC";
    default: return OBJ_nid2sn(nid);
  }
}

bool is_legacy(int nid) {
  return nid == NID_rc2_cbc || nid == NID_rc2_40_cbc || nid == NID_rc2_64_cbc || nid == NID_des_cbc;
}

bool is_supported(int nid, Legacy& legacy) {
  if (nid == NID_undef || (is_legacy(nid) && !legacy.load())) return false;
  const Cipher cipher(EVP_CIPHER_fetch(nullptr, OBJ_nid2sn(nid), nullptr));
  ERR_clear_error();
  return cipher != nullptr;
}

bool fits(CMS_RecipientInfo* recipient, X509* certificate) {
  switch (CMS_RecipientInfo_type(recipient)) {
    case CMS_RECIPINFO_TRANS: return CMS_RecipientInfo_ktri_cert_cmp(recipient, certificate) == 0;
    case CMS_RECIPINFO_AGREE: {
      auto* keys = CMS_RecipientInfo_kari_get0_reks(recipient);
      for (int i = 0; i < sk_CMS_RecipientEncryptedKey_num(keys); ++i)
        if (CMS_RecipientEncryptedKey_cert_cmp(sk_CMS_RecipientEncryptedKey_value(keys, i),
                                               certificate) == 0)
          return true;
      return false;
    }
    default: return false;  // a password or a shared secret; not ours, and no reason to fail
  }
}

bool fits_any(CMS_ContentInfo* cms, X509* certificate) {
  auto* recipients = CMS_get0_RecipientInfos(cms);
  for (int i = 0; i < sk_CMS_RecipientInfo_num(recipients); ++i)
    if (fits(sk_CMS_RecipientInfo_value(recipients, i), certificate)) return true;
  return false;
}

// A fresh structure for every key: a failed attempt leaves its traces in the old one. Without the
// certificate OpenSSL goes on with a random content key when unwrapping fails (RFC 3218 section
// 2.3.2), but then tries recipients that are somebody else's too: so it is given.
std::optional<std::string> open_with(std::string_view bytes, const OpenKey& key) {
  const auto cms = read_cms(bytes);
  const auto out = empty_memory();
  const bool whole =
      cms && out &&
      CMS_decrypt(cms.get(), key.key(), key.certificate(), nullptr, out.get(), CMS_BINARY) == 1;
  ERR_clear_error();
  if (!whole) return std::nullopt;
  return content_of(out.get());
}

}  // namespace

Result<Opening> decrypt(std::string_view bytes, const std::vector<chancery::Crypto::Key*>& keys,
                        Legacy& legacy, const chancery_sink& content) {
  const auto cms = read_cms(bytes);
  if (!cms) return failure(Code::unusable, "reading what is encrypted: it is no CMS object");
  const auto envelope = look_into(cms.get());
  if (!envelope) return Err(Code::unusable, "reading what is encrypted: it is no envelope");
  Opening opening{CHANCERY_STATUS_NO_KEY, cipher_name(envelope->cipher),
                  "it is not encrypted to a key that is at hand"};
  const bool authenticated =
      OBJ_obj2nid(CMS_get0_type(cms.get())) == NID_id_smime_ct_authEnvelopedData;
  if (!is_supported(envelope->cipher, legacy))
    return Opening{CHANCERY_STATUS_UNSUPPORTED, opening.algorithm, "the cipher is not supported"};
  // RFC 5084 section 3.2: a shorter tag is too easily forged.
  if (authenticated && envelope->tag_size < 12)
    return Opening{CHANCERY_INVALID, opening.algorithm,
                   "its authentication tag is shorter than 12 bytes"};
  for (const auto* each : keys) {
    const auto& key = static_cast<const OpenKey&>(*each);
    if (!fits_any(cms.get(), key.certificate())) continue;
    if (const auto opened = open_with(bytes, key)) {
      chancery::write(&content, *opened);
      return Opening{CHANCERY_VALID, opening.algorithm, {}};
    }
    opening.status = CHANCERY_INVALID;
    opening.reason = "it is encrypted to a key that is at hand, and does not open with it";
  }
  ERR_clear_error();
  return opening;
}

}  // namespace crypto_openssl
