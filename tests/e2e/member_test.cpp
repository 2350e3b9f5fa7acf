// member add, import, ls, rm: who is on a list.
#include "site.hpp"

using namespace e2e;

namespace {

Json members_of(const Site& site) {
  return Json::parse(site.quietly({"--json", "member", "ls", "notes"}).out);
}

std::vector<std::string> addresses(const Site& site) {
  std::vector<std::string> found;
  for (const auto& member : members_of(site)) found.push_back(member["address"]);
  return found;
}

// The exit code and the messages of importing this CSV into an empty list.
Ran import(const Site& site, const std::string& csv, const Words& more = {}) {
  const auto file = site.root() / "members.csv";
  write(file, csv);
  Words words = {"member", "import", "notes", file};
  words.insert(words.end(), more.begin(), more.end());
  return site(words);
}

void make_empty_list(const Site& site) {
  site.quietly({"list", "create", "notes@lists.example.org"});
}

}  // namespace

TEST_CASE("a CSV without a header line is address, name, role") {
  const Site site;
  make_empty_list(site);
  const auto ran = import(site,
                          "a@example.org\nb@example.org,\"B, the \"\"second\"\"\"\r\n"
                          "c@example.org,C,owner\n");
  INFO(ran.err);
  REQUIRE(ran.exit == 0);
  const auto found = members_of(site);
  REQUIRE(found.size() == 3);
  for (const auto& member : found) {
    if (member["address"] == "b@example.org") CHECK(member["name"] == "B, the \"second\"");
    CHECK(member["role"] == (member["address"] == "c@example.org" ? "owner" : "member"));
  }
}

TEST_CASE("a first line without @ names the columns, in any order") {
  const Site site;
  make_empty_list(site);
  const auto ran = import(site, "role,cert,address\nmember," + pki("bob.pem").string() +
                                    ",bob@example.org\n,,dave@example.org\n");
  INFO(ran.err);
  REQUIRE(ran.exit == 0);
  CHECK(addresses(site) == std::vector<std::string>{"bob@example.org", "dave@example.org"});
  CHECK_THAT(site.quietly({"cert", "show", "bob@example.org"}).out, Contains("bob"));
}

TEST_CASE("bad lines are told with their numbers and nothing is imported") {
  const Site site;
  make_empty_list(site);
  const std::string csv =
      "a@example.org\nnot an address\nb@example.org,B,emperor\nc@example.org\n\"d@example.org\n";
  const auto ran = import(site, csv);
  CHECK(ran.exit == 65);
  CHECK_THAT(ran.err, Contains("2") && Contains("3"));
  CHECK(addresses(site).empty());
}

TEST_CASE("--skip-bad imports the rest") {
  const Site site;
  make_empty_list(site);
  const auto ran = import(site,
                          "a@example.org\nnot an address\nb@example.org,B,emperor\n"
                          "\"x\ny@example.org\"\nc@example.org\n",
                          {"--skip-bad"});
  CHECK(ran.exit == 0);
  CHECK_THAT(ran.err, Contains("2") && Contains("3") && Contains("4"));
  CHECK(addresses(site) == std::vector<std::string>{"a@example.org", "c@example.org"});
}

TEST_CASE("a quoted field with a newline in it is one record, and no address") {
  const Site site;
  make_empty_list(site);
  const auto ran = import(site, "\"a@example.org\nBcc: b@example.org\"\n");
  CHECK(ran.exit == 65);
  CHECK(addresses(site).empty());
}

TEST_CASE("an unknown column, an empty file and no file are said so") {
  const Site site;
  make_empty_list(site);
  const auto column = import(site, "address,shoe size\na@example.org,44\n");
  CHECK(column.exit == 65);
  CHECK_THAT(column.err, Contains("shoe size"));
  CHECK(addresses(site).empty());
  const auto missing = site({"member", "import", "notes", site.root() / "nothere.csv"});
  CHECK(missing.exit == 65);
  CHECK_THAT(missing.err, Contains("nothere.csv"));
}

TEST_CASE("a certificate file that is bad makes its line bad") {
  const Site site;
  make_empty_list(site);
  write(site.root() / "picture.pem", "\x89PNG\r\n");
  const auto ran =
      import(site, "address,cert\na@example.org,picture.pem\nb@example.org,nothere.pem\n");
  CHECK(ran.exit == 65);
  CHECK_THAT(ran.err, Contains("2") && Contains("3"));
  CHECK(addresses(site).empty());
}

TEST_CASE("importing 10,000 members shows no progress in a pipe") {
  const Site site;
  make_empty_list(site);
  std::string csv;
  for (int i = 0; i < 10'000; ++i) csv += "member" + std::to_string(i) + "@example.org\n";
  const auto ran = import(site, csv);
  CHECK(ran.exit == 0);
  CHECK(ran.err == "");
  CHECK_THAT(ran.out, !Contains("\r"));
  CHECK(addresses(site).size() == 10'000);
}

TEST_CASE("importing 100,000 members shows progress on a terminal") {
  if (!has_terminals()) return;
  const Site site;
  make_empty_list(site);
  std::string csv;
  for (int i = 0; i < 100'000; ++i) csv += "member" + std::to_string(i) + "@example.org\n";
  write(site.root() / "members.csv", csv);
  const auto ran = run({"script", "-qec",
                        test::binary().string() + " --root " + site.root().string() +
                            " member import notes " + (site.root() / "members.csv").string(),
                        "/dev/null"});
  CHECK(ran.exit == 0);
  CHECK_THAT(replaced(ran.out, "100000", ""), Contains("\r") && Contains("000"));
}

TEST_CASE("one address in another case is the same member") {
  const Site site;
  make_empty_list(site);
  site.quietly({"member", "add", "notes", "Alice@Example.ORG"});
  site.quietly({"member", "add", "notes", "alice@example.org"});
  CHECK(members_of(site).size() == 1);
  site.quietly({"member", "rm", "notes", "ALICE@example.org"});
  CHECK(members_of(site).empty());
  CHECK(site({"member", "rm", "notes", "alice@example.org"}).exit == 65);
}

TEST_CASE("owners and editors are told apart from members and get no posts") {
  const Site site;
  site.make_list();
  site.quietly({"member", "add", "notes", "owner@example.org", "--role", "owner"});
  site.quietly({"member", "add", "notes", "editor@example.org", "--role", "editor"});
  REQUIRE(site.deliver(sign("alice")).exit == 0);
  CHECK(site.copies() == members.size());
  CHECK(site.copies_for("owner@example.org").empty());
}

TEST_CASE("a member's address cannot lead out of the folder of copies") {
  const Site site;
  make_empty_list(site);
  CHECK(site({"member", "add", "notes", "\"../../etc/x\"@example.org"}).exit == 65);
  site.quietly({"member", "add", "notes", "a/b@example.org"});
  site.quietly({"member", "add", "notes", "alice@example.org"});
  REQUIRE(site.deliver(sign("alice")).exit == 0);
  CHECK(site.copies_for("a%2Fb@example.org").size() == 1);
  CHECK(site.copies() == 2);
}

TEST_CASE("cert import takes PEM and DER, and cert show tells what is stored") {
  const Site site;
  make_empty_list(site);
  const auto der = site.root() / "carol.der";
  REQUIRE(run({"openssl", "x509", "-in", pki("carol.pem"), "-outform", "DER", "-out", der}).exit ==
          0);
  site.quietly({"cert", "import", "alice@example.org", pki("alice.pem")});
  site.quietly({"cert", "import", "carol@example.org", der});
  const auto fingerprint = [](const std::string& name) {
    const auto ran =
        bash("openssl x509 -in \"$1\" -outform DER | sha256sum | cut -d' ' -f1", {pki(name)});
    return ran.out.substr(0, 64);
  };
  for (const std::string name : {"alice", "carol"}) {
    const auto shown =
        Json::parse(site.quietly({"--json", "cert", "show", name + "@example.org"}).out);
    REQUIRE(shown.size() == 1);
    CHECK(in_lf(shown[0].dump()).find(fingerprint(name + ".pem")) != std::string::npos);
  }
}

namespace {

// The subjects of bob's certificates with what is said of each, best first.
std::vector<std::string> standings(const Site& site) {
  std::vector<std::string> lines;
  for (const auto& one :
       Json::parse(site.quietly({"--json", "cert", "show", "bob@example.org"}).out))
    lines.push_back(one["subject"].get<std::string>() + ": " + one["standing"].get<std::string>());
  return lines;
}

std::string fingerprint_of(const std::string& name) {
  return bash("openssl x509 -in \"$1\" -outform DER | sha256sum | cut -d' ' -f1", {pki(name)})
      .out.substr(0, 64);
}

}  // namespace

TEST_CASE("cert show explains the choice, and cert pin, unpin and rm change it") {
  const Site site;
  make_empty_list(site);
  for (const auto* name : {"bob.pem", "secp256k1.pem"})
    site({"cert", "import", "bob@example.org", pki(name)});
  CHECK_THAT(standings(site).at(0), Contains("CN=bob: chosen"));
  CHECK_THAT(standings(site).at(1), Contains("CN=secp256k1: not used: ") && Contains("secp256k1"));

  const auto odd = fingerprint_of("secp256k1.pem");
  site.quietly({"cert", "pin", "bob@example.org", odd.substr(0, 12)});
  CHECK_THAT(standings(site).at(0), Contains("CN=secp256k1: pinned, not used: "));
  CHECK(standings(site).at(1) == "CN=bob: not used: another is pinned");
  site.quietly({"cert", "unpin", "bob@example.org"});
  CHECK_THAT(standings(site).at(0), Contains("CN=bob: chosen"));
  site.quietly({"cert", "rm", "bob@example.org", odd});
  CHECK(standings(site) == std::vector<std::string>{"CN=bob: chosen"});
  const auto told = site.quietly({"cert", "show", "bob@example.org"}).out;
  for (const auto* event : {"added", "pinned", "unpinned", "removed"})
    CHECK_THAT(told, Contains(event));
}

TEST_CASE("a fingerprint that is too short, or nobody's, changes nothing") {
  const Site site;
  make_empty_list(site);
  site.quietly({"cert", "import", "bob@example.org", pki("bob.pem")});
  const auto mine = fingerprint_of("bob.pem");
  CHECK(site({"cert", "pin", "bob@example.org", mine.substr(0, 7)}).exit == 64);
  CHECK(site({"cert", "rm", "bob@example.org", "not-hexadecimal"}).exit == 64);
  CHECK(site({"cert", "rm", "bob@example.org", std::string(64, '0')}).exit == 65);
  CHECK(site({"cert", "pin", "alice@example.org", mine}).exit == 65);
  CHECK(site({"cert", "unpin", "bob@example.org"}).exit == 65);
  CHECK(standings(site) == std::vector<std::string>{"CN=bob: chosen"});
}

TEST_CASE("a newer certificate that cannot be sealed to does not cost a member their mail") {
  const Site site;
  site.make_list_with_key();
  const auto imported = site({"cert", "import", "bob@example.org", pki("secp256k1.pem")});
  CHECK(imported.exit == 0);
  CHECK_THAT(imported.err, Contains("nothing can be sealed"));
  REQUIRE(site.deliver(sign_and_encrypt("alice", {"notes"})).exit == 0);
  CHECK_THAT(site.copy_for("bob@example.org"), Contains("enveloped-data"));
}

TEST_CASE("member set changes the name or the role, and keeps the rest") {
  const Site site;
  make_empty_list(site);
  site.quietly({"member", "add", "notes", "alice@example.org", "--name", "Alice"});
  site.quietly({"member", "set", "notes", "alice@example.org", "--role", "owner"});
  auto found = members_of(site);
  REQUIRE(found.size() == 1);
  CHECK(found[0]["role"] == "owner");
  CHECK(found[0]["name"] == "Alice");
  site.quietly({"member", "set", "notes", "alice@example.org", "--name", "A."});
  found = members_of(site);
  REQUIRE(found.size() == 1);
  CHECK(found[0]["role"] == "owner");
  CHECK(found[0]["name"] == "A.");
  CHECK(site({"member", "set", "notes", "bob@example.org", "--name", "B"}).exit == 65);
  CHECK(site({"member", "set", "notes", "alice@example.org"}).exit == 64);
}

TEST_CASE("cert audit finds what is missing, expired, about to expire or unusable, and no more") {
  const Site site;
  site.make_list_with_key();
  const auto short_lived = site.root() / "short.pem";
  const auto made = bash(
      "openssl req -new -key \"$1\" -subj /CN=short | openssl x509 -req -CA \"$2\" -CAkey \"$3\""
      " -days 10 -out \"$4\"",
      {pki("erin.key"), pki("ca.pem"), pki("ca.key"), short_lived});
  INFO(made.err);
  REQUIRE(made.exit == 0);
  site.quietly({"member", "add", "notes", "short@example.org", "--cert", short_lived});
  site.quietly({"member", "add", "notes", "odd@example.org"});
  site({"cert", "import", "odd@example.org", pki("secp256k1.pem")});
  const auto findings = [&](const Words& more) {
    Words words = {"--json", "cert", "audit"};
    words.insert(words.end(), more.begin(), more.end());
    const auto ran = site(words);
    CHECK(ran.exit == 78);
    std::vector<std::string> lines;
    for (const auto& one : Json::parse(ran.out))
      lines.push_back(one["address"].get<std::string>() + " " + one["finding"].get<std::string>());
    return lines;
  };
  CHECK(findings({}) == Words{"dave@example.org missing", "odd@example.org unusable",
                              "short@example.org expiring"});
  CHECK(findings({"--days", "5"}) == Words{"dave@example.org missing", "odd@example.org unusable"});
  for (const auto* address : {"dave@example.org", "odd@example.org"})
    site.quietly({"member", "rm", "notes", address});
  CHECK(site.quietly({"cert", "audit", "--days", "5"}).out == "nothing to mend\n");
}
