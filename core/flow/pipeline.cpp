// The page to read first: one function, one line a stage, one sentence why.
#include "flow/pipeline.hpp"

namespace chancery {

Result<Outcome> walk(Incoming incoming, const Office& office, Exit& exit) {
  // Bytes become structure: spans over what came, which is never changed again.
  auto parsed = parse(std::move(incoming), office.settings.limits);
  if (!parsed) return parsed.error();

  // What is inside an encrypted root, and who signed the root: facts, good or bad.
  auto opened = open(std::move(*parsed), office.keyring, office.settings.limits);
  if (!opened) return opened.error();

  // From facts to authorship: by which methods is the sender proven?
  auto authenticated = authenticate(std::move(*opened), office.plugins.auth());
  if (!authenticated) return authenticated.error();

  // The list's scenario decides. From here on a message is Authorized, or it goes no further.
  auto decided = authorize(std::move(*authenticated), office);
  if (!decided) return decided.error();
  if (auto* stopped = std::get_if<Stopped>(&*decided)) {
    auto report = stop(*stopped, office, exit);
    if (!report) return report.error();
    return Outcome{std::move(stopped->post), std::move(stopped->verdict), {false, "stopped"}, {}};
  }

  // A footer, where it breaks no signature and no seal.
  auto draft = decorate(std::get<Authorized>(std::move(*decided)), office);

  // Encrypted once, sealed for each member; or in clear, as it came.
  auto sealed = seal(std::move(draft), office);
  if (!sealed) return sealed.error();

  // Every member gets the right copy, and every copy an outcome.
  auto report = deliver(*sealed, office, exit);
  if (!report) return report.error();
  const auto& authorized = sealed->draft().authorized();
  return Outcome{authorized.post(), authorized.verdict(), sealed->draft().footer(),
                 std::move(*report)};
}

}  // namespace chancery
