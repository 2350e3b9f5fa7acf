// scenarios/LANGUAGE.md says what the program does: its examples are read by it, and it names every
// word of the language.
#include "read.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "scenario/actions.hpp"
#include "scenario/cases.hpp"
#include "scenario/variables.hpp"

using namespace test;

namespace {

std::string page() { return read_file(source_folder() / "scenarios/LANGUAGE.md").value(); }

// The indented block whose first line begins with this, without its indentation.
std::string example(const std::string& begin) {
  const auto text = page();
  std::string block;
  bool inside = false;
  for (const auto line : lines(text)) {
    inside = inside || line.starts_with("    " + begin);
    if (inside && !line.empty() && !line.starts_with("    ")) break;
    if (inside) block += std::string(line.substr(std::min<std::size_t>(4, line.size()))) + "\n";
  }
  return block;
}

}  // namespace

TEST_CASE("the example of the language page is a scenario") {
  const auto text = example("# Members who signed");
  CHECK(good(text).rules.size() == 3);
  CHECK(decision(text) == "reject send_subscriber");
}

TEST_CASE("the example of a table on the language page is a table") {
  const auto text = example("# METHODS");
  const auto report =
      run_cases(good("is_subscriber([listname],[sender]) smime -> do_it\n"
                     "is_owner([listname],[sender]) smime -> do_it\n"
                     "match([header->Content-Type],/^multipart/) smtp,dkim,md5,pgp,smime -> "
                     "reject(reason='no_multipart'),quiet\n"),
                text);
  for (const auto& problem : report.problems) FAIL_CHECK(describe("LANGUAGE.md", problem));
  CHECK(report.cases == 10);
}

TEST_CASE("the language page names every word of the language") {
  const auto text = page();
  for (const auto& variable : variables()) {
    const std::string name(variable.name);
    if (variable.key == Variable::Key::none) CHECK_THAT(text, Contains("`[" + name + "]`"));
    if (variable.key == Variable::Key::any) CHECK_THAT(text, Contains("`[" + name + "->NAME]`"));
    for (const auto key : variable.keys)
      CHECK_THAT(text, Contains("`[" + name + "->" + std::string(key) + "]`"));
  }
  for (const auto& [predicate, arity] : vocabulary())
    CHECK_THAT(text, Contains("`" + predicate + "("));
  for (const auto method : {Method::smtp, Method::dkim, Method::md5, Method::pgp, Method::smime})
    CHECK_THAT(text, Contains("| `" + std::string(name(method)) + "` |"));
  for (const auto& action : actions_of("")) CHECK_THAT(text, Contains("`" + action + "`"));
}

TEST_CASE("the example of what the evidence says is a scenario") {
  CHECK(good(example("# Signed by a certificate"), "send.x").rules.size() == 4);
}
