#include "certificate.hpp"

#include "addresses.hpp"
#include "errors.hpp"
#include "strength.hpp"
#include "usage.hpp"

#include <chancery/bytes.hpp>

#include <openssl/pem.h>

#include <ctime>
#include <limits>

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

std::string hex(std::string_view bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::string serial_text(const ASN1_INTEGER& serial) {
  const auto digits = hex(openssl::text(serial));
  return (ASN1_STRING_type(&serial) == V_ASN1_NEG_INTEGER ? "-" : "") + digits;
}

bool self_signed(X509& certificate) {
  return (X509_get_extension_flags(&certificate) & EXFLAG_SS) != 0;
}

Result<std::vector<openssl::Certificate>> read_der(std::string_view input,
                                                   const std::string& what) {
  std::vector<openssl::Certificate> found;
  const auto* at = openssl::data(input);
  constexpr auto most = static_cast<std::size_t>(std::numeric_limits<long>::max());
  if (input.size() <= most)
    if (auto* certificate = d2i_X509(nullptr, &at, static_cast<long>(input.size())))
      found.emplace_back(certificate);
  if (found.empty())
    return Err(Code::unusable, what + " is no certificate, neither in PEM nor in DER");
  if (at != openssl::data(input) + input.size())
    return Err(Code::unusable, what + " has bytes after its certificate");
  return found;
}

bool is_certificate_block(std::string_view name) {
  return name == PEM_STRING_X509 || name == PEM_STRING_X509_OLD || name == PEM_STRING_X509_TRUSTED;
}

struct PemBlock {
  std::string name;
  openssl::Bytes data;
  long size = 0;
};

// False at the end of the text.
bool next_block(BIO& text, PemBlock& block) {
  char *name = nullptr, *header = nullptr;
  unsigned char* data = nullptr;
  const bool read = PEM_read_bio(&text, &name, &header, &data, &block.size) == 1;
  if (read) block.name = name;
  block.data.reset(data);
  OPENSSL_free(name);
  OPENSSL_free(header);
  return read;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (!EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr)) return {};
  return hex(openssl::text(digest, size));
}

bool looks_like_pem(std::string_view input) {
  return input.find("-----BEGIN ") != std::string_view::npos;
}

Result<std::vector<openssl::Certificate>> read_certificates(std::string_view input,
                                                            const std::string& what) {
  if (!looks_like_pem(input)) return read_der(input, what);
  std::vector<openssl::Certificate> found;
  const auto text = openssl::reading(input);
  for (PemBlock block; text && next_block(*text, block);) {
    if (!is_certificate_block(block.name)) continue;
    const unsigned char* at = block.data.get();
    // "TRUSTED CERTIFICATE" may say what it is not to be trusted for; OpenSSL heeds that.
    const auto read = block.name == PEM_STRING_X509_TRUSTED ? d2i_X509_AUX : d2i_X509;
    openssl::Certificate certificate(read(nullptr, &at, block.size));
    if (!certificate)
      return openssl::failure(Code::unusable, "certificate " + std::to_string(found.size() + 1) +
                                                  " of " + what + " cannot be read");
    found.push_back(std::move(certificate));
  }
  const auto at_end = openssl::take_errors();
  if (found.empty()) return Err(Code::unusable, what + " holds no certificate (" + at_end + ")");
  return found;
}

std::string name_text(const X509_NAME& name) {
  const openssl::Bio out(BIO_new(BIO_s_mem()));
  // RFC 2253 escapes what is special; the bytes above 127 stay UTF-8.
  constexpr unsigned long style =
      XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
  if (!out || X509_NAME_print_ex(out.get(), &name, 0, style) < 0) return {};
  return std::string(openssl::written(*out));
}

std::int64_t seconds_of(const ASN1_TIME& time) {
  std::tm parts{};
  if (!ASN1_TIME_to_tm(&time, &parts)) return 0;
  return timegm(&parts);
}

CertificateFacts::CertificateFacts(X509& certificate)
    : der_(openssl::der(i2d_X509, &certificate)),
      fingerprint_(sha256_hex(der_)),
      subject_(name_text(*X509_get_subject_name(&certificate))),
      issuer_(name_text(*X509_get_issuer_name(&certificate))),
      serial_(serial_text(*X509_get0_serialNumber(&certificate))),
      addresses_(addresses_of(certificate)),
      usage_(usage_of(certificate)),
      not_before_(seconds_of(*X509_get0_notBefore(&certificate))),
      not_after_(seconds_of(*X509_get0_notAfter(&certificate))) {
  const EVP_PKEY* key = X509_get0_pubkey(&certificate);
  key_algorithm_ = key ? key_name(*key) : "unknown";
  key_bits_ = key ? EVP_PKEY_get_bits(key) : 0;
  // Nobody relies on a signature by itself.
  weak_ = (key && key_is_weak(*key)) || (!self_signed(certificate) && signed_weakly(certificate));
}

chancery_certificate CertificateFacts::get() const {
  using chancery::view;
  views_.clear();
  for (const auto& address : addresses_) views_.push_back(view(address));
  return {sizeof(chancery_certificate),
          usage_,
          view(der_),
          view(fingerprint_),
          view(subject_),
          view(issuer_),
          view(serial_),
          view(key_algorithm_),
          key_bits_,
          weak_ ? 1 : 0,
          not_before_,
          not_after_,
          views_.data(),
          views_.size()};
}
