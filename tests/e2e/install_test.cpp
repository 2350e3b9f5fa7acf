// The installed tree: it may lie anywhere, and it loads nothing that others could have put there.
#include "site.hpp"

#include <algorithm>

using namespace e2e;

namespace {

// An installed Chancery in a folder to which it was moved, and a site.
class Installed {
 public:
  Installed() {
    const auto ran = run({"cmake", "--install", test::build_folder(), "--prefix", prefix("first")});
    INFO(ran.out << ran.err);
    REQUIRE(ran.exit == 0);
    fs::rename(prefix("first"), prefix("moved"));
    REQUIRE((*this)({"init", "--domain", "lists.example.org", "--ca-file", pki("ca.pem")}).exit ==
            0);
    REQUIRE((*this)({"list", "create", "notes@lists.example.org"}).exit == 0);
    REQUIRE((*this)({"member", "add", "notes", "alice@example.org"}).exit == 0);
  }

  Ran operator()(const Words& arguments, std::string_view input = {}) const {
    Words words = {prefix("moved") / "bin/chancery", "--root", folder_.path() / "site"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return run(words, input);
  }

  fs::path plugin(const std::string& name) const {
    return prefix("moved") / "lib/chancery/plugins" / name;
  }
  fs::path root() const { return folder_.path() / "site"; }

 private:
  fs::path prefix(const std::string& name) const { return folder_.path() / name; }
  test::TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("an installed tree works wherever it is moved") {
  const Installed chancery;
  const auto ran = chancery({"deliver", "notes"}, sign("alice"));
  INFO(ran.err);
  CHECK(ran.exit == 0);
  CHECK(tree(chancery.root() / "out/alice@example.org/new").size() == 1);
  CHECK(chancery({"check"}).exit == 0);
  CHECK(chancery({"verify", "--ca-file", pki("ca.pem")}, sign("alice")).exit == 0);
}

TEST_CASE("a plugin that others may write is refused and the rest load") {
  const Installed chancery;
  fs::permissions(chancery.plugin("transport_smtp.so"), fs::perms::others_write,
                  fs::perm_options::add);
  const auto listed = chancery({"plugin", "ls"});
  CHECK(listed.exit == 0);
  CHECK_THAT(listed.out, Contains("auth_smime"));
  const auto ran = chancery({"check"});
  CHECK(ran.exit == 78);
  CHECK_THAT(ran.out + ran.err, Contains("transport_smtp") && Contains("chmod"));
  CHECK(chancery({"deliver", "notes"}, sign("alice")).exit == 0);
}

TEST_CASE("a file that is no ELF object is refused and the rest load") {
  const Installed chancery;
  for (const std::string content : {"", "#!/bin/sh\n",
                                    "\x7f"
                                    "ELF",
                                    "\x7f"
                                    "ELF\2\1\1 and no more"}) {
    write(chancery.plugin("transport_smtp.so"), content);
    const auto ran = chancery({"check"});
    CHECK(ran.exit == 78);
    CHECK_THAT(ran.out + ran.err, Contains("transport_smtp.so"));
    CHECK(chancery({"deliver", "notes"}, sign("alice")).exit == 0);
    CHECK(chancery({"plugin", "info", chancery.plugin("transport_smtp.so")}).exit == 65);
  }
}

TEST_CASE("a plugin cut short or scribbled over never runs and never crashes") {
  const Installed chancery;
  const auto file = chancery.plugin("transport_smtp.so");
  const auto whole = read(file);
  for (std::size_t size = 0; size < whole.size(); size += whole.size() / 12 + 1) {
    write(file, whole.substr(0, size));
    const auto ran = chancery({"plugin", "info", file});
    INFO(size << ": " << ran.err);
    CHECK((ran.exit == 65 || ran.exit == 0));
  }
  for (std::size_t at = 0; at < 64; ++at) {
    auto scribbled = whole;
    scribbled[at] = static_cast<char>(scribbled[at] ^ 0x55);
    write(file, scribbled);
    CHECK(chancery({"plugin", "info", file}).exit < 128);
  }
}

TEST_CASE("without what decides, nothing is decided") {
  const Installed chancery;
  for (const auto& name :
       {"crypto_openssl.so", "auth_smime.so", "predicate_members.so", "transport_maildir.so"}) {
    const auto content = read(chancery.plugin(name));
    fs::remove(chancery.plugin(name));
    const auto ran = chancery({"deliver", "notes"}, sign("alice"));
    INFO(name << ": " << ran.err);
    CHECK((ran.exit == 75 || ran.exit == 78));
    CHECK_THAT(ran.err, Contains(std::string(name).substr(0, std::string(name).find('.'))));
    write(chancery.plugin(name), content);
  }
  CHECK_FALSE(fs::exists(chancery.root() / "out"));
}

TEST_CASE("plugin ls and info tell what the shipped plugins are") {
  const Site site;
  const auto listed = Json::parse(site.quietly({"--json", "plugin", "ls"}).out);
  Words ids;
  for (const auto& plugin : listed) ids.push_back(plugin["id"]);
  for (const auto& id : {"crypto_openssl", "auth_smime", "auth_smtp", "predicate_members",
                         "decorator_footer", "transport_maildir", "transport_smtp"})
    CHECK(std::find(ids.begin(), ids.end(), id) != ids.end());
  const auto ran = chancery({"--json", "plugin", "info", test::plugin_folder() / "auth_smime.so"});
  CHECK(ran.exit == 0);
  CHECK(Json::parse(ran.out)["roles"] == Json{"chancery.auth/1"});
}
