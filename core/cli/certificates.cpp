#include "cli/certificates.hpp"

#include "cli/command.hpp"

#include <algorithm>

namespace chancery::cli {

Result<std::vector<Importable>> read_certificates(const CryptoBackend& crypto,
                                                  const std::string& file) {
  const auto input = input_file(file);
  if (!input) return input.error();
  auto read = crypto.certificates(*input);
  if (!read)
    return Err(Code::unusable, "reading certificates from " + file + ": " + read.error().what);
  std::vector<Importable> found;
  const bool only_authorities =
      std::all_of(read->begin(), read->end(), [](const Certificate& c) { return c.is_ca; });
  for (auto& certificate : *read) {
    if (certificate.is_ca && !only_authorities) continue;
    const auto prepared = crypto.prepare(certificate.der);
    found.push_back({std::move(certificate), prepared ? *prepared : std::string(),
                     prepared ? std::string() : prepared.error().what});
  }
  return found;
}

namespace {

void warn(const Address& address, const Importable& importable) {
  const auto& certificate = importable.certificate;
  if (!importable.why_not.empty())
    complain(Err(Code::unusable, "warning: nothing can be sealed to the certificate " +
                                     certificate.subject + ": " + importable.why_not));
  const auto& carried = certificate.addresses;
  if (carried.empty() || std::find(carried.begin(), carried.end(), address) != carried.end())
    return;
  complain(Err(Code::unusable, "warning: the certificate " + certificate.subject + " is " +
                                   carried.front().text() + "'s; it is stored for " +
                                   address.text() + " because you say so"));
}

}  // namespace

Result<void> store_certificates(Site& site, const Address& address,
                                const std::vector<Importable>& certificates) {
  const auto by = prepared_by(*site.crypto());
  for (const auto& importable : certificates) {
    warn(address, importable);
    const auto stored =
        site.store->add_certificate(address, {importable.certificate, "import", site.clock.now()},
                                    by, importable.prepared, importable.why_not);
    if (!stored) return stored;
  }
  return {};
}

PreparedBy prepared_by(const CryptoBackend& crypto) {
  return {crypto.plugin(), crypto.prepare_version()};
}

}  // namespace chancery::cli
