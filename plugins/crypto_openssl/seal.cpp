#include "seal.hpp"

#include "der.hpp"

#include <chancery/bytes.hpp>

#include <limits>

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

namespace crypto_openssl {

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

constexpr std::size_t cbc_iv = 16, gcm_nonce = 12, gcm_tag = 16, wrapped_key = 40;

std::string_view as_text(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

// id-data, the cipher with its parameters, and the ciphertext: EncryptedContentInfo.
std::string encrypted_content_info(int cipher, const std::string& parameters,
                                   std::string_view ciphertext) {
  const auto algorithm = der::element(der::sequence, der::oid(cipher) + parameters);
  const auto start =
      der::oid(NID_pkcs7_data) + algorithm + der::header(der::primitive(0), ciphertext.size());
  std::string info = der::header(der::sequence, start.size() + ciphertext.size());
  info.reserve(info.size() + start.size() + ciphertext.size() + 64);
  return info.append(start).append(ciphertext);
}

// RFC 5753 section 7.2: what both sides derive the wrapping key for.
std::string shared_info() {
  const std::string key_info = der::element(der::sequence, der::oid(NID_id_aes256_wrap));
  const std::string bits("\0\0\1\0", 4);  // 256
  return der::element(
      der::sequence,
      key_info + der::element(der::constructed(2), der::element(der::octet_string, bits)));
}

std::string point_of(EVP_PKEY* key) {
  std::array<unsigned char, 200> point{};
  std::size_t size = 0;
  EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(), &size);
  return std::string(as_text(point.data(), size));
}

}  // namespace

SealedContent::~SealedContent() { OPENSSL_cleanse(key_.data(), key_.size()); }

Result<std::unique_ptr<chancery::Crypto::Content>> SealedContent::seal(std::string_view content,
                                                                       std::string_view cipher) {
  if (cipher != "AES-256-CBC" && cipher != "AES-256-GCM")
    return Err(Code::unsupported, "the cipher " + std::string(cipher) + " is not supported");
  if (content.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) - 1024)
    return Err(Code::unusable, "the content is too long to be encrypted");
  auto sealed = std::make_unique<SealedContent>();
  sealed->authenticated_ = cipher == "AES-256-GCM";
  if (auto done = sealed->encrypt(content, sealed->authenticated_); !done) return done.error();
  return std::unique_ptr<chancery::Crypto::Content>(std::move(sealed));
}

Result<void> SealedContent::encrypt(std::string_view content, bool authenticated) {
  std::array<unsigned char, cbc_iv> iv{};
  const auto iv_size = authenticated ? gcm_nonce : cbc_iv;
  const auto* cipher = authenticated ? EVP_aes_256_gcm() : EVP_aes_256_cbc();
  const CipherContext context(EVP_CIPHER_CTX_new());
  std::string ciphertext(content.size() + 32, '\0');
  auto* out = reinterpret_cast<unsigned char*>(ciphertext.data());
  int size = 0, last = 0;
  if (!context || RAND_priv_bytes(key_.data(), static_cast<int>(key_.size())) != 1 ||
      RAND_bytes(iv.data(), static_cast<int>(iv_size)) != 1 ||
      EVP_EncryptInit_ex2(context.get(), cipher, key_.data(), iv.data(), nullptr) != 1 ||
      EVP_EncryptUpdate(context.get(), out, &size,
                        reinterpret_cast<const unsigned char*>(content.data()),
                        static_cast<int>(content.size())) != 1 ||
      EVP_EncryptFinal_ex(context.get(), out + size, &last) != 1)
    return failure(Code::failed, "encrypting the content");
  ciphertext.resize(static_cast<std::size_t>(size + last));
  const auto iv_element = der::element(der::octet_string, as_text(iv.data(), iv_size));
  if (!authenticated) {
    tail_ = encrypted_content_info(NID_aes_256_cbc, iv_element, ciphertext);
    return {};
  }
  std::array<unsigned char, gcm_tag> tag{};
  if (EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, gcm_tag, tag.data()) != 1)
    return failure(Code::failed, "encrypting the content");
  // GCMParameters, RFC 5084 section 3.2: the nonce, and a tag longer than its default of 12.
  const auto parameters = der::element(der::sequence, iv_element + der::small_integer(gcm_tag));
  tail_ = encrypted_content_info(NID_aes_256_gcm, parameters, ciphertext) +
          der::element(der::octet_string, as_text(tag.data(), tag.size()));
  return {};
}

// KeyTransRecipientInfo, RSAES-PKCS1-v1_5: what every mail program of today opens.
Result<std::string> SealedContent::transport(const PreparedRecipient& recipient,
                                             EVP_PKEY* key) const {
  const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  std::array<unsigned char, 2048> wrapped{};
  std::size_t size = wrapped.size();
  if (!context || EVP_PKEY_encrypt_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) != 1 ||
      EVP_PKEY_encrypt(context.get(), wrapped.data(), &size, key_.data(), key_.size()) != 1)
    return failure(Code::failed, "encrypting the content key with RSA");
  const auto algorithm =
      der::element(der::sequence, der::oid(NID_rsaEncryption) + std::string("\x05\x00", 2));
  std::string content = der::small_integer(0);
  content.append(recipient.issuer_and_serial).append(algorithm);
  content += der::element(der::octet_string, as_text(wrapped.data(), size));
  return der::element(der::sequence, content);
}

Result<EVP_PKEY*> SealedContent::ephemeral(KeyKind curve) {
  auto& key = ephemeral_[curve];
  if (!key) key.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve_name(curve)));
  if (!key) return failure(Code::failed, "making an ephemeral key");
  return key.get();
}

// ECDH and the X9.63 KDF with SHA-256 in one. The recipient's point was checked when it was
// prepared.
Result<SealedContent::Key> SealedContent::wrapping_key(EVP_PKEY* ephemeral,
                                                       EVP_PKEY* recipient) const {
  const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, ephemeral, nullptr));
  auto info = shared_info();
  // The context takes the memory over and frees it.
  auto* ukm = static_cast<unsigned char*>(OPENSSL_memdup(info.data(), info.size()));
  Key wrapping{};
  std::size_t size = wrapping.size();
  if (!context || EVP_PKEY_derive_init(context.get()) != 1 ||
      EVP_PKEY_derive_set_peer_ex(context.get(), recipient, 0) != 1 ||
      EVP_PKEY_CTX_set_ecdh_kdf_type(context.get(), EVP_PKEY_ECDH_KDF_X9_63) != 1 ||
      EVP_PKEY_CTX_set_ecdh_kdf_md(context.get(), EVP_sha256()) != 1 ||
      EVP_PKEY_CTX_set_ecdh_kdf_outlen(context.get(), static_cast<int>(wrapping.size())) != 1) {
    OPENSSL_free(ukm);
    return failure(Code::failed, "agreeing on a key");
  }
  if (EVP_PKEY_CTX_set0_ecdh_kdf_ukm(context.get(), ukm, static_cast<int>(info.size())) != 1 ||
      EVP_PKEY_derive(context.get(), wrapping.data(), &size) != 1 || size != wrapping.size())
    return failure(Code::failed, "agreeing on a key");
  return wrapping;
}

Result<std::string> SealedContent::wrap(const Key& wrapping) const {
  const CipherContext context(EVP_CIPHER_CTX_new());
  std::array<unsigned char, wrapped_key + 16> wrapped{};
  int size = 0;
  if (!context) return failure(Code::failed, "wrapping the content key");
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  if (EVP_EncryptInit_ex2(context.get(), EVP_aes_256_wrap(), wrapping.data(), nullptr, nullptr) !=
          1 ||
      EVP_EncryptUpdate(context.get(), wrapped.data(), &size, key_.data(),
                        static_cast<int>(key_.size())) != 1)
    return failure(Code::failed, "wrapping the content key");
  return std::string(as_text(wrapped.data(), static_cast<std::size_t>(size)));
}

// KeyAgreeRecipientInfo, RFC 5753 section 3.1.1.
Result<std::string> SealedContent::agreement(const PreparedRecipient& recipient, EVP_PKEY* key) {
  const auto ours = ephemeral(recipient.kind);
  if (!ours) return ours.error();
  auto wrapping = wrapping_key(*ours, key);
  if (!wrapping) return wrapping.error();
  const auto wrapped = wrap(*wrapping);
  OPENSSL_cleanse(wrapping->data(), wrapping->size());
  if (!wrapped) return wrapped.error();

  const auto public_key = der::element(der::sequence, der::oid(NID_X9_62_id_ecPublicKey)) +
                          der::element(der::bit_string, std::string(1, '\0') + point_of(*ours));
  const auto originator =
      der::element(der::constructed(0), der::element(der::constructed(1), public_key));
  const auto algorithm =
      der::element(der::sequence, der::oid(NID_dhSinglePass_stdDH_sha256kdf_scheme) +
                                      der::element(der::sequence, der::oid(NID_id_aes256_wrap)));
  const auto encrypted_key =
      der::element(der::sequence, std::string(recipient.issuer_and_serial) +
                                      der::element(der::octet_string, *wrapped));
  return der::element(der::constructed(1), der::small_integer(3) + originator + algorithm +
                                               der::element(der::sequence, encrypted_key));
}

Result<void> SealedContent::head(const chancery_view* prepared, std::size_t count,
                                 const chancery_sink& head) {
  if (count == 0) return Err(Code::failed, "an envelope to nobody is none");
  std::string recipients;
  bool agrees = false;
  for (std::size_t i = 0; i < count; ++i) {
    const auto recipient = read_prepared(chancery::text(prepared[i]));
    if (!recipient) return recipient.error();
    const auto key = load_public_key(*recipient);
    if (!key) return key.error();
    const bool rsa = recipient->kind == KeyKind::rsa;
    const auto info = rsa ? transport(*recipient, key->get()) : agreement(*recipient, key->get());
    if (!info) return info.error();
    agrees = agrees || !rsa;
    recipients += *info;
  }
  // RFC 5652 section 6.1: 2 where a recipient agrees on a key, else 0. AuthEnvelopedData: always 0.
  const auto version = der::small_integer(agrees && !authenticated_ ? 2 : 0);
  const auto set = der::element(der::set, recipients);
  const auto inner = der::header(der::sequence, version.size() + set.size() + tail_.size());
  const auto type =
      der::oid(authenticated_ ? NID_id_smime_ct_authEnvelopedData : NID_pkcs7_enveloped);
  const auto wrapped_size = inner.size() + version.size() + set.size() + tail_.size();
  const auto wrapper = der::header(der::constructed(0), wrapped_size);
  chancery::write(&head, der::header(der::sequence, type.size() + wrapper.size() + wrapped_size) +
                             type + wrapper + inner + version + set);
  return {};
}

}  // namespace crypto_openssl
