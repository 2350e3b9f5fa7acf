#include "new_key.hpp"

#include "errors.hpp"
#include "key.hpp"

#include <chancery/bytes.hpp>

#include <openssl/pem.h>
#include <openssl/rand.h>

#include <algorithm>

using chancery::Code;
using chancery::Err;
using chancery::Result;
using chancery::text;

namespace {

using Request = openssl::Owned<X509_REQ, X509_REQ_free>;
inline void free_extensions(STACK_OF(X509_EXTENSION) * stack) {
  sk_X509_EXTENSION_pop_free(stack, X509_EXTENSION_free);
}
using Extensions = openssl::Owned<STACK_OF(X509_EXTENSION), free_extensions>;

constexpr long seconds_of_day = 24 * 60 * 60;
constexpr int serial_bits = 159;  // RFC 5280 section 4.1.2.2: at most 20 octets, positive

Result<openssl::Key> generate(std::string_view algorithm) {
  EVP_PKEY* key = nullptr;
  if (algorithm == "RSA 3072")
    key = EVP_RSA_gen(3072);
  else if (algorithm == "RSA 4096")
    key = EVP_RSA_gen(4096);
  else if (algorithm == "EC P-256")
    key = EVP_EC_gen("P-256");
  else if (algorithm == "EC P-384")
    key = EVP_EC_gen("P-384");
  else
    return Err(Code::unsupported, "making a key of the kind " + std::string(algorithm) +
                                      ": there are RSA 3072, RSA 4096, EC P-256, EC P-384");
  if (!key) return openssl::failure(Code::failed, "making a key");
  return openssl::Key(key);
}

bool is_ascii(std::string_view bytes) {
  return std::none_of(bytes.begin(), bytes.end(), [](char c) { return c & 0x80; });
}

// rfc822Name, or SmtpUTF8Mailbox (RFC 9598) beyond ASCII.
openssl::GeneralNames names_of(const std::string& address) {
  openssl::GeneralNames names(sk_GENERAL_NAME_new_null());
  openssl::Owned<GENERAL_NAME, GENERAL_NAME_free> name(GENERAL_NAME_new());
  const int size = static_cast<int>(address.size());
  if (!names || !name) return nullptr;
  if (is_ascii(address)) {
    auto* value = ASN1_IA5STRING_new();
    if (!value || !ASN1_STRING_set(value, address.data(), size)) return nullptr;
    GENERAL_NAME_set0_value(name.get(), GEN_EMAIL, value);
  } else {
    auto* value = ASN1_TYPE_new();
    auto* utf8 = ASN1_UTF8STRING_new();
    if (!value || !utf8 || !ASN1_STRING_set(utf8, address.data(), size)) return nullptr;
    ASN1_TYPE_set(value, V_ASN1_UTF8STRING, utf8);
    if (!GENERAL_NAME_set0_othername(name.get(), OBJ_nid2obj(NID_id_on_SmtpUTF8Mailbox), value))
      return nullptr;
  }
  if (!sk_GENERAL_NAME_push(names.get(), name.get())) return nullptr;
  static_cast<void>(name.release());
  return names;
}

bool add(STACK_OF(X509_EXTENSION) * stack, int nid, const char* value) {
  openssl::Owned<X509_EXTENSION, X509_EXTENSION_free> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, nid, value));
  if (!extension || !sk_X509_EXTENSION_push(stack, extension.get())) return false;
  static_cast<void>(extension.release());
  return true;
}

// What a mail certificate that signs and is encrypted to has (RFC 8550 section 4.4).
Extensions extensions_for(const std::string& address, bool rsa) {
  Extensions stack(sk_X509_EXTENSION_new_null());
  const auto names = names_of(address);
  const char* usage =
      rsa ? "critical,digitalSignature,keyEncipherment" : "critical,digitalSignature,keyAgreement";
  if (!stack || !names || !add(stack.get(), NID_basic_constraints, "critical,CA:FALSE") ||
      !add(stack.get(), NID_key_usage, usage) ||
      !add(stack.get(), NID_ext_key_usage, "emailProtection"))
    return nullptr;
  openssl::Owned<X509_EXTENSION, X509_EXTENSION_free> extension(
      X509V3_EXT_i2d(NID_subject_alt_name, 0, names.get()));
  if (!extension || !sk_X509_EXTENSION_push(stack.get(), extension.get())) return nullptr;
  static_cast<void>(extension.release());
  return stack;
}

bool set_name(X509_NAME* name, const std::string& address) {
  // RFC 5280 appendix A: a common name has at most 64 characters; the address is in the other
  // place.
  const auto shown = address.size() <= 64 ? address : std::string("mailing list");
  return X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, openssl::data(shown),
                                    static_cast<int>(shown.size()), -1, 0);
}

bool set_serial(X509& certificate) {
  const openssl::Owned<BIGNUM, BN_free> number(BN_new());
  return number && BN_rand(number.get(), serial_bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(&certificate));
}

Result<std::string> by_itself(EVP_PKEY& key, const chancery_key_request& request,
                              const std::string& address, STACK_OF(X509_EXTENSION) * extensions) {
  const openssl::Certificate made(X509_new());
  auto at = static_cast<time_t>(request.at);
  bool ready = made && X509_set_version(made.get(), X509_VERSION_3) && set_serial(*made) &&
               set_name(X509_get_subject_name(made.get()), address) &&
               X509_set_issuer_name(made.get(), X509_get_subject_name(made.get())) &&
               X509_time_adj_ex(X509_getm_notBefore(made.get()), 0, 0, &at) &&
               X509_time_adj_ex(X509_getm_notAfter(made.get()), 0,
                                static_cast<long>(request.days) * seconds_of_day, &at) &&
               X509_set_pubkey(made.get(), &key);
  for (int i = 0; ready && i < sk_X509_EXTENSION_num(extensions); ++i)
    ready = X509_add_ext(made.get(), sk_X509_EXTENSION_value(extensions, i), -1) == 1;
  if (!ready || X509_sign(made.get(), &key, EVP_sha256()) == 0)
    return openssl::failure(Code::failed, "making a certificate");
  return certificate_pem(*made);
}

Result<std::string> request_for(EVP_PKEY& key, const std::string& address,
                                STACK_OF(X509_EXTENSION) * extensions) {
  const Request made(X509_REQ_new());
  const openssl::Bio out(BIO_new(BIO_s_mem()));
  if (!made || !out || !set_name(X509_REQ_get_subject_name(made.get()), address) ||
      !X509_REQ_set_pubkey(made.get(), &key) || !X509_REQ_add_extensions(made.get(), extensions) ||
      X509_REQ_sign(made.get(), &key, EVP_sha256()) == 0 ||
      !PEM_write_bio_X509_REQ(out.get(), made.get()))
    return openssl::failure(Code::failed, "making a request for a certificate");
  return std::string(openssl::written(*out));
}

}  // namespace

Result<chancery::Crypto::NewKey> make_key(const chancery_key_request& request) {
  auto key = generate(text(request.algorithm));
  if (!key) return key.error();
  const std::string address(text(request.address));
  const bool rsa = EVP_PKEY_get_base_id(key->get()) == EVP_PKEY_RSA;
  const auto extensions = extensions_for(address, rsa);
  if (!extensions) return openssl::failure(Code::failed, "making a certificate");
  auto private_part = key_pem(**key, text(request.password));
  if (!private_part) return private_part.error();
  auto certificate = by_itself(**key, request, address, extensions.get());
  if (!certificate) return certificate.error();
  auto asked = request_for(**key, address, extensions.get());
  if (!asked) return asked.error();
  return chancery::Crypto::NewKey{std::move(*private_part), std::move(*certificate),
                                  std::move(*asked)};
}
