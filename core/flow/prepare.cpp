#include "flow/prepare.hpp"

#include <tuple>

namespace chancery {

namespace {

// A refusal speaks of the certificate; that the backend could not be asked does not.
bool is_refusal(const Error& error) {
  return error.code == Code::unusable || error.code == Code::unsupported;
}

Result<std::string> try_one(const Address& member, const StoredCertificate& stored,
                            const PreparedBy& by, const CryptoBackend& crypto, Store& store) {
  if (const auto why = why_not(stored); !why.empty()) return Err(Code::unusable, why);
  auto prepared = crypto.prepare(stored.certificate.der);
  if (prepared || is_refusal(prepared.error()))
    std::ignore = store.keep_prepared(member.text(), stored.certificate.fingerprint, by,
                                      prepared ? *prepared : std::string(),
                                      prepared ? std::string() : prepared.error().what);
  return prepared;
}

}  // namespace

Result<std::string> prepare_for(const Address& member, Time at, const CryptoBackend& crypto,
                                Store& store) {
  const PreparedBy by{crypto.plugin(), crypto.prepare_version()};
  const auto certificates = store.certificates(member, at, by);
  if (!certificates) return certificates.error();
  std::string why;  // the first, which is the nearest to a remedy
  for (const auto& stored : *certificates) {
    auto prepared = try_one(member, stored, by, crypto, store);
    if (prepared || !is_refusal(prepared.error())) return prepared;
    if (why.empty()) why = (stored.pinned ? "pinned, but " : "") + prepared.error().what;
    if (stored.pinned) break;
  }
  return Err(Code::no_key, why.empty() ? "no certificate" : why);
}

}  // namespace chancery
