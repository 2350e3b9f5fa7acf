#include "flow/harvest.hpp"

#include <algorithm>

namespace chancery {

namespace {

Result<bool> is_wanted(const Address& sender, const Office& office) {
  switch (office.list.harvest) {
    case Harvest::off: return false;
    case Harvest::all: return true;
    case Harvest::members: return office.store.has(office.list.name, sender.text(), Role::member);
  }
  return false;
}

Result<bool> is_here(const Address& sender, const Certificate& certificate, Time at,
                     const PreparedBy& by, Store& store) {
  const auto kept = store.certificates(sender, at, by);
  if (!kept) return kept.error();
  return std::any_of(kept->begin(), kept->end(), [&](const StoredCertificate& each) {
    return each.certificate.fingerprint == certificate.fingerprint;
  });
}

// An administrator took it away: it does not come back by itself.
Result<bool> was_removed(const Address& sender, const Certificate& certificate, Store& store) {
  const auto history = store.history(sender);
  if (!history) return history.error();
  std::string last;
  for (const auto& each : *history)
    if (each.fingerprint == certificate.fingerprint &&
        (each.event == "added" || each.event == "removed"))
      last = each.event;
  return last == "removed";
}

void tell(const Address& sender, const Certificate& certificate, const std::string& what,
          const std::string& why, const Office& office) {
  office.log.write(Severity::info, "harvest",
                   {{"list", office.list.name},
                    {"address", sender.text()},
                    {"certificate", certificate.fingerprint},
                    {"done", what},
                    {"why", why}});
}

Result<void> keep(const Address& sender, const Certificate& certificate, Time at,
                  const Office& office) {
  const auto& crypto = *office.plugins.crypto();
  const PreparedBy by{crypto.plugin(), crypto.prepare_version()};
  const auto here = is_here(sender, certificate, at, by, office.store);
  if (!here) return here.error();
  if (*here) return {};
  const auto removed = was_removed(sender, certificate, office.store);
  if (!removed) return removed.error();
  if (*removed) return {};
  const auto prepared = crypto.prepare(certificate.der);
  if (!prepared) {
    tell(sender, certificate, "left", prepared.error().what, office);
    return {};
  }
  auto kept = office.store.add_certificate(sender, {certificate, "post", at}, by, *prepared);
  if (kept) tell(sender, certificate, "kept", {}, office);
  return kept;
}

Result<void> harvest_all(const Authenticated& post, const Office& office) {
  const auto& evidence = post.opened.evidence;
  for (const auto& claim : evidence.claims) {
    if (claim.status != Status::valid || !claim.signature || !claim.identity) continue;
    const auto& certificate = evidence.signatures[*claim.signature].certificate;
    if (!certificate || !certificate->may_encrypt) continue;
    const auto wanted = is_wanted(*claim.identity, office);
    if (!wanted) return wanted.error();
    if (!*wanted) continue;
    auto kept = keep(*claim.identity, *certificate, post.opened.incoming.received_at, office);
    if (!kept) return kept;
  }
  return {};
}

}  // namespace

void harvest(const Authenticated& post, const Office& office) {
  if (office.list.harvest == Harvest::off || !office.plugins.crypto() || post.method != "smime")
    return;
  if (const auto done = harvest_all(post, office); !done)
    office.log.write(Severity::warning, "harvest",
                     {{"list", office.list.name}, {"problem", done.error().what}});
}

}  // namespace chancery
