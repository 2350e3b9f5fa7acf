// One SignerInfo: whose it is, over what, and whether the mathematics hold. Chains are elsewhere.
#pragma once

#include "judgement.hpp"
#include "openssl.hpp"
#include "strength.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

// What is signed, and its digests, each computed once.
class SignedContent {
 public:
  SignedContent(std::string_view bytes, const ASN1_OBJECT& type) : bytes_(bytes), type_(&type) {}
  std::string_view bytes() const { return bytes_; }
  const ASN1_OBJECT& type() const { return *type_; }
  // Empty when the digest cannot be computed here.
  const std::string& digest(int algorithm);

 private:
  std::string_view bytes_;
  const ASN1_OBJECT* type_;
  std::map<int, std::string> digests_;
};

class Signer {
 public:
  explicit Signer(CMS_SignerInfo& info);

  // Looks for the certificate among these (those of the message come first), and checks the
  // signature with it. Of several that fit, the first whose key made the signature.
  void check(SignedContent& content, const std::vector<X509*>& candidates, Judgement& judgement);
  void judge_digest(const Floor& floor, Judgement& judgement) const;

  X509* certificate() const { return certificate_; }
  std::string digest_algorithm() const;
  std::string signature_algorithm() const;
  std::int64_t signing_time() const;
  std::string capabilities() const;
  // See chancery_signature; after check().
  std::string act(SignedContent& content) const;

 private:
  bool supported(Judgement& judgement) const;
  bool about(SignedContent& content, Judgement& judgement) const;
  bool signed_by(X509& candidate, SignedContent& content, Judgement& judgement);

  CMS_SignerInfo& info_;
  const ASN1_OBJECT* digest_ = nullptr;
  const ASN1_OBJECT* signature_ = nullptr;
  X509* certificate_ = nullptr;
};
