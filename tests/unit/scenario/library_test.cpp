// Where scenario files are found, and what is said of those that are not.
#include "read.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

#include "scenario/library.hpp"

#include <fstream>

#include <unistd.h>

using namespace test;

namespace {

struct Folders {
  TemporaryFolder folder;
  fs::path list = folder.path() / "list", site = folder.path() / "site";
  Library library{{list, site}, vocabulary()};

  Folders() {
    fs::create_directory(list);
    fs::create_directory(site);
  }
};

void write(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }

}  // namespace

TEST_CASE("the first folder that has the file wins") {
  const Folders at;
  write(at.site / "send.own", "true() smtp -> do_it\n");
  CHECK(at.library.load("send", "own")->rules[0].action.name == "do_it");
  write(at.list / "send.own", "true() smtp -> reject\n");
  const auto scenario = at.library.load("send", "own");
  REQUIRE(scenario);
  CHECK(scenario->name == "send.own");
  CHECK(scenario->file == (at.list / "send.own").string());
  CHECK(scenario->rules[0].action.name == "reject");
}

TEST_CASE("a scenario that is not there is not found, and the folders are named") {
  const Folders at;
  const auto scenario = at.library.load("send", "own");
  REQUIRE_FALSE(scenario);
  CHECK(scenario.error().code == Code::not_found);
  CHECK_THAT(scenario.error().what,
             Contains(at.list.string()) && Contains(at.site.string()) && Contains("send.own"));
}

TEST_CASE("a wrong file of the list is not passed over for the site's good one") {
  const Folders at;
  write(at.list / "send.own", "true() smtp -> do_it\ntrue() smtq -> do_it\nnonsense\n");
  write(at.site / "send.own", "true() smtp -> do_it\n");
  const auto scenario = at.library.load("send", "own");
  REQUIRE_FALSE(scenario);
  CHECK(scenario.error().code == Code::misconfigured);
  CHECK_THAT(scenario.error().what,
             Contains("list/send.own:2:8: smtq") && Contains("list/send.own:3:1: nonsense"));
}

TEST_CASE("what cannot be read is not passed over either") {
  const Folders at;
  write(at.site / "send.own", "true() smtp -> do_it\n");
  fs::create_directory(at.list / "send.own");
  CHECK(at.library.load("send", "own").error().code == Code::misconfigured);
  write(at.list / "send.big", std::string(2'000'000, '#'));
  CHECK(at.library.load("send", "big").error().code == Code::misconfigured);
  fs::create_symlink(at.list / "nowhere", at.list / "send.dangling");
  CHECK_FALSE(at.library.load("send", "dangling"));
}

TEST_CASE("a name cannot lead out of the folder") {
  const Folders at;
  fs::create_directory(at.site / "send.d");
  write(at.folder.path() / "send.out", "true() smtp -> do_it\n");
  for (const std::string name : {"d/../../send.out", "../send.out", "", "a b", "x\n", "\xC3\xA9"}) {
    INFO(name);
    const auto scenario = at.library.load(name.empty() ? "" : "send", name);
    REQUIRE_FALSE(scenario);
    CHECK(
        (scenario.error().code == Code::misconfigured || scenario.error().code == Code::not_found));
  }
  CHECK_FALSE(at.library.load("send", std::string(5000, 'a')));
}
