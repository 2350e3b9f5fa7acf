// cert audit: what will soon, or already, keep mail from members and lists: certificates that are
// missing, expired, about to expire, weak, or that nothing can be sealed to. Looks and changes
// nothing.
#include "cli/certificates.hpp"
#include "cli/command.hpp"
#include "cli/print.hpp"

#include "config/key_pairs.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace chancery::cli {

namespace {

using Json = nlohmann::ordered_json;

struct Finding {
  std::string list, address, kind, what, fingerprint;
};

class Audit {
 public:
  Audit(Site& site, std::chrono::days ahead)
      : site_(site),
        by_(prepared_by(*site.crypto())),
        now_(site.clock.now()),
        soon_(now_ + ahead) {}

  Result<void> look_at(const ListSettings& list) {
    list_ = &list;
    if (auto done = look_at_keys(); !done) return done;
    return site_.store->each_address(list.name, AddressRange{},
                                     [&](std::string_view text) -> Result<void> {
                                       const auto member = Address::make(text);
                                       return member ? look_at(*member) : member.error();
                                     });
  }
  const std::vector<Finding>& findings() const { return findings_; }

 private:
  void add(const Address& address, std::string kind, std::string what, const Certificate* c) {
    findings_.push_back({list_->name, address.text(), std::move(kind), std::move(what),
                         c ? c->fingerprint : std::string()});
  }

  void look_at_time_and_strength(const Address& address, const Certificate& c) {
    if (c.not_after < now_)
      add(address, "expired", "expired on " + rfc3339(c.not_after), &c);
    else if (c.not_before > now_)
      add(address, "not_yet_valid", "not valid before " + rfc3339(c.not_before), &c);
    else if (c.not_after < soon_)
      add(address, "expiring", "expires on " + rfc3339(c.not_after), &c);
    if (c.weak) add(address, "weak", "its key or the signature on it is below the floor", &c);
  }

  // The one that is chosen: what lies behind it matters to nobody.
  Result<void> look_at(const Address& member) {
    const auto certificates = site_.store->certificates(member, now_, by_);
    if (!certificates) return certificates.error();
    if (certificates->empty()) {
      add(member, "missing", "no certificate is known", nullptr);
      return {};
    }
    const auto& chosen = certificates->front();
    switch (chosen.standing) {
      case Standing::refused:
      case Standing::not_for_encryption:
        add(member, "unusable", why_not(chosen), &chosen.certificate);
        break;
      case Standing::usable:
      case Standing::untried:
      case Standing::not_yet_valid:
      case Standing::expired: look_at_time_and_strength(member, chosen.certificate); break;
    }
    return {};
  }

  // The current ones; former ones may well have expired.
  Result<void> look_at_keys() {
    const auto pairs = find_key_pairs(list_->folder);
    if (!pairs) return pairs.error();
    if (pairs->pairs.empty())
      add(list_->address, "missing", "the list has no key: nothing can be encrypted to it",
          nullptr);
    for (const auto& pair : pairs->pairs) {
      if (pair.number != 0) continue;
      const auto text = read_file(pair.certificate, 1 << 20);
      if (!text) return text.error();
      const auto certificates = site_.crypto()->certificates(*text);
      if (!certificates)
        add(list_->address, "unusable", certificates.error().what, nullptr);
      else
        look_at_time_and_strength(list_->address, certificates->front());
    }
    return {};
  }

  Site& site_;
  PreparedBy by_;
  Time now_, soon_;
  const ListSettings* list_ = nullptr;
  std::vector<Finding> findings_;
};

void print_findings(const std::vector<Finding>& findings) {
  std::vector<std::vector<std::string>> rows = {{"list", "address", "what", "why", "sha256"}};
  for (const auto& f : findings)
    rows.push_back({f.list, f.address, f.kind, f.what, f.fingerprint.substr(0, 16)});
  if (findings.empty())
    print("nothing to mend\n");
  else
    print_table(rows);
}

Json json_of(const std::vector<Finding>& findings) {
  Json array = Json::array();
  for (const auto& f : findings)
    array.push_back({{"list", f.list},
                     {"address", f.address},
                     {"finding", f.kind},
                     {"why", f.what},
                     {"sha256", f.fingerprint}});
  return array;
}

Result<int> audit(const Session& session, std::chrono::days ahead) {
  const auto site = session.site();
  if (!site) return site.error();
  if (!(*site)->crypto())
    return Err(Code::misconfigured, "looking at certificates: no crypto backend is loaded");
  const auto names = list_names((*site)->settings.places);
  if (!names) return names.error();
  Audit all(**site, ahead);
  for (const auto& name : *names) {
    const auto list = load_list((*site)->settings.places, name);
    if (!list) return list.error();
    if (auto done = all.look_at(*list); !done) return done.error();
  }
  if (session.json)
    print_json(json_of(all.findings()));
  else
    print_findings(all.findings());
  return all.findings().empty() ? exit_ok : exit_config;
}

}  // namespace

void declare_cert_audit(CLI::App& group, Chosen& chosen) {
  auto* command = group.add_subcommand(
      "audit", "Certificates of members and lists that are missing, expired, expiring or weak");
  auto days = std::make_shared<unsigned>(30);
  command->add_option("--days", *days, "how long before its end a certificate is told")
      ->check(CLI::Range(0u, 36500u));
  command->callback([&chosen, days] {
    chosen.run = [days](const Session& session) {
      return audit(session, std::chrono::days(*days));
    };
  });
}

}  // namespace chancery::cli
