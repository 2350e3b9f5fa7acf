// search('NAME.ldap') against OpenLDAP's own server, which runs in a folder of the test and answers
// on this machine only.
#include "daemon.hpp"
#include "site.hpp"

#include <chrono>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace e2e;

namespace {

const std::string entries =
    "dn: dc=example,dc=org\nobjectClass: dcObject\nobjectClass: organization\ndc: example\n"
    "o: Example\n\n"
    "dn: cn=alice,dc=example,dc=org\nobjectClass: inetOrgPerson\ncn: alice\nsn: A\n"
    "mail: alice@example.org\n\n"
    "dn: cn=bob,dc=example,dc=org\nobjectClass: inetOrgPerson\ncn: bob\nsn: B\n"
    "mail: bob@example.org\nmail: robert@example.org\n\n"
    "dn: cn=twin,dc=example,dc=org\nobjectClass: inetOrgPerson\ncn: twin\nsn: B\n"
    "mail: bob@example.org\n";

class Slapd {
 public:
  // `access`: who may read, as slapd.conf has it.
  explicit Slapd(const std::string& access = "access to * by * read")
      : program_(unpacked_program("slapd")),
        configured_(configure(access)),
        daemon_({program_, "-f", configuration(), "-h", url() + "/", "-d", "0"}, port_, true) {}

  std::string url() const { return "ldap://127.0.0.1:" + std::to_string(port_); }
  std::string certificate() const { return folder_.path() / "server.pem"; }

 private:
  std::string configuration() const { return folder_.path() / "slapd.conf"; }

  bool configure(const std::string& access) const {
    const auto here = folder_.path().string();
    const auto schemas = (test::source_folder() / "build/tools/slapd/etc/ldap/schema/").string();
    const auto made = bash(
        "cd \"$1\" && openssl req -x509 -newkey rsa:2048 -nodes -keyout server.key -out "
        "server.pem -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1",
        {here});
    INFO(made.err);
    REQUIRE(made.exit == 0);
    fs::create_directory(folder_.path() / "data");
    std::string text;
    for (const std::string schema : {"core", "cosine", "inetorgperson"})
      text += "include " + schemas + schema + ".schema\n";
    text += "TLSCertificateFile " + here + "/server.pem\nTLSCertificateKeyFile " + here +
            "/server.key\npidfile " + here + "/pid\ndatabase ldif\nsuffix dc=example,dc=org\n" +
            "directory " + here +
            "/data\nrootdn cn=root,dc=example,dc=org\nrootpw secret-of-root\n" + access + "\n";
    write(configuration(), text);
    write(folder_.path() / "entries", entries);
    const auto added = run({program_, "-T", "add", "-f", configuration(), "-l", here + "/entries"});
    INFO(added.err);
    REQUIRE(added.exit == 0);
    return true;
  }

  test::TemporaryFolder folder_;
  std::uint16_t port_ = free_port();
  std::string program_;
  bool configured_;
  Daemon daemon_;
};

// A site whose list asks this filter, with the plugin enabled.
class Asking {
 public:
  explicit Asking(const std::string& scenario) {
    fs::create_directories(site.root() / "scenari");
    fs::create_directories(site.root() / "search_filters");
    write(site.root() / "scenari/send.own", scenario);
    const auto settings = site.root() / "chancery.toml";
    write(settings, replaced(read(settings), "# enable = [", "enable = [\"predicate_search\", "));
    site.make_list({"--scenario", "send=own"});
  }
  void filter(const std::string& url, const std::string& more = "tls = \"no\"\n",
              const std::string& base = "dc=example,dc=org") const {
    write(site.root() / "search_filters/staff.ldap",
          "url = \"" + url + "\"\nbase = \"" + base + "\"\nfilter = \"(mail=[text])\"\n" + more);
  }
  std::string action(const std::string& from) const {
    return site.explain(plain({.from = from}))["verdict"]["action"].get<std::string>();
  }
  // What is said while the message waits.
  std::string deferred() const {
    const auto ran = site.deliver(plain());
    CHECK(ran.exit == 75);
    CHECK(site.copies() == 0);
    return ran.err;
  }

  Site site;
};

const std::string rule = "search(staff.ldap) smtp -> editorkey\ntrue() smtp -> reject\n";
const std::string negated = "!search(staff.ldap) smtp -> do_it\n";

}  // namespace

TEST_CASE("a filter of a directory finds who has an entry, once or more, and nobody else") {
  const Slapd server;
  const Asking asking(rule);
  asking.filter(server.url());
  CHECK(asking.action("alice@example.org") == "editorkey");
  CHECK(asking.action("robert@example.org") == "editorkey");
  CHECK(asking.action("bob@example.org") == "editorkey");  // two entries
  CHECK(asking.action("eve@example.org") == "reject");
  asking.filter(server.url(), "tls = \"no\"\nscope = \"base\"\n");
  CHECK(asking.action("alice@example.org") == "reject");
}

TEST_CASE("a sender cannot write a filter") {
  const Slapd server;
  const Asking asking(rule);
  asking.filter(server.url());
  for (const std::string from : {"*@example.org", "a*@example.org", "alice*@example.org"})
    CHECK(asking.action(from) == "reject");
}

TEST_CASE("a directory that is away, slow or does not know the base defers, and is never no") {
  const Asking asking(negated);
  asking.filter("ldap://127.0.0.1:" + std::to_string(free_port()));
  CHECK_THAT(asking.deferred(), Contains("staff.ldap"));
  const Slapd server;
  asking.filter(server.url(), "tls = \"no\"\n", "dc=nowhere");
  CHECK_THAT(asking.deferred(), Contains("No such object"));
  write(asking.site.root() / "search_filters/staff.ldap",
        "url = \"" + server.url() +
            "\"\ntls = \"no\"\nbase = \"dc=example,dc=org\"\nfilter = \"((\"\n");
  CHECK_THAT(asking.deferred(), Contains("filter"));
  fs::remove(asking.site.root() / "search_filters/staff.ldap");
  CHECK_THAT(asking.deferred(), Contains("is not there"));
}

TEST_CASE("a directory that takes the question and says nothing is given up in time") {
  const int listening = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  REQUIRE(bind(listening, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(listen(listening, 5) == 0);
  REQUIRE(getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  const Asking asking(negated);
  asking.filter("ldap://127.0.0.1:" + std::to_string(ntohs(address.sin_port)),
                "tls = \"no\"\ntimeout = 1\n");
  const auto begin = std::chrono::steady_clock::now();
  asking.deferred();
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(30));
  close(listening);
}

TEST_CASE("who asks by name needs the password, and it is said nowhere") {
  const Slapd server("access to * by users read by anonymous auth");
  const Asking asking(rule);
  const auto password = asking.site.root() / "ldap.password";
  write(password, "secret-of-root\n");
  fs::permissions(password, fs::perms::owner_read);
  const std::string named =
      "tls = \"no\"\nbind_dn = \"cn=root,dc=example,dc=org\"\n"
      "password_file = \"../ldap.password\"\n";
  asking.filter(server.url(), named);
  CHECK(asking.action("alice@example.org") == "editorkey");
  CHECK(asking.action("eve@example.org") == "reject");
  fs::permissions(password, fs::perms::owner_read | fs::perms::owner_write);
  write(password, "another-password\n");
  const auto said = asking.deferred();
  CHECK_THAT(said, Contains("Invalid credentials") && !Contains("another-password"));
  write(password, "");
  CHECK_THAT(asking.deferred(), !Contains("No such object"));
}

TEST_CASE("TLS is begun unless it is forbidden, and a certificate must be known") {
  const Slapd server;
  const Asking asking(rule);
  asking.filter(server.url(), "ca_file = \"" + server.certificate() + "\"\n");
  CHECK(asking.action("alice@example.org") == "editorkey");
  CHECK(asking.action("eve@example.org") == "reject");
  asking.filter(server.url(), "");
  CHECK_THAT(asking.deferred(), Contains("TLS"));
  asking.filter(server.url(), "ca_file = \"" + pki("ca.pem").string() + "\"\n");
  CHECK_THAT(asking.deferred(), Contains("TLS"));
}

TEST_CASE("without the plugin a directory cannot be asked, and nothing is decided") {
  const Site site;
  fs::create_directories(site.root() / "scenari");
  write(site.root() / "scenari/send.own", negated);
  site.make_list({"--scenario", "send=own"});
  const auto ran = site.deliver(plain());
  CHECK(ran.exit == 75);
  CHECK_THAT(ran.err, Contains("predicate_search"));
  const auto checked = site({"check"});
  CHECK(checked.exit == 78);
  CHECK_THAT(checked.out, Contains("send.own") && Contains("predicate_search"));
}
