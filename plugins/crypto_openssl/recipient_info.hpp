// RecipientInfos: the content key, wrapped for one member (RFC 5652 section 6.2, RFC 5753).
//
// One object lives as long as a content. What the recipients of one content may share is made once:
// fetched algorithms and, for each curve, one ephemeral key. Every key that wraps differs still,
// because every member's point does.
#pragma once

#include "prepared.hpp"

#include <array>
#include <memory>
#include <string>

class RecipientWriter {
 public:
  static chancery::Result<std::unique_ptr<RecipientWriter>> make();

  // A KeyTransRecipientInfo or a KeyAgreeRecipientInfo, DER.
  chancery::Result<std::string> write(const prepared::Recipient& recipient,
                                      const openssl::SecretBytes& content_key);
  const EVP_MD& sha256() const { return *sha256_; }

 private:
  struct Curve {
    openssl::KeyContext agreement;  // with the ephemeral key
    openssl::Key peer;              // holds the member's point for the time of one agreement
    std::string originator;         // [0] OriginatorIdentifierOrKey
    std::size_t secret_size = 0;
  };
  RecipientWriter() = default;
  chancery::Result<std::string> transport(const prepared::Recipient& recipient,
                                          const openssl::SecretBytes& content_key);
  chancery::Result<std::string> agree(const prepared::Recipient& recipient,
                                      const openssl::SecretBytes& content_key);
  chancery::Result<Curve*> curve(prepared::Kind kind);
  chancery::Result<std::string> wrap(Curve& curve, const openssl::SecretBytes& content_key);

  openssl::Digest sha256_;
  openssl::Cipher key_wrap_;
  openssl::CipherContext wrapping_;
  openssl::KeyContext rsa_import_;
  std::array<Curve, 5> curves_;  // by prepared::Kind
};
