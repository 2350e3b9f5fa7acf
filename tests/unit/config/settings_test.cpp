// What chancery.toml may say, and what is said about everything else.
#include "config/settings.hpp"

#include "site.hpp"
#include "support/catch.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace chancery;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using test::Site;

TEST_CASE("a domain is enough, and the rest has defaults") {
  const Site site;
  const auto settings = site.load("domain = \"lists.example.org\"\n");
  REQUIRE(settings);
  CHECK(settings->domain == "lists.example.org");
  CHECK(settings->plugins == std::vector<std::string>{"crypto_openssl", "auth_smime", "auth_smtp",
                                                      "predicate_members", "decorator_footer",
                                                      "transport_maildir", "transport_smtp"});
  CHECK(settings->plugin_folders == std::vector<fs::path>{"/opt/chancery-1/lib/chancery/plugins"});
  CHECK(settings->transport == "transport_maildir");
  CHECK(settings->cipher == "AES-256-CBC");
  CHECK(settings->listmasters.empty());
  CHECK_FALSE(settings->ca_file);
  CHECK_FALSE(settings->ca_path);
  CHECK_FALSE(settings->key_password_file);
  CHECK(settings->plugin_settings.empty());
  CHECK(settings->plugin_sections.empty());
}

TEST_CASE("the defaults of the limits are those of the parser") {
  const Site site;
  const auto settings = site.load("domain = \"example.org\"\n");
  REQUIRE(settings);
  const Limits limits;
  CHECK(settings->limits.message_bytes == limits.message_bytes);
  CHECK(settings->limits.header_bytes == limits.header_bytes);
  CHECK(settings->limits.depth == limits.depth);
  CHECK(settings->limits.parts == limits.parts);
}

TEST_CASE("every key of the site is read") {
  const Site site;
  site.write("secret/password", "p\n");
  site.write("ca.pem", "");
  fs::create_directory(site.folder.path() / "ca");
  const auto settings = site.load(R"toml(
domain = "Example.ORG"
listmasters = ["Root@Example.org", "b@example.org"]
key_password_file = "secret/password"
store = "postgresql://chancery@db/lists"
[trust]
ca_file = "secret/../ca.pem"
ca_path = "./ca"
[plugins]
enable = ["auth_smtp", "transport_x"]
folders = ["plugins", "/srv/plugins"]
[delivery]
transport = "transport_x"
[encryption]
cipher = "AES-256-GCM"
[limits]
message_bytes = 100_000
header_bytes = 2000
depth = 5
parts = 7
[plugin.transport_x]
host = "mail.example"
port = 0x19
tls = true
)toml");
  REQUIRE(settings);
  const fs::path root = site.folder.path();
  CHECK(settings->domain == "example.org");
  REQUIRE(settings->listmasters.size() == 2);
  CHECK(settings->listmasters[0].text() == "root@example.org");
  CHECK(settings->key_password_file == root / "secret/password");
  CHECK(settings->store == "postgresql://chancery@db/lists");
  CHECK(settings->ca_file == root / "ca.pem");
  CHECK(settings->ca_path == root / "ca");
  CHECK(settings->plugins == std::vector<std::string>{"auth_smtp", "transport_x"});
  CHECK(settings->plugin_folders ==
        std::vector<fs::path>{root / "plugins", "/srv/plugins", settings->places.shipped_plugins});
  CHECK(settings->transport == "transport_x");
  CHECK(settings->cipher == "AES-256-GCM");
  CHECK(settings->limits.message_bytes == 100'000);
  CHECK(settings->limits.header_bytes == 2000);
  CHECK(settings->limits.depth == 5);
  CHECK(settings->limits.parts == 7);
}

TEST_CASE("a plugin's keys are kept as written, in their order, with their places") {
  const Site site;
  const auto settings = site.load(
      "domain = \"example.org\"\n"
      "[plugin.transport_smtp]\n"
      "port = 2525\n"
      "  host = \"mail\"\n"
      "tls = false\n"
      "[plugin.auth_smtp]\n");
  REQUIRE(settings);
  const std::string file = (site.folder.path() / "chancery.toml").string();
  const auto& keys = settings->plugin_settings.at("transport_smtp");
  REQUIRE(keys.size() == 3);
  CHECK(keys[0].key == "port");
  CHECK(std::get<std::int64_t>(keys[0].value) == 2525);
  CHECK(keys[0].where == file + ":3:1");
  CHECK(keys[1].key == "host");
  CHECK(std::get<std::string>(keys[1].value) == "mail");
  CHECK(keys[1].where == file + ":4:3");
  CHECK(std::get<bool>(keys[2].value) == false);
  CHECK(settings->plugin_sections.at("transport_smtp") == file + ":2:9");
  CHECK(settings->plugin_sections.at("auth_smtp") == file + ":6:9");
}

TEST_CASE("the domain becomes a lower-case A-label") {
  const Site site;
  const auto settings = site.load(
      "domain = \"B\xc3\xbc"
      "cher.Example\"\n");
  REQUIRE(settings);
  CHECK(settings->domain == "xn--bcher-kva.example");
}

struct Wrong {
  const char* text;  // after a first line with the domain
  const char* problem;
};

TEST_CASE("each wrong value is named with its place and what would be right") {
  const Site site;
  const auto wrong = GENERATE(
      Wrong{"[limits]\nmesage_bytes = 1",
            "3:1: unknown key limits.mesage_bytes; did you mean "
            "limits.message_bytes?"},
      Wrong{"ca_file = \"x\"", "2:1: unknown key ca_file; did you mean trust.ca_file?"},
      Wrong{"zebra = 1", "2:1: unknown key zebra"},
      Wrong{"\"trust.ca_file\" = \"x\"",
            "2:1: unknown key \"trust.ca_file\"; did you mean trust.ca_file?"},
      Wrong{"\"a\\nb\" = 1", "2:1: unknown key \"a\\u000Ab\""},
      Wrong{"[trst]\nca_file = \"x\"\nb.c = 3", "2:2: unknown table trst; did you mean trust?"},
      Wrong{"[trust.ca_fiel]\nx = 1",
            "2:8: unknown table trust.ca_fiel; did you mean trust.ca_file?"},
      Wrong{"[trust.ca_file]\nx = 1", "2:8: trust.ca_file must be a path, not a table"},
      Wrong{"trust = 3",
            "2:9: trust is a table: write [trust] on a line of its own and its keys "
            "below"},
      Wrong{"[[trust]]\nca_file = \"x\"",
            "2:1: trust is a table: write [trust] on a line of its own and its keys below"},
      Wrong{"plugin.auth_smtp = 3",
            "2:20: plugin.auth_smtp is a table: write [plugin.auth_smtp] "
            "on a line of its own and its keys below"},
      Wrong{"[limits]\ndepth = \"5\"",
            "3:9: limits.depth must be a number from 1 to 1000, not a text"},
      Wrong{"[limits]\ndepth = 5.0",
            "3:9: limits.depth must be a number from 1 to 1000, not a number with a fraction"},
      Wrong{"[limits]\ndepth = 2026-01-01",
            "3:9: limits.depth must be a number from 1 to 1000, not a date"},
      Wrong{"[limits]\ndepth = 0", "3:9: limits.depth must be a number from 1 to 1000, and is 0"},
      Wrong{"[limits]\nparts = -9223372036854775808",
            "3:9: limits.parts must be a number from 1 to 1000000, and is -9223372036854775808"},
      Wrong{"listmasters = \"a@b.example\"",
            "2:15: listmasters must be a list of addresses, not a text"},
      Wrong{"listmasters = [\n  \"a@b.example\",\n  3,\n]",
            "4:3: listmasters must be a list of addresses; this one is a number"},
      Wrong{"key_password_file = \"\"", "2:21: key_password_file: is empty"},
      Wrong{"key_password_file = \"a\\u0000b\"", "2:21: key_password_file: has a zero byte"},
      Wrong{"store = \"mysql://joe:sesame@db/lists\"",
            "2:9: store: is no address like postgresql://USER@HOST/DATABASE"},
      Wrong{"store = \"postgresql://db/\\u0000\"",
            "2:9: store: is no address like postgresql://USER@HOST/DATABASE"},
      Wrong{"key_password_file = true",
            "2:21: key_password_file must be a path, not true or false"},
      Wrong{"encryption.cipher = \"AES-256-GCN\"",
            "2:21: encryption.cipher: must be \"AES-256-CBC\" or \"AES-256-GCM\", not "
            "\"AES-256-GCN\"; did you mean AES-256-GCM?"},
      Wrong{"delivery.transport = \"smtp\"",
            "2:22: delivery.transport: plugin \"smtp\" is not in plugins.enable"},
      Wrong{"delivery.transport = \"transport_smpt\"",
            "2:22: delivery.transport: plugin \"transport_smpt\" is not in plugins.enable; did you "
            "mean transport_smtp?"},
      Wrong{"[plugin.transport_smpt]\nport = 1",
            "2:9: plugin.transport_smpt: plugin \"transport_smpt\" is not in plugins.enable; did "
            "you mean transport_smtp?"},
      Wrong{"[plugin.auth_smtp]\nx = [1]",
            "3:5: plugin.auth_smtp.x must be a text, a number, true or false, not a list"},
      Wrong{"[plugin.auth_smtp]\nx = {y = 1}",
            "3:1: plugin.auth_smtp.x must be a text, a number, "
            "true or false, not a table"},
      Wrong{
          "plugins.enable = [\"../evil\", \"transport_maildir\"]",
          "2:18: plugins.enable: \"../evil\" is no plugin's id: lower-case letters, digits and _"},
      Wrong{"plugins.enable = [\"transport_maildir\", \"transport_maildir\"]",
            "2:18: plugins.enable: transport_maildir stands there twice"},
      Wrong{"plugins.enable = \"all\"",
            "2:18: plugins.enable must be a list of texts, not a text"});
  CHECK(site.problems(std::string("domain = \"example.org\"\n") + wrong.text + "\n") ==
        wrong.problem);
}

TEST_CASE("an address or domain that is none is refused where it stands") {
  const Site site;
  const std::string bad = GENERATE("exa mple.org", "", "a@b.example", "-", "a..b", "[192.0.2.1]",
                                   "example.org\\nx", "\\u0000");
  CAPTURE(bad);
  CHECK_THAT(site.problems("domain = \"" + bad + "\"\n"),
             Contains("1:10: domain: \"") && Contains("is no domain that mail can be sent to"));
  CHECK_THAT(site.problems("domain = \"example.org\"\nlistmasters = [\"a@b.example\", \"a@" + bad +
                           "@\"]\n"),
             Contains("2:31: listmasters: \"a@") && Contains("is no address: "));
}

TEST_CASE("everything that is wrong is told at once, in the order of the file") {
  const Site site;
  CHECK(site.problems("listmasters = 1\n[limits]\nparts = 0\ndepht = 1\n[x]\n") ==
        "1:1: domain is missing. The domain that the lists' addresses are in.\n"
        "1:15: listmasters must be a list of addresses, not a number\n"
        "3:9: limits.parts must be a number from 1 to 1000000, and is 0\n"
        "4:1: unknown key limits.depht; did you mean limits.depth?\n"
        "5:2: unknown table x");
}

TEST_CASE("settings with a problem are misconfigured, whatever the problem") {
  const Site site;
  for (const char* text : {"", "domain", "domain = 3", "\xff\xfe", "a = 1\na = 2"}) {
    CAPTURE(text);
    const auto settings = site.load(text);
    REQUIRE_FALSE(settings);
    CHECK(settings.error().code == Code::misconfigured);
  }
}

TEST_CASE("a syntax error has its place") {
  const Site site;
  CHECK_THAT(site.problems("domain = \"example.org\"\n[limits\ndepth = 5\n"), StartsWith("2:8: "));
  CHECK_THAT(site.problems("domain = \"a\"\ndomain = \"b\"\n"), StartsWith("2:"));
  CHECK_THAT(site.problems("domain = \"a\xff\"\n"), StartsWith("1:"));
}

TEST_CASE("a file made to exhaust the parser is refused") {
  const Site site;
  const auto repeated = [](const char* text, int times) {
    std::string all;
    while (times-- > 0) all += text;
    return all;
  };
  const std::string first = "domain = \"example.org\"\n";
  CHECK(site.problems(first + repeated("a.", 400'000) + "a = 1\n") ==
        "2:1: the line is longer than 4000 bytes");
  CHECK(site.problems(first + repeated("a.", 1'900) + "a = 1\n") == "2:1: unknown table a");
  CHECK_THAT(site.problems(first + "x = " + repeated("[", 3'000) + "\n"), StartsWith("2:"));
  CHECK_THAT(site.problems(first + "x = [\n" + repeated("[\n", 100'000)), StartsWith("2"));
}

TEST_CASE("a file or folder that is named must be there, and be what it should") {
  const Site site;
  fs::create_directory(site.folder.path() / "folder");
  const auto [text, problem] = GENERATE(table<std::string, std::string>(
      {{"key_password_file = \"nope\"", "2:21: key_password_file: PLACE/nope is not there"},
       {"trust.ca_file = \"nope.pem\"", "2:17: trust.ca_file: PLACE/nope.pem is not there"},
       {"trust.ocsp_path = \"nope\"", "2:19: trust.ocsp_path: PLACE/nope is not there"},
       {"trust.ca_path = \"nope\"", "2:17: trust.ca_path: PLACE/nope is not there"},
       {"trust.ca_file = \"folder\"", "2:17: trust.ca_file: PLACE/folder is a folder"},
       {"trust.ca_path = \"chancery.toml\"",
        "2:17: trust.ca_path: PLACE/chancery.toml is no folder"}}));
  auto found = site.problems("domain = \"example.org\"\n" + text + "\n");
  const auto place = site.folder.path().string();
  if (const auto at = found.find(place); at != std::string::npos)
    found.replace(at, place.size(), "PLACE");
  CHECK(found == problem);
}

TEST_CASE("CRLF and a byte order mark are no problem") {
  const Site site;
  CHECK(site.problems("\xef\xbb\xbf"
                      "domain = \"example.org\"\r\n[limits]\r\nparts = 3\r\n") == "none");
}

TEST_CASE("a table may be cut into pieces in any order") {
  const Site site;
  CHECK(site.problems(
            "[plugin.auth_smtp]\nx = 1\n[plugin]\n[trust]\nca_file = \"chancery.toml\"\n") ==
        "1:1: domain is missing. The domain that the lists' addresses are in.");
}

TEST_CASE("a missing file says what makes one") {
  const Site site;
  const auto settings = load_settings(site.places);
  REQUIRE_FALSE(settings);
  CHECK(settings.error().code == Code::misconfigured);
  CHECK(settings.error().what ==
        "reading the settings: there is no " + (site.folder.path() / "chancery.toml").string());
  CHECK(settings.error().hint == "chancery init writes it");
}

TEST_CASE("a folder or a huge file in the place of the settings is misconfigured") {
  const Site site;
  SECTION("folder") { fs::create_directory(site.places.file); }
  SECTION("huge") { site.write("chancery.toml", std::string(1'100'000, '#')); }
  const auto settings = load_settings(site.places);
  REQUIRE_FALSE(settings);
  CHECK(settings.error().code == Code::misconfigured);
  CHECK_THAT(settings.error().what, Contains("chancery.toml"));
}

TEST_CASE("settings that may not be read are misconfigured") {
  if (::geteuid() != 0) return;  // only root can become somebody else
  const Site site;
  site.write("chancery.toml", "domain = \"example.org\"\n");
  fs::permissions(site.places.file, fs::perms::owner_read);
  fs::permissions(site.folder.path(), fs::perms(0711));
  const pid_t child = ::fork();
  if (child == 0) {
    if (::setuid(65534) != 0) ::_exit(2);
    const auto settings = load_settings(site.places);
    ::_exit(!settings && settings.error().code == Code::misconfigured ? 0 : 1);
  }
  int status = -1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}

TEST_CASE("places under a root are all there, absolute") {
  const auto places = Places::under("some/./dir/", "/opt/c/bin/chancery");
  const fs::path root = fs::current_path() / "some/dir";
  CHECK(places.file == root / "chancery.toml");
  CHECK(places.etc == root);
  CHECK(places.state == root);
  CHECK(places.list("staff") == root / "lists/staff");
  CHECK(places.shipped_plugins == "/opt/c/lib/chancery/plugins");
  CHECK(places.shipped_scenarios == "/opt/c/share/chancery/scenarios");
}

TEST_CASE("places of the system are the usual ones, and shipped files beside the program") {
  const auto places = Places::of_system("/usr/bin/chancery");
  CHECK(places.file == "/etc/chancery/chancery.toml");
  CHECK(places.etc == "/etc/chancery");
  CHECK(places.state == "/var/lib/chancery");
  CHECK(places.shipped_plugins == "/usr/lib/chancery/plugins");
  CHECK(places.shipped_scenarios == "/usr/share/chancery/scenarios");
}
