// A content, encrypted once: the content key, and the end that every envelope of it shares.
//
// An envelope is one DER ContentInfo of two halves. The head names its length, which is why it is
// written last, and holds the RecipientInfos; the tail is the encrypted content (and its tag).
#pragma once

#include "envelope.hpp"
#include "recipient_info.hpp"

#include <chancery/plugin.hpp>

class SealedContent final : public chancery::Crypto::Content {
 public:
  // `cipher`: "AES-256-CBC" (EnvelopedData) or "AES-256-GCM" (AuthEnvelopedData, RFC 5083).
  static chancery::Result<std::unique_ptr<SealedContent>> make(std::string_view content,
                                                               std::string_view cipher);

  // What was opened with this key goes on as it came. unsupported: the key is none that can be
  // wrapped for others (null, or an odd size).
  static chancery::Result<std::unique_ptr<SealedContent>> reopened(
      const EnvelopeOutline& outline, std::unique_ptr<openssl::SecretBytes> key,
      bool authenticated);

  std::string_view tail() const override { return tail_; }
  chancery::Result<std::string> head(const chancery_view* prepared, std::size_t count);

 private:
  explicit SealedContent(std::unique_ptr<openssl::SecretBytes> key) : key_(std::move(key)) {}
  char version(bool only_key_transport) const;
  chancery::Result<void> encrypt(std::string_view content);
  std::string content_head(std::string_view iv, std::size_t size) const;

  std::unique_ptr<openssl::SecretBytes> key_;
  bool authenticated_ = false;
  std::string originator_info_;  // stands before the RecipientInfos
  char least_version_ = 0;
  std::string tail_;
  std::unique_ptr<RecipientWriter> recipients_;
};
