// The crypto role with GnuPG: gpgsm and gpg-agent by way of GPGME, with libgcrypt. What it cannot
// do is `unsupported`, with a sentence; capabilities.cpp says so beforehand. The work is in the
// files named after it.
#pragma once

#include <chancery/plugin.hpp>

class Gpgme final : public chancery::Crypto {
 public:
  chancery::Result<void> configure(const chancery::Settings& settings);
  void capabilities(const chancery_capability_sink& rows) override;
  chancery::Result<void> certificate_read(std::string_view input,
                                          const chancery_certificate_sink& sink) override;
  chancery::Result<std::string> prepare(std::string_view certificate_der) override;
  std::uint32_t prepare_version() const override;
  chancery::Result<Imported> key_import(const KeyInput& input,
                                        std::string_view new_password) override;
  chancery::Result<std::unique_ptr<Key>> key_open(const KeyInput& input) override;
  chancery::Result<std::unique_ptr<Trust>> trust_open(const chancery_trust& trust) override;
  chancery::Result<std::int32_t> inspect(std::string_view cms) override;
  chancery::Result<void> verify(const chancery_verify_request& request, Trust& trust,
                                const chancery_signature_sink& signatures,
                                const chancery_sink& content) override;
  chancery::Result<Opening> decrypt(std::string_view cms, const std::vector<Key*>& keys,
                                    const chancery_sink& content) override;
  chancery::Result<std::unique_ptr<Content>> content_seal(std::string_view content,
                                                          std::string_view cipher) override;
  chancery::Result<void> recipient_seal(Content& session, const chancery_view* prepared,
                                        std::size_t count, const chancery_sink& head) override;
  chancery::Result<Envelope> envelope_open(std::string_view cms, const std::vector<Key*>& keys,
                                           const chancery_sink& content) override;
  chancery::Result<std::string> sign(Key& key, std::string_view content) override;
  chancery::Result<NewKey> key_new(const chancery_key_request& request) override;

 private:
  std::string homes_;
};
