#include "content.hpp"

#include "der.hpp"
#include "errors.hpp"

#include <chancery/bytes.hpp>

#include <openssl/rand.h>

#include <algorithm>
#include <climits>

using chancery::Code;
using chancery::Err;
using chancery::Result;
using namespace std::string_view_literals;

namespace {

// Object identifiers, whole.
constexpr auto id_data = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"sv;
constexpr auto id_enveloped = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"sv;
constexpr auto id_auth_enveloped = "\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17"sv;
constexpr auto id_aes_256_cbc = "\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x2a"sv;
constexpr auto id_aes_256_gcm = "\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x2e"sv;

constexpr std::size_t content_key_size = 32;
constexpr std::size_t tag_size = 16, cbc_iv_size = 16, gcm_nonce_size = 12, block_size = 16;

}  // namespace

Result<std::unique_ptr<SealedContent>> SealedContent::make(std::string_view content,
                                                           std::string_view cipher) {
  if (cipher != "AES-256-CBC" && cipher != "AES-256-GCM")
    return Err(Code::unsupported, "encrypting with the cipher " + std::string(cipher));
  std::unique_ptr<SealedContent> sealed(
      new SealedContent(std::make_unique<openssl::SecretBytes>(content_key_size)));
  sealed->authenticated_ = cipher == "AES-256-GCM";
  auto recipients = RecipientWriter::make();
  if (!recipients) return recipients.error();
  sealed->recipients_ = std::move(*recipients);
  if (auto done = sealed->encrypt(content); !done) return done.error();
  return sealed;
}

// Everything of EncryptedContentInfo that stands before the encrypted bytes.
std::string SealedContent::content_head(std::string_view iv, std::size_t size) const {
  std::string parameters = der::element(der::octet_string, iv);
  if (authenticated_) {
    constexpr auto tag_length = "\x02\x01\x10"sv;
    parameters = der::element(der::sequence, parameters.append(tag_length));
  }
  const auto algorithm = der::element(
      der::sequence, std::string(authenticated_ ? id_aes_256_gcm : id_aes_256_cbc) + parameters);
  std::string inner(id_data);
  inner += algorithm;
  der::append_header(inner, der::primitive(0), size);
  std::string head;
  der::append_header(head, der::sequence, inner.size() + size);
  return head + inner;
}

Result<void> SealedContent::encrypt(std::string_view content) {
  const auto failed = [] { return openssl::failure(Code::failed, "encrypting the content"); };
  if (content.size() > INT_MAX - block_size)
    return Err(Code::failed, "the content is too large to be encrypted");
  unsigned char iv[cbc_iv_size];
  const std::size_t iv_size = authenticated_ ? gcm_nonce_size : cbc_iv_size;
  if (RAND_priv_bytes(key_->data(), static_cast<int>(key_->size())) != 1 ||
      RAND_bytes(iv, static_cast<int>(iv_size)) != 1)
    return failed();
  const openssl::Cipher cipher(
      EVP_CIPHER_fetch(nullptr, authenticated_ ? "AES-256-GCM" : "AES-256-CBC", nullptr));
  const openssl::CipherContext context(EVP_CIPHER_CTX_new());
  const auto size =
      authenticated_ ? content.size() : content.size() / block_size * block_size + block_size;
  tail_ = content_head(openssl::text(iv, iv_size), size);
  const auto start = tail_.size();
  tail_.resize(start + size);
  int first = 0, last = 0;
  if (!cipher || !context ||
      !EVP_EncryptInit_ex2(context.get(), cipher.get(), key_->data(), iv, nullptr) ||
      !EVP_EncryptUpdate(context.get(), openssl::data(tail_) + start, &first,
                         openssl::data(content), static_cast<int>(content.size())) ||
      !EVP_EncryptFinal_ex(context.get(), openssl::data(tail_) + start + first, &last) ||
      static_cast<std::size_t>(first + last) != size)
    return failed();
  if (!authenticated_) return {};
  unsigned char tag[tag_size];
  if (!EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tag_size, tag)) return failed();
  tail_ += der::element(der::octet_string, openssl::text(tag, tag_size));
  return {};
}

Result<std::unique_ptr<SealedContent>> SealedContent::reopened(
    const EnvelopeOutline& outline, std::unique_ptr<openssl::SecretBytes> key, bool authenticated) {
  // RFC 3394 section 2: whole blocks of 64 bits, at least two.
  if (!key || key->size() < 16 || key->size() % 8 != 0)
    return Err(Code::unsupported, "its content key cannot be wrapped for others");
  std::unique_ptr<SealedContent> sealed(new SealedContent(std::move(key)));
  auto recipients = RecipientWriter::make();
  if (!recipients) return recipients.error();
  sealed->recipients_ = std::move(*recipients);
  sealed->authenticated_ = authenticated;
  sealed->originator_info_ = outline.originator_info;
  if (!outline.originator_info.empty())
    sealed->least_version_ = std::max<char>(outline.version, 2);
  else if (outline.has_unprotected)
    sealed->least_version_ = 2;
  sealed->tail_ = outline.tail;
  return sealed;
}

// RFC 5652 section 6.1, RFC 5083 section 2.1.
char SealedContent::version(bool only_key_transport) const {
  if (authenticated_) return 0;
  return std::max<char>(least_version_, only_key_transport ? 0 : 2);
}

Result<std::string> SealedContent::head(const chancery_view* prepared, std::size_t count) {
  if (count == 0) return Err(Code::failed, "an envelope to nobody could never be opened");
  std::vector<std::string> infos;
  bool only_key_transport = true;
  for (std::size_t i = 0; i < count; ++i) {
    const auto recipient = prepared::read(chancery::text(prepared[i]), recipients_->sha256());
    if (!recipient) return recipient.error();
    auto info = recipients_->write(*recipient, *key_);
    if (!info) return info.error();
    only_key_transport = only_key_transport && recipient->kind == prepared::Kind::rsa;
    infos.push_back(std::move(*info));
  }
  // X.690 section 11.6: the elements of a SET OF in ascending order.
  std::sort(infos.begin(), infos.end(), [](const std::string& a, const std::string& b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
      return static_cast<unsigned char>(x) < static_cast<unsigned char>(y);
    });
  });
  std::size_t set_size = 0;
  for (const auto& info : infos) set_size += info.size();
  const auto envelope_size =
      3 + originator_info_.size() + der::header_size(set_size) + set_size + tail_.size();
  const auto wrapped_size = der::header_size(envelope_size) + envelope_size;
  const auto type = authenticated_ ? id_auth_enveloped : id_enveloped;
  std::string head;
  head.reserve(set_size + originator_info_.size() + 64);
  der::append_header(head, der::sequence,
                     type.size() + der::header_size(wrapped_size) + wrapped_size);
  head += type;
  der::append_header(head, der::constructed(0), wrapped_size);
  der::append_header(head, der::sequence, envelope_size);
  head += {static_cast<char>(der::integer), 1, version(only_key_transport)};
  head += originator_info_;
  der::append_header(head, der::set, set_size);
  for (const auto& info : infos) head += info;
  return head;
}
