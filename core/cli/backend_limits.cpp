#include "cli/backend_limits.hpp"

#include "cli/certificates.hpp"

#include <algorithm>

namespace chancery::cli {

namespace {

// The backend's reason against the certificate that would be chosen; nothing: there is none, or
// time or purpose speak against it, which `cert audit` tells.
Result<std::optional<std::string>> refusal(const CryptoBackend& crypto, Store& store,
                                           const Recipient& recipient, Time now) {
  using Answer = std::optional<std::string>;
  if (!recipient.prepared.empty()) return Answer();
  if (!recipient.certificate_der.empty()) {
    const auto prepared = crypto.prepare(recipient.certificate_der);
    return prepared ? Answer() : Answer(prepared.error().what);
  }
  const auto member = Address::make(recipient.address);
  if (!member) return member.error();
  const auto certificates = store.certificates(*member, now, prepared_by(crypto));
  if (!certificates) return certificates.error();
  const bool refused =
      !certificates->empty() && certificates->front().standing == Standing::refused;
  return refused ? Answer(certificates->front().refusal) : Answer();
}

}  // namespace

std::optional<std::string> cipher_limit(const CryptoBackend& crypto, const std::string& cipher) {
  const auto rows = crypto.capabilities();
  const bool able = std::any_of(rows.begin(), rows.end(), [&](const auto& row) {
    return row.supported && row.operation == "encrypt" && row.algorithm == cipher;
  });
  if (able) return std::nullopt;
  return crypto.plugin() + " does not encrypt with " + cipher +
         ": no encrypted post would be distributed";
}

Result<std::optional<std::string>> member_limit(const CryptoBackend& crypto, Store& store,
                                                const std::string& list, Time now) {
  std::size_t count = 0;
  std::string first;
  const auto look = [&](const Recipient& recipient) -> Result<void> {
    const auto why = refusal(crypto, store, recipient, now);
    if (!why) return why.error();
    if (*why && ++count == 1) first = std::string(recipient.address) + " (" + **why + ")";
    return {};
  };
  const auto done = store.each_recipient(list, AddressRange{}, now, prepared_by(crypto), look);
  if (!done) return done.error();
  if (count == 0) return std::optional<std::string>();
  return std::optional(crypto.plugin() + " cannot encrypt to the certificates of " +
                       std::to_string(count) + (count == 1 ? " member: " : " members, as of ") +
                       first);
}

}  // namespace chancery::cli
