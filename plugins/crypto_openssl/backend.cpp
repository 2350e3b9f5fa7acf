#include "backend.hpp"

#include "certificate.hpp"
#include "decrypt.hpp"
#include "recipient.hpp"
#include "seal.hpp"
#include "trust.hpp"
#include "verify.hpp"

#include <chancery/bytes.hpp>

namespace crypto_openssl {

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

struct Capability {
  const char *operation, *algorithm, *key;
  bool supported;
};

// What OpenSSL 3.0 and this plugin do; what they do not is said as plainly.
constexpr Capability rows_of_table[] = {
    {"verify", "SHA-256, SHA-384, SHA-512", "RSA", true},
    {"verify", "SHA-256, SHA-384, SHA-512", "RSA-PSS", true},
    {"verify", "SHA-256, SHA-384, SHA-512", "EC", true},
    {"verify", "SHA-512", "Ed25519", false},
    {"decrypt", "AES-CBC, 3DES-CBC", "RSA", true},
    {"decrypt", "AES-CBC", "RSA-OAEP", true},
    {"decrypt", "AES-CBC", "EC", true},
    {"decrypt", "AES-GCM", "RSA, RSA-OAEP, EC", true},
    {"decrypt", "AES-CBC", "X25519", false},
    {"encrypt", "AES-256-CBC", "RSA", true},
    {"encrypt", "AES-256-CBC", "EC P-256, P-384, P-521", true},
    {"encrypt", "AES-256-GCM", "RSA", true},
    {"encrypt", "AES-256-GCM", "EC P-256, P-384, P-521", true},
    {"encrypt", "AES-256-CBC", "RSA-OAEP", false},
    {"encrypt", "AES-256-CBC", "X25519", false},
};

}  // namespace

void Backend::capabilities(const chancery_capability_sink& rows) {
  for (const auto& row : rows_of_table) {
    const chancery_capability capability{sizeof capability, row.supported ? 1 : 0,
                                         chancery::view(row.operation),
                                         chancery::view(row.algorithm), chancery::view(row.key)};
    rows.capability(rows.self, &capability);
  }
}

Result<void> Backend::certificate_read(std::string_view input,
                                       const chancery_certificate_sink& certificates) {
  const auto found = read_certificates(input);
  if (found.empty()) return Err(Code::unusable, "it is no certificate: neither PEM nor DER");
  for (const auto& certificate : found)
    certificates.certificate(certificates.self, CertificateFacts(certificate.get()).get());
  return {};
}

Result<std::string> Backend::prepare(std::string_view certificate_der) {
  return crypto_openssl::prepare(certificate_der);
}

std::uint32_t Backend::prepare_version() const { return crypto_openssl::prepare_version; }

Result<Backend::Imported> Backend::key_import(const KeyInput& input,
                                              std::string_view new_password) {
  const auto key = open_key(input, legacy_);
  if (!key) return key.error();
  return write_key(**key, new_password);
}

Result<std::unique_ptr<Backend::Key>> Backend::key_open(const KeyInput& input) {
  auto key = open_key(input, legacy_);
  if (!key) return key.error();
  return std::unique_ptr<Key>(std::move(*key));
}

Result<std::unique_ptr<Backend::Trust>> Backend::trust_open(const chancery_trust& trust) {
  return Anchors::open(trust);
}

Result<std::int32_t> Backend::inspect(std::string_view cms) { return crypto_openssl::inspect(cms); }

Result<void> Backend::verify(const chancery_verify_request& request, Trust& trust,
                             const chancery_signature_sink& signatures,
                             const chancery_sink& content) {
  return crypto_openssl::verify(request, static_cast<const Anchors&>(trust), signatures, content);
}

Result<Backend::Opening> Backend::decrypt(std::string_view cms, const std::vector<Key*>& keys,
                                          const chancery_sink& content) {
  return crypto_openssl::decrypt(cms, keys, legacy_, content);
}

Result<std::unique_ptr<Backend::Content>> Backend::content_seal(std::string_view content,
                                                                std::string_view cipher) {
  return SealedContent::seal(content, cipher);
}

Result<void> Backend::recipient_seal(Content& session, const chancery_view* prepared,
                                     std::size_t count, const chancery_sink& head) {
  return static_cast<SealedContent&>(session).head(prepared, count, head);
}

}  // namespace crypto_openssl
