// One content, encrypted once (RFC 5652 section 6.3, RFC 5083), and envelopes that begin with each
// recipient's own RecipientInfo and end alike.
#pragma once

#include "recipient.hpp"

#include <chancery/role/crypto.hpp>

#include <array>
#include <map>

namespace crypto_openssl {

class SealedContent final : public chancery::Crypto::Content {
 public:
  // "AES-256-CBC" or "AES-256-GCM".
  static chancery::Result<std::unique_ptr<chancery::Crypto::Content>> seal(std::string_view content,
                                                                           std::string_view cipher);
  SealedContent() = default;
  SealedContent(const SealedContent&) = delete;
  ~SealedContent() override;

  std::string_view tail() const override { return tail_; }
  chancery::Result<void> head(const chancery_view* prepared, std::size_t count,
                              const chancery_sink& head);

 private:
  using Key = std::array<unsigned char, 32>;
  chancery::Result<void> encrypt(std::string_view content, bool authenticated);
  // A RecipientInfo, RFC 5652 section 6.2.
  chancery::Result<std::string> transport(const PreparedRecipient& recipient, EVP_PKEY* key) const;
  chancery::Result<std::string> agreement(const PreparedRecipient& recipient, EVP_PKEY* key);
  // One a curve and content, RFC 5753 section 3.1.
  chancery::Result<EVP_PKEY*> ephemeral(KeyKind curve);
  chancery::Result<Key> wrapping_key(EVP_PKEY* ephemeral, EVP_PKEY* recipient) const;
  chancery::Result<std::string> wrap(const Key& wrapping) const;

  Key key_{};  // the content's; wiped when this goes
  bool authenticated_ = false;
  std::string tail_;
  std::map<KeyKind, PrivateKey> ephemeral_;
};

}  // namespace crypto_openssl
