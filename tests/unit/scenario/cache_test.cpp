// A scenario is read once, and again when one of its files is no longer what it was.
#include "read.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

#include "scenario/cache.hpp"

#include <fstream>

#include <ctime>

#include <fcntl.h>
#include <sys/stat.h>

using namespace test;

namespace {

struct Folders {
  TemporaryFolder folder;
  fs::path list = folder.path() / "list", site = folder.path() / "site";
  Library library{{list, site}, vocabulary(), {{"send"}, {site}}};
  Cache cache;

  Folders() {
    fs::create_directory(list);
    fs::create_directory(site);
  }
  std::shared_ptr<const Scenario> load() { return cache.load(library, "send", "own").value(); }
};

// As an administrator wrote it `age` seconds ago.
void write(const fs::path& file, const std::string& text, int age = 3600) {
  std::ofstream(file) << text;
  const timespec time{std::time(nullptr) - age, 0};
  const timespec times[] = {time, time};
  REQUIRE(::utimensat(AT_FDCWD, file.c_str(), times, 0) == 0);
}

const std::string accepted = "true() smtp -> do_it\n", rejected = "true() smtp -> reject\n";

std::string action(const std::shared_ptr<const Scenario>& scenario) {
  return scenario->rules.back().action.name;
}

}  // namespace

TEST_CASE("a scenario whose files are as they were is not read again") {
  Folders at;
  write(at.site / "send.own", "include x\n" + accepted);
  write(at.site / "include.x", "!true() smtp -> reject\n");
  CHECK(at.load() == at.load());
}

TEST_CASE("a scenario is read again when its file changes, or an include, or one comes before it") {
  Folders at;
  write(at.site / "send.own", "include x\n");
  write(at.site / "include.x", accepted);
  CHECK(action(at.load()) == "do_it");
  write(at.site / "include.x", rejected, 3000);
  CHECK(action(at.load()) == "reject");
  write(at.site / "send.own", "include x\n" + accepted, 3000);
  CHECK(action(at.load()) == "do_it");
  write(at.list / "include.x", "!true() smtp -> editor\n" + rejected);
  CHECK(at.load()->rules.size() == 3);
  write(at.list / "send.own", rejected);
  CHECK(at.load()->rules.size() == 1);
  fs::remove(at.list / "send.own");
  CHECK(at.load()->rules.size() == 3);
  write(at.list / "include.send.header", rejected);
  CHECK(at.load()->rules.size() == 4);
}

TEST_CASE("a change within the second that follows a reading is seen") {
  Folders at;
  write(at.site / "send.own", "!true() smtp -> reject\ntrue() smtp -> do_it \n", 0);
  CHECK(action(at.load()) == "do_it");
  write(at.site / "send.own", "!true() smtp -> do_it \ntrue() smtp -> reject\n", 0);
  CHECK(action(at.load()) == "reject");  // the same size, and perhaps the same time
}

TEST_CASE("what is wrong is not kept, and neither is what was right before") {
  Folders at;
  write(at.site / "send.own", accepted);
  CHECK(action(at.load()) == "do_it");
  write(at.site / "send.own", "nonsense\n", 3000);
  CHECK_FALSE(at.cache.load(at.library, "send", "own"));
  write(at.site / "send.own", rejected, 2000);
  CHECK(action(at.load()) == "reject");
}

TEST_CASE("the blocklist is asked where the site has one for this function") {
  Folders at;
  write(at.site / "send.own", accepted);
  write(at.site / "subscribe.own", accepted);
  CHECK(at.load()->rules.size() == 1);
  write(at.site / "blocklist.txt", "");
  CHECK(at.load()->rules.size() == 2);
  CHECK(at.load()->rules[0].file == "blocklist");
  CHECK(at.cache.load(at.library, "subscribe", "own").value()->rules.size() == 1);
}
