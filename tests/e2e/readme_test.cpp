// The README's commands run as they stand there, and do what it says.
#include "site.hpp"

using namespace e2e;

namespace {

std::string shell_blocks() {
  const auto text = read(test::source_folder() / "README.md");
  std::string script;
  const auto tried = text.find("<!-- tried:");
  REQUIRE(tried != std::string::npos);
  for (auto at = text.find("```sh\n", tried); at != std::string::npos;
       at = text.find("```sh\n", at)) {
    const auto begin = at + 6, end = text.find("```\n", begin);
    REQUIRE(end != std::string::npos);
    script += text.substr(begin, end - begin);
    at = end;
  }
  return script;
}

}  // namespace

TEST_CASE("the commands of the README work as they are written") {
  const test::TemporaryFolder folder;
  const auto ran = bash("set -e; cd \"$1\"; PATH=$2:$PATH\n" + shell_blocks(),
                        {folder.path(), test::binary().parent_path()});
  INFO(ran.out << ran.err);
  REQUIRE(ran.exit == 0);
  CHECK_THAT(ran.out, Contains("Hello, all."));
  CHECK_THAT(ran.out, Contains("no-rule-match"));
  CHECK_THAT(ran.out, Contains("exit code 1: not proven"));
  CHECK(fs::exists(folder.path() / "site/lists/notes/private_key"));
}

TEST_CASE("every file that the pages link to is there") {
  for (const std::string page :
       {"README.md", "HACKING.md", "packaging/README.md", "packaging/postfix/README.md",
        "docs/threat-model.md", "docs/reliability.md"}) {
    const auto file = test::source_folder() / page;
    const auto text = read(file);
    for (auto at = text.find("]("); at != std::string::npos; at = text.find("](", at + 1)) {
      const auto target = text.substr(at + 2, text.find_first_of(")#", at) - at - 2);
      if (target.empty() || target.find("://") != std::string::npos) continue;
      INFO(page << " links to " << target);
      CHECK(fs::exists(file.parent_path() / target));
    }
  }
}
