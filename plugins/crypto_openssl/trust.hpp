// Trust anchors, revocation lists and helping certificates; and what a chain to them is worth. Only
// what was named is trusted: the system's own store is never looked at.
#pragma once

#include "openssl.hpp"

#include <chancery/role/crypto.hpp>

namespace crypto_openssl {

using Store = Owned<X509_STORE, X509_STORE_free>;

// A status with the sentence why.
struct Judgement {
  chancery_status status = CHANCERY_VALID;
  std::string reason;
  // The worse of two stays: error, unsupported, invalid, untrusted, revoked, not yet valid,
  // expired, weak.
  void worsen(chancery_status other, std::string why);
};

class Anchors final : public chancery::Crypto::Trust {
 public:
  static chancery::Result<std::unique_ptr<chancery::Crypto::Trust>> open(
      const chancery_trust& trust);

  // Chain, purpose, validity and revocation of a signer's certificate at a time (RFC 5280 section
  // 6).
  void judge(X509* certificate, STACK_OF(X509) * carried, std::int64_t at, bool allow_weak,
             Judgement& judgement) const;
  const std::vector<X509Owned>& intermediates() const { return intermediates_; }

 private:
  explicit Anchors(Store store) : store_(std::move(store)) {}
  chancery::Result<void> add_anchor_file(const std::string& file);
  chancery::Result<void> add_anchor_folder(const std::string& folder);
  chancery::Result<void> add_crl_file(const std::string& file);
  chancery::Result<void> add_intermediate_file(const std::string& file);
  bool add_crls(std::string_view content);

  Store store_;
  std::vector<X509Owned> intermediates_;
  bool has_crls_ = false;
  bool partial_chain_ = false;
};

}  // namespace crypto_openssl
