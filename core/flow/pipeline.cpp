// The page to read first: the stages, one line each, one sentence why.
#include "flow/pipeline.hpp"

namespace chancery {

Result<Decided> decide(Incoming incoming, const Office& office) {
  // Bytes become structure: spans over what came, which is never changed again.
  auto parsed = parse(std::move(incoming), office.settings.limits);
  if (!parsed) return parsed.error();

  // The layers around the content: what is encrypted, and who signed. Facts, good or bad.
  auto opened = open(std::move(*parsed), office.keyring, office.settings.limits);
  if (!opened) return opened.error();

  // From facts to authorship: by which methods is the sender proven?
  auto authenticated = authenticate(std::move(*opened), office.plugins.auth());
  if (!authenticated) return authenticated.error();

  // The list's scenario decides. From here on a message is Authorized, or it goes no further.
  return authorize(std::move(*authenticated), office);
}

Result<Outcome> distribute(Authorized authorized, AddressRange range, const Office& office,
                           Exit& exit) {
  // A footer, where it breaks no signature and no seal.
  auto draft = decorate(std::move(authorized), office);

  // Encrypted once, or passed on as the sender did, and sealed for each member; or in clear.
  const auto sealed = seal(std::move(draft), std::move(range), office);
  if (!sealed) return sealed.error();

  // Every member gets the right copy, and every copy an outcome.
  auto report = deliver(*sealed, office, exit);
  if (!report) return report.error();
  const auto& done = sealed->draft().authorized();
  return Outcome{done.post(), done.verdict(), sealed->draft().footer(), std::move(*report),
                 sealed->sealing()};
}

Result<Outcome> walk(Incoming incoming, const Office& office, Exit& exit) {
  auto decided = decide(std::move(incoming), office);
  if (!decided) return decided.error();
  if (auto* authorized = std::get_if<Authorized>(&*decided))
    return distribute(std::move(*authorized), {}, office, exit);

  // Policy stopped it: kept or turned away, and told to whom it concerns.
  auto& stopped = std::get<Stopped>(*decided);
  auto report = stop(stopped, office, exit);
  if (!report) return report.error();
  return Outcome{std::move(stopped.post), std::move(stopped.verdict), {false, "stopped"}, {}};
}

}  // namespace chancery
