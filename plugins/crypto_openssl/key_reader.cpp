#include "key_reader.hpp"

#include "certificate.hpp"
#include "errors.hpp"
#include "legacy.hpp"

#include <openssl/pem.h>

#include <algorithm>
#include <climits>
#include <cstring>
#include <optional>

using chancery::Code;
using chancery::Err;
using chancery::Error;
using chancery::Result;

namespace {

Error wrong_password(std::string_view password) {
  openssl::take_errors();
  return Err(Code::no_key, password.empty() ? "the key is encrypted, and no password was given"
                                            : "the password does not open the key");
}

// Decodes; if an algorithm is missing, once more with the old ones.
template <class Decode>
auto with_legacy(Decode decode) -> decltype(decode()) {
  openssl::take_errors();
  auto result = decode();
  if (result || !openssl::errors_say_unsupported()) return result;
  const Legacy legacy;
  if (!legacy) return result;
  openssl::take_errors();
  return decode();
}

Error not_opened(std::string_view password) {
  if (openssl::errors_say_unsupported())
    return openssl::failure(Code::unsupported, "the key is encrypted by an unknown algorithm");
  return wrong_password(password);
}

Result<openssl::Key> from_pkcs8(openssl::Pkcs8 pkcs8) {
  openssl::Key key(EVP_PKCS82PKEY(pkcs8.get()));
  if (!key) return openssl::failure(Code::unusable, "the private key cannot be read");
  return key;
}

Result<openssl::Key> from_encrypted_pkcs8(const X509_SIG& encrypted, std::string_view password) {
  if (password.empty()) return wrong_password(password);
  openssl::Pkcs8 pkcs8 = with_legacy([&] {
    return openssl::Pkcs8(
        PKCS8_decrypt(&encrypted, password.data(), static_cast<int>(password.size())));
  });
  if (!pkcs8) return not_opened(password);
  // A wrong password passes the padding check once in 256 times: noise is no key.
  auto key = from_pkcs8(std::move(pkcs8));
  return key ? std::move(key) : Result<openssl::Key>(wrong_password(password));
}

struct Pkcs12Content {
  bool read = false;
  openssl::Key key;
  openssl::Certificate certificate;
  openssl::Certificates others;
  explicit operator bool() const { return read; }
};

Pkcs12Content parse_pkcs12(PKCS12& pkcs12, const std::string& password) {
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  STACK_OF(X509)* others = nullptr;
  const bool read = PKCS12_parse(&pkcs12, password.c_str(), &key, &certificate, &others) == 1;
  return {read, openssl::Key(key), openssl::Certificate(certificate),
          openssl::Certificates(others)};
}

Result<KeyMaterial> from_pkcs12(PKCS12& pkcs12, std::string_view password) {
  if (password.find('\0') != std::string_view::npos) return wrong_password(password);
  std::string terminated(password);
  auto content = with_legacy([&] { return parse_pkcs12(pkcs12, terminated); });
  OPENSSL_cleanse(terminated.data(), terminated.size());
  if (!content) return not_opened(password);
  if (!content.key) return Err(Code::unusable, "the PKCS#12 file holds no private key");
  KeyMaterial material{std::move(content.key), {}};
  if (content.certificate) material.certificates.push_back(std::move(content.certificate));
  for (int i = 0; content.others && i < sk_X509_num(content.others.get()); ++i)
    material.certificates.push_back(openssl::share(sk_X509_value(content.others.get(), i)));
  return material;
}

template <class T, auto Free, class Read>
openssl::Owned<T, Free> decode(Read read, std::string_view bytes) {
  const auto* at = openssl::data(bytes);
  return openssl::Owned<T, Free>(read(nullptr, &at, static_cast<long>(bytes.size())));
}

Result<KeyMaterial> only_key(Result<openssl::Key> key) {
  if (!key) return key.error();
  return KeyMaterial{std::move(*key), {}};
}

Result<KeyMaterial> from_der(std::string_view bytes, std::string_view password) {
  if (const auto pkcs12 = decode<PKCS12, PKCS12_free>(d2i_PKCS12, bytes))
    return from_pkcs12(*pkcs12, password);
  if (const auto encrypted = decode<X509_SIG, X509_SIG_free>(d2i_X509_SIG, bytes))
    return only_key(from_encrypted_pkcs8(*encrypted, password));
  if (auto key = decode<EVP_PKEY, EVP_PKEY_free>(d2i_AutoPrivateKey, bytes))
    return only_key(std::move(key));
  openssl::take_errors();
  return Err(Code::unusable, "this is no private key, neither in PEM nor in DER nor in PKCS#12");
}

struct Block {
  std::string name, header;
  openssl::Bytes data;
  std::size_t size = 0;
  ~Block() {
    if (data) OPENSSL_cleanse(data.get(), size);
  }
};

bool next_block(BIO& text, Block& block) {
  char *name = nullptr, *header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
  if (PEM_read_bio(&text, &name, &header, &data, &size) != 1) return false;
  block.name = name;
  block.header = header;
  block.data.reset(data);
  block.size = static_cast<std::size_t>(size);
  OPENSSL_free(name);
  OPENSSL_free(header);
  return true;
}

int give_password(char* buffer, int size, int, void* given) {
  const auto& password = *static_cast<const std::string_view*>(given);
  if (password.empty() || password.size() > static_cast<std::size_t>(size)) return -1;
  std::memcpy(buffer, password.data(), password.size());
  return static_cast<int>(password.size());
}

// RFC 1421: "Proc-Type: 4,ENCRYPTED". Decrypts in place; 1: done, or it was plain.
int open_traditional(Block& block, std::string_view password) {
  EVP_CIPHER_INFO cipher{};
  if (!PEM_get_EVP_CIPHER_INFO(block.header.data(), &cipher)) return 0;
  if (!cipher.cipher) return 1;
  long size = static_cast<long>(block.size);
  const int opened = PEM_do_header(&cipher, block.data.get(), &size, give_password, &password);
  if (opened) block.size = static_cast<std::size_t>(size);
  return opened;
}

Result<KeyMaterial> from_traditional(Block& block, int kind, std::string_view password) {
  const bool encrypted = block.header.find("ENCRYPTED") != std::string::npos;
  if (encrypted && password.empty()) return wrong_password(password);
  if (!open_traditional(block, password)) return not_opened(password);
  const unsigned char* at = block.data.get();
  openssl::Key key(d2i_PrivateKey(kind, nullptr, &at, static_cast<long>(block.size)));
  if (!key && encrypted) return wrong_password(password);
  if (!key) return openssl::failure(Code::unusable, "the private key cannot be read");
  return KeyMaterial{std::move(key), {}};
}

// Nothing: a block of another kind.
std::optional<Result<KeyMaterial>> from_block(Block& block, std::string_view password) {
  const auto bytes = openssl::text(block.data.get(), block.size);
  if (block.name == PEM_STRING_RSA) return from_traditional(block, EVP_PKEY_RSA, password);
  if (block.name == PEM_STRING_ECPRIVATEKEY) return from_traditional(block, EVP_PKEY_EC, password);
  if (block.name == PEM_STRING_DSA) return from_traditional(block, EVP_PKEY_DSA, password);
  if (block.name == PEM_STRING_PKCS8 || block.name == PEM_STRING_PKCS8INF || block.name == "PKCS12")
    return from_der(bytes, password);
  return std::nullopt;
}

Result<KeyMaterial> from_pem(std::string_view input, std::string_view password) {
  const auto text = openssl::reading(input);
  for (Block block; text && next_block(*text, block);) {
    auto material = from_block(block, password);
    if (!material) continue;
    if (!*material) return material->error();
    auto beside = read_certificates(input, "the key file");
    openssl::take_errors();
    if (beside && (*material)->certificates.empty()) (*material)->certificates = std::move(*beside);
    return std::move(**material);
  }
  openssl::take_errors();
  return Err(Code::unusable, "the PEM text holds no private key");
}

}  // namespace

Result<KeyMaterial> read_key(std::string_view input, std::string_view password) {
  if (input.size() > INT_MAX || password.size() > INT_MAX)
    return Err(Code::unusable, "the key is too large");
  return looks_like_pem(input) ? from_pem(input, password) : from_der(input, password);
}
