// cert import|show: the certificates that members are sealed to.
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

Json certificate_json(const StoredCertificate& stored) {
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
                 {"added", rfc3339(stored.added)}};
  object["addresses"] = Json::array();
  for (const auto& address : c.addresses) object["addresses"].push_back(address.text());
  return object;
}

std::string uses(const Certificate& certificate) {
  if (certificate.may_sign && certificate.may_encrypt) return "sign, encrypt";
  if (certificate.may_encrypt) return "encrypt";
  return certificate.may_sign ? "sign" : "neither";
}

Result<int> show(const Session& session, const std::string& address_text) {
  const auto settings = session.settings();
  if (!settings) return settings.error();
  const auto address = address_argument(address_text);
  if (!address) return address.error();
  const auto store = session.store(*settings);
  if (!store) return store.error();
  const auto certificates = (*store)->certificates(*address);
  if (!certificates) return certificates.error();
  if (session.json) {
    Json array = Json::array();
    for (const auto& stored : *certificates) array.push_back(certificate_json(stored));
    print_json(array);
    return exit_ok;
  }
  if (certificates->empty()) print("no certificate of " + address->text() + " is known\n");
  for (const auto& stored : *certificates) {
    const auto& c = stored.certificate;
    print_table({{"subject", c.subject},
                 {"issuer", c.issuer},
                 {"serial", c.serial},
                 {"sha256", c.fingerprint},
                 {"key", c.key_algorithm + ", " + std::to_string(c.key_bits) + " bits"},
                 {"valid", rfc3339(c.not_before) + " to " + rfc3339(c.not_after)},
                 {"may", uses(c)},
                 {"source", stored.source + ", " + rfc3339(stored.added)}});
    print("\n");
  }
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
}

}  // namespace chancery::cli
