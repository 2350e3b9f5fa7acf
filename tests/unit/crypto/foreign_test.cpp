// What we seal, others open: the openssl command line and gpgsm, each with the member's own key.
#include "backend.hpp"

#include "support/catch.hpp"

#include <cstdlib>

using namespace test;

namespace {

// Runs a shell command in a folder; what it says is in "log" there. True: it succeeded.
bool runs(const fs::path& folder, const std::string& command) {
  const auto whole = "cd '" + folder.string() + "' && { " + command + "; } >log 2>&1 </dev/null";
  return std::system(whole.c_str()) == 0;
}

std::string quoted(const fs::path& path) { return "'" + path.string() + "'"; }
std::string made(const std::string& name) { return quoted(vectors() / name); }

std::string envelope(const Backend& backend, const std::string& content, const std::string& cipher,
                     const std::vector<std::string>& members) {
  const auto session = backend.seal(content, cipher);
  std::vector<std::string> prepared;
  for (const auto& member : members)
    prepared.push_back(backend.prepare(vector(member + ".pem")).bytes);
  const auto head = backend.head(session, prepared);
  REQUIRE(head.ok());
  return head.bytes + std::string(session.tail);
}

// A GnuPG home of its own that trusts our authority; its agent goes with it.
class Gpgsm {
 public:
  explicit Gpgsm(const fs::path& home) : home_(home) {
    fs::permissions(home, fs::perms::owner_all);
    write(home / "gpgsm.conf", "disable-crl-checks\nbatch\npinentry-mode loopback\n");
    write(home / "gpg-agent.conf", "allow-loopback-pinentry\n");
    write(home / "passphrase", "gpgsm-only\n");
  }
  Gpgsm(const Gpgsm&) = delete;
  Gpgsm& operator=(const Gpgsm&) = delete;
  ~Gpgsm() { runs(home_, "GNUPGHOME=\"$PWD\" gpgconf --kill all"); }

  bool trust(const std::string& authority) {
    return runs(home_, "openssl x509 -noout -fingerprint -sha1 -in " + made(authority) +
                           " | sed 's/.*=//; s/$/ S relax/' >trustlist.txt && " +
                           gpgsm("--import " + made(authority)));
  }
  // gpgsm 2.2 reads only the old encryption of PKCS#12, and not under every salt: about one file in
  // a hundred it calls damaged. Another salt then.
  bool add_key(const std::string& name) {
    const auto add = "openssl pkcs12 -export -inkey " + made(name + ".key") + " -in " +
                     made(name + ".pem") +
                     " -keypbe PBE-SHA1-3DES -certpbe NONE -macalg sha1 -passout "
                     "file:passphrase -out key.p12 && " +
                     gpgsm("--import key.p12");
    for (int salt = 0; salt < 5; ++salt)
      if (runs(home_, add)) return true;
    return false;
  }
  bool decrypt(const fs::path& from, const fs::path& to) {
    return runs(home_, gpgsm("-o " + quoted(to) + " --decrypt " + quoted(from)));
  }

 private:
  static std::string gpgsm(const std::string& arguments) {
    return "GNUPGHOME=\"$PWD\" gpgsm --yes --passphrase-fd 3 " + arguments + " 3<passphrase";
  }
  fs::path home_;
};

}  // namespace

TEST_CASE("the openssl command line opens every copy with its member's key, and no other") {
  const Backend backend;
  const TemporaryFolder folder;
  const auto post = vector("post.crlf");
  const std::vector<std::string> members = {"alice", "carol", "dan", "erin"};
  for (const auto* cipher : {"AES-256-CBC", "AES-256-GCM"})
    for (const auto& member : members) {
      write(folder.path() / "in", envelope(backend, post, cipher, {member}));
      for (const auto& reader : members) {
        INFO(cipher << " for " << member << " read by " << reader);
        const bool opened =
            runs(folder.path(), "openssl cms -decrypt -binary -inform DER -in in -out out -inkey " +
                                    made(reader + ".key") + " -recip " + made(reader + ".pem"));
        CHECK(opened == (reader == member));
        if (opened) CHECK(read(folder.path() / "out") == post);
      }
    }
}

TEST_CASE("the openssl command line opens a copy of several members with each key") {
  const Backend backend;
  const TemporaryFolder folder;
  const auto post = vector("post-50k.crlf");
  write(folder.path() / "in", envelope(backend, post, "AES-256-CBC", {"alice", "carol", "bob"}));
  for (const std::string reader : {"alice", "carol", "bob"}) {
    CHECK(runs(folder.path(), "openssl cms -decrypt -binary -inform DER -in in -out out -inkey " +
                                  made(reader + ".key") + " -recip " + made(reader + ".pem")));
    CHECK(read(folder.path() / "out") == post);
  }
}

TEST_CASE("gpgsm opens what is sealed for an RSA member") {
  const Backend backend;
  const TemporaryFolder folder, messages;
  Gpgsm gpgsm(folder.path());
  const auto log = [&] { return read(folder.path() / "log"); };
  INFO("gpgsm is needed: `./dev deps` installs it");
  REQUIRE(runs(folder.path(), "command -v gpgsm && command -v gpg-agent"));
  const bool trusted = gpgsm.trust("ca.pem");
  INFO(log());
  REQUIRE(trusted);
  const bool added = gpgsm.add_key("alice");
  INFO(log());
  REQUIRE(added);
  for (const auto* content : {"post.crlf", "post-50k.crlf"}) {
    const auto post = vector(content);
    write(messages.path() / "in", envelope(backend, post, "AES-256-CBC", {"alice"}));
    const bool opened = gpgsm.decrypt(messages.path() / "in", messages.path() / "out");
    INFO(log());
    REQUIRE(opened);
    CHECK(read(messages.path() / "out") == post);
  }
  write(messages.path() / "in", envelope(backend, "for bob", "AES-256-CBC", {"bob"}));
  CHECK_FALSE(gpgsm.decrypt(messages.path() / "in", messages.path() / "out2"));
}
