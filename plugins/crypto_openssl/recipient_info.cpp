#include "recipient_info.hpp"

#include "der.hpp"
#include "errors.hpp"

#include <openssl/core_names.h>
#include <openssl/params.h>

using chancery::Code;
using chancery::Err;
using chancery::Result;
using namespace std::string_view_literals;

namespace {

// AlgorithmIdentifiers, whole.
constexpr auto rsa_encryption = "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"sv;
constexpr auto aes_256_wrap = "\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x2d"sv;
// id-ecPublicKey without parameters: the curve is the recipient's (RFC 5753 section 3.1.1).
constexpr auto ec_public_key = "\x30\x09\x06\x07\x2a\x86\x48\xce\x3d\x02\x01"sv;
// dhSinglePass-stdDH-sha256kdf-scheme, with aes_256_wrap as what it yields a key for.
constexpr auto agreement_by_sha256 =
    "\x30\x15\x06\x06\x2b\x81\x04\x01\x0b\x01\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x2d"sv;
// ECC-CMS-SharedInfo (RFC 5753 section 7.2): aes_256_wrap, and 256 bits wanted of it.
constexpr auto shared_info =
    "\x30\x15\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x2d\xa2\x06\x04\x04\x00\x00\x01\x00"sv;

constexpr auto version_0 = "\x02\x01\x00"sv, version_3 = "\x02\x01\x03"sv;
constexpr std::size_t wrapping_key_size = 32;

std::string joined(std::initializer_list<std::string_view> pieces) {
  std::size_t size = 0;
  for (const auto piece : pieces) size += piece.size();
  std::string all;
  all.reserve(size);
  for (const auto piece : pieces) all += piece;
  return all;
}

// [0] EXPLICIT OriginatorIdentifierOrKey: [1] IMPLICIT OriginatorPublicKey.
std::string originator_of(std::string_view point) {
  const auto bits = der::element(der::bit_string, joined({"\0"sv, point}));
  const auto key = der::element(der::constructed(1), joined({ec_public_key, bits}));
  return der::element(der::constructed(0), key);
}

}  // namespace

Result<std::unique_ptr<RecipientWriter>> RecipientWriter::make() {
  std::unique_ptr<RecipientWriter> writer(new RecipientWriter);
  writer->sha256_.reset(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  writer->key_wrap_.reset(EVP_CIPHER_fetch(nullptr, "AES-256-WRAP", nullptr));
  writer->wrapping_.reset(EVP_CIPHER_CTX_new());
  writer->rsa_import_.reset(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  const bool ready = writer->sha256_ && writer->key_wrap_ && writer->wrapping_ &&
                     writer->rsa_import_ && EVP_PKEY_fromdata_init(writer->rsa_import_.get()) == 1;
  if (!ready) return openssl::failure(Code::failed, "preparing to seal");
  EVP_CIPHER_CTX_set_flags(writer->wrapping_.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  return writer;
}

Result<std::string> RecipientWriter::write(const prepared::Recipient& recipient,
                                           const openssl::SecretBytes& content_key) {
  return recipient.kind == prepared::Kind::rsa ? transport(recipient, content_key)
                                               : agree(recipient, content_key);
}

// RSA with PKCS #1 v1.5 padding, because that is what today's mail programs open.
Result<std::string> RecipientWriter::transport(const prepared::Recipient& recipient,
                                               const openssl::SecretBytes& content_key) {
  // OSSL_PARAM is not const; what it points to is only read.
  auto* modulus = const_cast<unsigned char*>(openssl::data(recipient.key));
  auto* exponent = const_cast<unsigned char*>(openssl::data(recipient.exponent));
  OSSL_PARAM numbers[] = {
      OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, modulus, recipient.key.size()),
      OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, exponent, recipient.exponent.size()),
      OSSL_PARAM_construct_end()};
  EVP_PKEY* made = nullptr;
  const int imported = EVP_PKEY_fromdata(rsa_import_.get(), &made, EVP_PKEY_PUBLIC_KEY, numbers);
  const openssl::Key key(made);
  if (imported != 1) return openssl::failure(Code::failed, "loading a member's RSA key");
  const openssl::KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  std::string wrapped(recipient.key.size(), '\0');
  std::size_t size = wrapped.size();
  if (!context || EVP_PKEY_encrypt_init(context.get()) != 1 ||
      EVP_PKEY_encrypt(context.get(), openssl::data(wrapped), &size, content_key.data(),
                       content_key.size()) != 1)
    return openssl::failure(Code::failed, "encrypting the content key to a member's RSA key");
  wrapped.resize(size);
  return der::element(der::sequence, joined({version_0, recipient.identifier, rsa_encryption,
                                             der::element(der::octet_string, wrapped)}));
}

Result<std::string> RecipientWriter::agree(const prepared::Recipient& recipient,
                                           const openssl::SecretBytes& content_key) {
  const auto found = curve(recipient.kind);
  if (!found) return found.error();
  Curve& own = **found;
  if (EVP_PKEY_set1_encoded_public_key(own.peer.get(), openssl::data(recipient.key),
                                       recipient.key.size()) != 1)
    return openssl::failure(Code::unusable, "loading a member's point");
  const auto wrapped = wrap(own, content_key);
  if (!wrapped) return wrapped.error();
  const auto one = der::element(
      der::sequence, joined({recipient.identifier, der::element(der::octet_string, *wrapped)}));
  return der::element(der::constructed(1), joined({version_3, own.originator, agreement_by_sha256,
                                                   der::element(der::sequence, one)}));
}

Result<RecipientWriter::Curve*> RecipientWriter::curve(prepared::Kind kind) {
  Curve& own = curves_.at(static_cast<std::size_t>(kind));
  if (own.agreement) return &own;
  const auto failed = [] { return openssl::failure(Code::failed, "making an ephemeral key"); };
  const openssl::Key ephemeral(EVP_EC_gen(prepared::curve(kind)));
  own.peer.reset(EVP_PKEY_new());
  if (!ephemeral || !own.peer || !EVP_PKEY_copy_parameters(own.peer.get(), ephemeral.get()))
    return failed();
  unsigned char* point = nullptr;
  const auto size = EVP_PKEY_get1_encoded_public_key(ephemeral.get(), &point);
  const openssl::Bytes owned(point);
  openssl::KeyContext agreement(EVP_PKEY_CTX_new_from_pkey(nullptr, ephemeral.get(), nullptr));
  if (size == 0 || !agreement || EVP_PKEY_derive_init(agreement.get()) != 1) return failed();
  own.originator = originator_of(openssl::text(point, size));
  own.secret_size = (static_cast<std::size_t>(EVP_PKEY_get_bits(ephemeral.get())) + 7) / 8;
  own.agreement = std::move(agreement);
  return &own;
}

Result<std::string> RecipientWriter::wrap(Curve& own, const openssl::SecretBytes& content_key) {
  // What the X9.63 function hashes: the secret, a counter, the shared info. One block of SHA-256 is
  // just the key that is wanted.
  constexpr auto counter = "\0\0\0\x01"sv;
  openssl::SecretBytes hashed(own.secret_size + counter.size() + shared_info.size());
  std::size_t size = own.secret_size;
  constexpr int without_checking = 0;  // prepared::make has checked the point
  if (EVP_PKEY_derive_set_peer_ex(own.agreement.get(), own.peer.get(), without_checking) != 1 ||
      EVP_PKEY_derive(own.agreement.get(), hashed.data(), &size) != 1 || size != own.secret_size)
    return openssl::failure(Code::failed, "agreeing on a key with a member");
  counter.copy(reinterpret_cast<char*>(hashed.data()) + size, counter.size());
  shared_info.copy(reinterpret_cast<char*>(hashed.data()) + size + counter.size(),
                   shared_info.size());
  openssl::SecretBytes key(wrapping_key_size);
  std::string wrapped(content_key.size() + 8, '\0');
  int written = 0;
  if (!EVP_Digest(hashed.data(), hashed.size(), key.data(), nullptr, sha256_.get(), nullptr) ||
      !EVP_EncryptInit_ex2(wrapping_.get(), key_wrap_.get(), key.data(), nullptr, nullptr) ||
      !EVP_EncryptUpdate(wrapping_.get(), openssl::data(wrapped), &written, content_key.data(),
                         static_cast<int>(content_key.size())) ||
      static_cast<std::size_t>(written) != wrapped.size())
    return openssl::failure(Code::failed, "wrapping the content key for a member");
  return wrapped;
}
