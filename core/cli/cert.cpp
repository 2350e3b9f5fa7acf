// cert import|show: the certificates that members are sealed to. cert pin|unpin|rm lie in
// cert_choice.cpp.
#include "cli/certificates.hpp"
#include "cli/command.hpp"
#include "cli/print.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace chancery::cli {

namespace {

using Json = nlohmann::ordered_json;

Result<int> import(const Session& session, const std::string& address_text,
                   const std::string& file) {
  const auto site = session.site();
  if (!site) return site.error();
  const auto address = address_argument(address_text);
  if (!address) return address.error();
  if (!(*site)->crypto())
    return Err(Code::misconfigured, "importing a certificate: no crypto backend is loaded");
  const auto certificates = read_certificates(*(*site)->crypto(), file);
  if (!certificates) return certificates.error();
  if (auto begun = (*site)->store->begin(); !begun) return begun.error();
  if (auto stored = store_certificates(**site, *address, *certificates); !stored)
    return stored.error();
  if (auto committed = (*site)->store->commit(); !committed) return committed.error();
  tell(session.json, Json{{"address", address->text()}, {"imported", certificates->size()}},
       "imported " + std::to_string(certificates->size()) + " for " + address->text());
  return exit_ok;
}

// The choice, in words.
std::string standing_of(const std::vector<StoredCertificate>& certificates, std::size_t i) {
  const auto& stored = certificates[i];
  const std::string pinned = stored.pinned ? "pinned, " : "";
  if (const auto why = why_not(stored); !why.empty()) return pinned + "not used: " + why;
  const bool tried = stored.standing == Standing::usable;
  if (i == 0)
    return pinned +
           (tried ? "chosen" : "chosen, if it can be sealed to: not tried by this backend");
  const auto& first = certificates.front();
  if (first.pinned) return "not used: another is pinned";
  if (first.standing != stored.standing) return "not used: not tried by this backend";
  if (first.certificate.weak != stored.certificate.weak) return "not used: weak";
  return "not used: there is a newer one";
}

Json certificate_json(const StoredCertificate& stored, const std::string& standing) {
  const auto& c = stored.certificate;
  Json object = {{"sha256", c.fingerprint},
                 {"subject", c.subject},
                 {"issuer", c.issuer},
                 {"serial", c.serial},
                 {"key", c.key_algorithm},
                 {"bits", c.key_bits},
                 {"not_before", rfc3339(c.not_before)},
                 {"not_after", rfc3339(c.not_after)},
                 {"may_sign", c.may_sign},
                 {"may_encrypt", c.may_encrypt},
                 {"weak", c.weak},
                 {"source", stored.source},
                 {"added", rfc3339(stored.added)},
                 {"pinned", stored.pinned},
                 {"standing", standing}};
  object["addresses"] = Json::array();
  for (const auto& address : c.addresses) object["addresses"].push_back(address.text());
  return object;
}

std::string uses(const Certificate& certificate) {
  if (certificate.may_sign && certificate.may_encrypt) return "sign, encrypt";
  if (certificate.may_encrypt) return "encrypt";
  return certificate.may_sign ? "sign" : "neither";
}

void print_certificate(const StoredCertificate& stored, const std::string& standing) {
  const auto& c = stored.certificate;
  print_table({{"subject", c.subject},
               {"issuer", c.issuer},
               {"serial", c.serial},
               {"sha256", c.fingerprint},
               {"key", c.key_algorithm + ", " + std::to_string(c.key_bits) + " bits"},
               {"valid", rfc3339(c.not_before) + " to " + rfc3339(c.not_after)},
               {"may", uses(c)},
               {"source", stored.source + ", " + rfc3339(stored.added)},
               {"standing", standing}});
  print("\n");
}

void print_history(const std::vector<CertificateEvent>& history) {
  if (history.empty()) return;
  std::vector<std::vector<std::string>> rows = {{"when", "what", "by", "sha256"}};
  for (const auto& event : history)
    rows.push_back({rfc3339(event.at), event.event, event.source, event.fingerprint});
  print_table(rows);
}

Result<int> show(const Session& session, const std::string& address_text) {
  const auto site = session.site();
  if (!site) return site.error();
  const auto address = address_argument(address_text);
  if (!address) return address.error();
  const auto* crypto = (*site)->crypto();
  const auto certificates = (*site)->store->certificates(
      *address, (*site)->clock.now(), crypto ? prepared_by(*crypto) : PreparedBy{});
  if (!certificates) return certificates.error();
  const auto history = (*site)->store->history(*address);
  if (!history) return history.error();
  Json array = Json::array();
  if (certificates->empty() && !session.json)
    print("no certificate of " + address->text() + " is known\n");
  for (std::size_t i = 0; i < certificates->size(); ++i) {
    const auto standing = standing_of(*certificates, i);
    if (session.json)
      array.push_back(certificate_json((*certificates)[i], standing));
    else
      print_certificate((*certificates)[i], standing);
  }
  if (session.json)
    print_json(array);
  else
    print_history(*history);
  return exit_ok;
}

}  // namespace

void declare_cert(CLI::App& app, Chosen& chosen) {
  auto* group = app.add_subcommand("cert", "Certificates of members");
  group->require_subcommand(1);
  group->fallthrough();
  auto address = std::make_shared<std::string>();
  auto file = std::make_shared<std::string>();
  auto* import_command = group->add_subcommand("import", "Store a certificate, PEM or DER");
  import_command->add_option("address", *address, "whose it is")->required();
  import_command->add_option("file", *file, "the certificate; -: standard input")->required();
  import_command->callback([&chosen, address, file] {
    chosen.run = [address, file](const Session& session) {
      return import(session, *address, *file);
    };
  });
  auto* show_command = group->add_subcommand("show", "The certificates of an address, best first");
  show_command->add_option("address", *address, "whose")->required();
  show_command->callback([&chosen, address] {
    chosen.run = [address](const Session& session) { return show(session, *address); };
  });
  declare_cert_choice(*group, chosen);
}

}  // namespace chancery::cli
