#include "backend.hpp"

#include "capabilities.hpp"
#include "certificate.hpp"
#include "content.hpp"
#include "decrypt.hpp"
#include "key.hpp"
#include "prepared.hpp"
#include "signed_data.hpp"
#include "trust.hpp"
#include "verify.hpp"

using chancery::Code;
using chancery::Err;
using chancery::Result;

Result<void> Gpgme::configure(const chancery::Settings& settings) {
  homes_ = settings.text("homes");
  gnupg::initialize();
  return {};
}

void Gpgme::capabilities(const chancery_capability_sink& rows) { tell_capabilities(rows); }

Result<void> Gpgme::certificate_read(std::string_view input,
                                     const chancery_certificate_sink& sink) {
  const auto certificates = read_certificates(input, "the input");
  if (!certificates) return certificates.error();
  for (const auto& certificate : *certificates) {
    const CertificateFacts facts(certificate);
    sink.certificate(sink.self, &facts.get());
  }
  return {};
}

Result<std::string> Gpgme::prepare(std::string_view certificate_der) {
  return prepared::make(certificate_der);
}

std::uint32_t Gpgme::prepare_version() const { return prepared::version; }

Result<chancery::Crypto::Imported> Gpgme::key_import(const KeyInput& input,
                                                     std::string_view new_password) {
  return import_key(input, new_password);
}

Result<std::unique_ptr<chancery::Crypto::Key>> Gpgme::key_open(const KeyInput& input) {
  auto opened = open_key(input, homes_);
  if (!opened) return opened.error();
  return std::unique_ptr<Key>(std::move(*opened));
}

Result<std::unique_ptr<chancery::Crypto::Trust>> Gpgme::trust_open(const chancery_trust& trust) {
  return open_trust(trust, homes_);
}

Result<std::int32_t> Gpgme::inspect(std::string_view cms) {
  const auto info = read_content_info(cms);
  if (!info) return Err(Code::unusable, "this is no CMS object");
  if (info->type == "1.2.840.113549.1.7.3") return CHANCERY_CMS_ENVELOPED;
  if (info->type == "1.2.840.113549.1.9.16.1.23") return CHANCERY_CMS_AUTH_ENVELOPED;
  if (info->type != "1.2.840.113549.1.7.2") return CHANCERY_CMS_OTHER;
  const auto data = read_signed_data(cms);
  if (!data) return data.error();
  return data->signers.empty() ? CHANCERY_CMS_CERTIFICATES_ONLY : CHANCERY_CMS_SIGNED;
}

Result<void> Gpgme::verify(const chancery_verify_request& request, Trust& trust,
                           const chancery_signature_sink& signatures,
                           const chancery_sink& content) {
  return verify_signatures(request, static_cast<TrustAnchors&>(trust), signatures, content);
}

Result<chancery::Crypto::Opening> Gpgme::decrypt(std::string_view cms,
                                                 const std::vector<Key*>& keys,
                                                 const chancery_sink& content) {
  return decrypt_content(cms, keys, content);
}

Result<std::unique_ptr<chancery::Crypto::Content>> Gpgme::content_seal(std::string_view content,
                                                                       std::string_view cipher) {
  auto sealed = SealedContent::make(content, cipher);
  if (!sealed) return sealed.error();
  return std::unique_ptr<Content>(std::move(*sealed));
}

Result<void> Gpgme::recipient_seal(Content& session, const chancery_view* prepared,
                                   std::size_t count, const chancery_sink& head) {
  const auto written = static_cast<const SealedContent&>(session).head(prepared, count);
  if (!written) return written.error();
  chancery::write(&head, *written);
  return {};
}

Result<chancery::Crypto::Envelope> Gpgme::envelope_open(std::string_view cms,
                                                        const std::vector<Key*>& keys,
                                                        const chancery_sink& content) {
  auto opening = decrypt_content(cms, keys, content);
  if (!opening) return opening.error();
  if (opening->status == CHANCERY_VALID)
    opening->reason = "gpgsm does not hand out the key of a content";
  return Envelope{std::move(*opening)};
}

Result<std::string> Gpgme::sign(Key&, std::string_view) {
  return Err(Code::unsupported, "crypto_gpgme does not sign");
}

Result<chancery::Crypto::NewKey> Gpgme::key_new(const chancery_key_request&) {
  return Err(Code::unsupported, "crypto_gpgme makes no keys");
}
