// Any bytes as a scenario file: what is said about it, in comparison with Sympa and of what is
// hardly meant, ends, names lines that are there and can be printed; and a claim that is said to
// hold is not refuted by the same rules decided.
#include "base/check.hpp"
#include "base/text.hpp"
#include "scenario/compatibility.hpp"
#include "scenario/lint.hpp"
#include "scenario/parser.hpp"
#include "scenario/proof.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

using namespace chancery;
using namespace chancery::scenario;

namespace {

Vocabulary vocabulary() {
  auto words = built_in_predicates();
  words["is_subscriber"] = words["is_owner"] = words["is_editor"] = {2, 2};
  words["is_listmaster"] = {1, 1};
  return words;
}

void check_text(const std::string& text) {
  CHECK(is_utf8(text), "what is said is text");
  CHECK(
      std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 && c != '\t'; }),
      "and does nothing to a terminal");
}

void check_comparison(std::string_view text, const std::variant<Scenario, Problems>& ours) {
  const auto count = static_cast<int>(lines(text).size());
  for (const auto& difference : compare_with_sympa(text, ours).differences) {
    CHECK(difference.line > 0 && difference.line <= count, "a difference has a line");
    check_text(difference.written);
    check_text(difference.sympa);
    check_text(difference.here);
    for (const auto& why : difference.why) check_text(why);
  }
}

// Never and always contradict each other, unless the claim is about an action that nothing comes
// to, or all comes to.
void check_proofs(const Scenario& scenario) {
  const auto never = parse_claim("never do_it without smime", vocabulary()).value();
  const auto always = parse_claim("always do_it without smime", vocabulary()).value();
  const auto refuted_never = refute(scenario, never), refuted_always = refute(scenario, always);
  if (!refuted_never || !refuted_always) return;
  CHECK(*refuted_never || *refuted_always, "something comes of every message");
  if (*refuted_never) CHECK((*refuted_never)->action == "do_it", "the example is one");
  if (*refuted_always) CHECK((*refuted_always)->action != "do_it", "the example is one");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = parse(text, "send.fuzz", "send.fuzz", vocabulary());
  check_comparison(text, parsed);
  if (const auto* scenario = std::get_if<Scenario>(&parsed)) {
    for (const auto& warning : lint(*scenario)) check_text(warning.what);
    check_proofs(*scenario);
  }
  if (const auto claim = parse_claim(text, vocabulary()); !claim)
    CHECK(claim.error().code == Code::usage, "what is no claim is usage");
  return 0;
}
