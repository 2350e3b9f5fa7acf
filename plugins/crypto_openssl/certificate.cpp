#include "certificate.hpp"

#include "strength.hpp"

#include <chancery/bytes.hpp>

#include <array>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace crypto_openssl {

using chancery::view;

namespace {

std::string hex(const unsigned char* bytes, std::size_t size) {
  constexpr const char* digits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text += digits[bytes[i] >> 4];
    text += digits[bytes[i] & 15];
  }
  return text;
}

std::string fingerprint_of(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
  return hex(digest.data(), size);
}

std::string serial_of(const X509* certificate) {
  const auto* serial = X509_get0_serialNumber(certificate);
  return hex(ASN1_STRING_get0_data(serial), static_cast<std::size_t>(ASN1_STRING_length(serial)));
}

std::string bytes_of(const ASN1_STRING* text) {
  return std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                     static_cast<std::size_t>(ASN1_STRING_length(text)));
}

bool for_mail(X509* certificate) {
  const auto extended = X509_get_extended_key_usage(certificate);
  return extended == UINT32_MAX || extended & (XKU_SMIME | XKU_ANYEKU);
}

bool has_usage(X509* certificate, std::uint32_t bits) {
  return for_mail(certificate) && (X509_get_key_usage(certificate) & bits) != 0;
}

std::string mailbox_of(const GENERAL_NAME* general) {
  if (general->type == GEN_EMAIL) return bytes_of(general->d.rfc822Name);
  const auto* other = general->d.otherName;
  if (other->value->type != V_ASN1_UTF8STRING) return {};
  return bytes_of(other->value->value.utf8string);
}

bool is_mailbox(const GENERAL_NAME* general) {
  return general->type == GEN_EMAIL ||
         (general->type == GEN_OTHERNAME &&
          OBJ_obj2nid(general->d.otherName->type_id) == NID_id_on_SmtpUTF8Mailbox);
}

}  // namespace

std::string key_algorithm(const EVP_PKEY* key) {
  if (!key) return "unknown";
  if (EVP_PKEY_is_a(key, "RSA")) return "RSA";
  if (EVP_PKEY_is_a(key, "ED25519")) return "Ed25519";
  if (!EVP_PKEY_is_a(key, "EC")) {
    const char* type = EVP_PKEY_get0_type_name(key);
    return type ? type : "unknown";
  }
  std::array<char, 64> group{};
  if (EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 1) return "EC";
  const char* nist = EC_curve_nid2nist(OBJ_txt2nid(group.data()));
  return std::string("EC ") + (nist ? nist : group.data());
}

std::string name_text(const X509_NAME* name) {
  const auto bio = empty_memory();
  X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  return content_of(bio.get());
}

bool may_encrypt(X509* certificate) {
  const auto* key = X509_get0_pubkey(certificate);
  const bool agrees = key && (EVP_PKEY_is_a(key, "EC") || EVP_PKEY_is_a(key, "X25519"));
  return has_usage(certificate, agrees ? KU_KEY_AGREEMENT : KU_KEY_ENCIPHERMENT);
}

// RFC 8550 section 3: the subject's emailAddress only where there is no subjectAltName.
void CertificateFacts::add_addresses(X509* certificate) {
  auto* names = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i)
    if (const auto* general = sk_GENERAL_NAME_value(names, i); is_mailbox(general))
      addresses_.push_back(mailbox_of(general));
  const bool has_names =
      names != nullptr || X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1) >= 0;
  GENERAL_NAMES_free(names);
  const auto* subject = X509_get_subject_name(certificate);
  for (int at = -1; !has_names;) {
    at = X509_NAME_get_index_by_NID(subject, NID_pkcs9_emailAddress, at);
    if (at < 0) break;
    addresses_.push_back(bytes_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at))));
  }
  for (const auto& address : addresses_) address_views_.push_back(view(address));
}

CertificateFacts::CertificateFacts(X509* certificate)
    : der_(der_of(certificate)),
      fingerprint_(fingerprint_of(certificate)),
      subject_(name_text(X509_get_subject_name(certificate))),
      issuer_(name_text(X509_get_issuer_name(certificate))),
      serial_(serial_of(certificate)) {
  add_addresses(certificate);
  const auto* key = X509_get0_pubkey(certificate);
  key_algorithm_ = key_algorithm(key);
  const bool signs = has_usage(certificate, KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION);
  const bool is_authority = X509_get_extension_flags(certificate) & EXFLAG_CA;
  facts_.size = sizeof facts_;
  facts_.usage = (signs ? std::uint32_t{CHANCERY_MAY_SIGN} : 0) |
                 (may_encrypt(certificate) ? std::uint32_t{CHANCERY_MAY_ENCRYPT} : 0) |
                 (is_authority ? std::uint32_t{CHANCERY_IS_CA} : 0);
  facts_.der = view(der_);
  facts_.fingerprint = view(fingerprint_);
  facts_.subject = view(subject_);
  facts_.issuer = view(issuer_);
  facts_.serial = view(serial_);
  facts_.key_algorithm = view(key_algorithm_);
  facts_.key_bits = key ? EVP_PKEY_get_bits(key) : 0;
  facts_.weak = weakness_of(certificate).empty() ? 0 : 1;
  facts_.not_before = seconds_of(X509_get0_notBefore(certificate));
  facts_.not_after = seconds_of(X509_get0_notAfter(certificate));
  facts_.addresses = address_views_.data();
  facts_.address_count = address_views_.size();
  ERR_clear_error();
}

}  // namespace crypto_openssl
