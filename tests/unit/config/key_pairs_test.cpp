// The files of a list's keys: which are found, and that no crash leaves a pair that does not fit.
// Here a key fits a certificate when both have the same text.
#include "config/key_pairs.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"

#include <fstream>

#include <sys/stat.h>

using namespace chancery;
using Lines = std::vector<std::string>;

namespace {

struct Folder {
  test::TemporaryFolder folder;
  fs::path path = folder.path();

  void put(const std::string& name, const std::string& text) const {
    std::ofstream(path / name) << text;
  }
  void put_pair(const std::string& ending, const std::string& text) const {
    put("private_key" + ending, text);
    put("cert.pem" + ending, text);
  }
  std::string text(const fs::path& file) const { return read_file(file).value(); }
  // What is found, as KEY/CERTIFICATE.
  Lines pairs() const {
    Lines lines;
    const auto found = find_key_pairs(path).value();
    for (const auto& pair : found.pairs)
      lines.push_back(text(pair.key) + "/" + text(pair.certificate));
    return lines;
  }
};

}  // namespace

TEST_CASE("the names of a Sympa site are known, current keys before former ones") {
  const Folder folder;
  for (const auto* ending : {"", ".enc", ".sign", ".1", ".2", ".10", ".enc.1"})
    folder.put_pair(ending, ending);
  CHECK(folder.pairs() ==
        Lines{".enc/.enc", "/", ".sign/.sign", ".10/.10", ".2/.2", ".enc.1/.enc.1", ".1/.1"});
}

TEST_CASE("an administrator's copies are no keys of the list") {
  const Folder folder;
  folder.put_pair("", "a");
  for (const auto* ending : {".bak", ".orig", "~", ".0", ".01", ".enc.x", ".1.2", ".new", ".next",
                             ".-1", ".99999999999999999999", "2", ".aside.1"})
    folder.put_pair(ending, "b");
  // What is about to take its place has both halves still waiting, so it is not in place.
  CHECK(folder.pairs() == Lines{"a/a"});
}

TEST_CASE("a half of a pair is told, not used") {
  const Folder folder;
  folder.put("private_key.enc", "a");
  folder.put("cert.pem.sign", "b");
  const auto found = find_key_pairs(folder.path).value();
  CHECK(found.pairs.empty());
  REQUIRE(found.lone_keys.size() == 1);
  CHECK(found.lone_keys[0].filename() == "private_key.enc");
  REQUIRE(found.lone_certificates.size() == 1);
  CHECK(found.lone_certificates[0].filename() == "cert.pem.sign");
}

TEST_CASE("no folder has no keys, and one that cannot be looked into is an error") {
  const Folder folder;
  CHECK(find_key_pairs(folder.path / "nothere").value().pairs.empty());
  folder.put("file", "");
  const auto found = find_key_pairs(folder.path / "file");
  REQUIRE_FALSE(found);
  CHECK(found.error().code == Code::misconfigured);
}

TEST_CASE("a pair that is stored is the current one, and its key is nobody else's to read") {
  const Folder folder;
  REQUIRE(store_pair(folder.path, KeyUse::encryption, "a", "a", Former::to_read));
  CHECK(folder.pairs() == Lines{"a/a"});
  struct stat status {};
  REQUIRE(::stat((folder.path / "private_key.enc").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(std::distance(fs::directory_iterator(folder.path), fs::directory_iterator()) == 2);
}

TEST_CASE("each former pair stays under the next number, for its own use") {
  const Folder folder;
  for (const auto* text : {"a", "b", "c"})
    REQUIRE(store_pair(folder.path, KeyUse::both, text, text, Former::to_read));
  for (const auto* text : {"x", "y"})
    REQUIRE(store_pair(folder.path, KeyUse::signing, text, text, Former::to_read));
  CHECK(folder.pairs() == Lines{"c/c", "y/y", "b/b", "a/a", "x/x"});
}

TEST_CASE("storing the same certificate again keeps nothing former") {
  const Folder folder;
  REQUIRE(store_pair(folder.path, KeyUse::both, "key under one password", "a", Former::to_read));
  REQUIRE(store_pair(folder.path, KeyUse::both, "key under another", "a", Former::to_read));
  CHECK(folder.pairs() == Lines{"key under another/a"});
}

TEST_CASE("a former pair that does not open is put aside, and is lost neither time") {
  const Folder folder;
  for (const auto* text : {"a", "b", "c"})
    REQUIRE(store_pair(folder.path, KeyUse::both, text, text, Former::aside));
  CHECK(folder.pairs() == Lines{"c/c"});
  CHECK(folder.text(folder.path / "private_key.aside.1") == "a");
  CHECK(folder.text(folder.path / "cert.pem.aside.2") == "b");
}

TEST_CASE(
    "after every step of storing a pair there is one that fits, and storing again ends well") {
  const Folder folder;
  const bool had_one = GENERATE(false, true);
  if (had_one) folder.put_pair("", "old");
  const int steps = GENERATE(0, 1, 2, 3, 4);
  if (steps > 0) folder.put("private_key.next", "new");
  if (steps > 1) folder.put("cert.pem.next", "new");
  if (steps > 2) fs::rename(folder.path / "private_key.next", folder.path / "private_key");
  if (steps > 3) fs::rename(folder.path / "cert.pem.next", folder.path / "cert.pem");
  const Lines before = had_one ? Lines{"old/old"} : Lines{};
  INFO(steps);
  CHECK(folder.pairs() == (steps > 2 ? Lines{"new/new"} : before));

  REQUIRE(store_pair(folder.path, KeyUse::both, "third", "third", Former::to_read));
  const auto after = folder.pairs();
  REQUIRE(!after.empty());
  CHECK(after[0] == "third/third");
  for (const auto& pair : after)
    CHECK(pair.substr(0, pair.find('/')) == pair.substr(pair.find('/') + 1));
  CHECK_FALSE(fs::exists(folder.path / "cert.pem.next"));
  CHECK_FALSE(fs::exists(folder.path / "private_key.next"));
}

TEST_CASE("a key that waits for its certificate is in nobody's use") {
  const Folder folder;
  REQUIRE(store_waiting_pair(folder.path, "a", "a"));
  CHECK(folder.pairs().empty());
  CHECK(folder.text(waiting_pair(folder.path).key) == "a");
  REQUIRE(remove_waiting_pair(folder.path));
  REQUIRE(remove_waiting_pair(folder.path));
  CHECK(fs::is_empty(folder.path));
}
