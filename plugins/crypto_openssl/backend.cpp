#include "backend.hpp"

#include "capabilities.hpp"
#include "certificate.hpp"
#include "cms.hpp"
#include "content.hpp"
#include "decrypt.hpp"
#include "errors.hpp"
#include "key.hpp"
#include "new_key.hpp"
#include "prepared.hpp"
#include "sign.hpp"
#include "trust.hpp"
#include "verify.hpp"

#include <openssl/crypto.h>

using chancery::Result;
using openssl::CleanErrors;

// What mail is judged by does not depend on the machine's openssl.cnf; reading it also takes time
// that every start would pay.
Openssl::Openssl() { OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr); }

void Openssl::capabilities(const chancery_capability_sink& rows) { tell_capabilities(rows); }

Result<void> Openssl::certificate_read(std::string_view input,
                                       const chancery_certificate_sink& sink) {
  const CleanErrors clean;
  const auto certificates = read_certificates(input, "the input");
  if (!certificates) return certificates.error();
  for (const auto& certificate : *certificates) {
    const CertificateFacts facts(*certificate);
    const auto told = facts.get();
    sink.certificate(sink.self, &told);
  }
  return {};
}

Result<std::string> Openssl::prepare(std::string_view certificate_der) {
  const CleanErrors clean;
  return prepared::make(certificate_der, *EVP_sha256());
}

std::uint32_t Openssl::prepare_version() const { return prepared::version; }

Result<chancery::Crypto::Imported> Openssl::key_import(const KeyInput& input,
                                                       std::string_view new_password) {
  const CleanErrors clean;
  return import_key(input, new_password);
}

Result<std::unique_ptr<chancery::Crypto::Key>> Openssl::key_open(const KeyInput& input) {
  const CleanErrors clean;
  auto opened = open_key(input);
  if (!opened) return opened.error();
  return std::unique_ptr<Key>(std::move(*opened));
}

Result<std::unique_ptr<chancery::Crypto::Trust>> Openssl::trust_open(const chancery_trust& trust) {
  const CleanErrors clean;
  return open_trust(trust);
}

Result<std::int32_t> Openssl::inspect(std::string_view cms) {
  const CleanErrors clean;
  const auto read = read_cms(cms);
  if (!read) return read.error();
  return kind_of(**read);
}

Result<void> Openssl::verify(const chancery_verify_request& request, Trust& trust,
                             const chancery_signature_sink& signatures,
                             const chancery_sink& content) {
  const CleanErrors clean;
  return verify_signatures(request, static_cast<TrustAnchors&>(trust), signatures, content);
}

Result<chancery::Crypto::Opening> Openssl::decrypt(std::string_view cms,
                                                   const std::vector<Key*>& keys,
                                                   const chancery_sink& content) {
  const CleanErrors clean;
  return decrypt_content(cms, keys, content);
}

Result<std::unique_ptr<chancery::Crypto::Content>> Openssl::content_seal(std::string_view content,
                                                                         std::string_view cipher) {
  const CleanErrors clean;
  auto sealed = SealedContent::make(content, cipher);
  if (!sealed) return sealed.error();
  return std::unique_ptr<Content>(std::move(*sealed));
}

Result<void> Openssl::recipient_seal(Content& session, const chancery_view* prepared,
                                     std::size_t count, const chancery_sink& head) {
  const CleanErrors clean;
  const auto written = static_cast<SealedContent&>(session).head(prepared, count);
  if (!written) return written.error();
  chancery::write(&head, *written);
  return {};
}

Result<chancery::Crypto::Envelope> Openssl::envelope_open(std::string_view cms,
                                                          const std::vector<Key*>& keys,
                                                          const chancery_sink& content) {
  const CleanErrors clean;
  return open_envelope(cms, keys, content);
}

Result<std::string> Openssl::sign(Key& key, std::string_view content) {
  const CleanErrors clean;
  return sign_content(static_cast<OpenedKey&>(key), content);
}

Result<chancery::Crypto::NewKey> Openssl::key_new(const chancery_key_request& request) {
  const CleanErrors clean;
  return make_key(request);
}
