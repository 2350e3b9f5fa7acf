// Lists of revoked certificates: a folder of the site, read anew for every message.
#include "post.hpp"
#include "site.hpp"

using namespace e2e;

namespace {

// The authority's list, with alice on it.
void revoke_alice(const fs::path& crl) {
  const test::TemporaryFolder folder;
  const auto told = run({"openssl", "x509", "-in", pki("alice.pem"), "-noout", "-serial"}).out;
  const auto serial = told.substr(told.find('=') + 1, told.find('\n') - told.find('=') - 1);
  write(folder.path() / "index.txt",
        "R\t401231235959Z\t260101000000Z\t" + serial + "\tunknown\t/CN=alice\n");
  write(folder.path() / "ca.cnf", "[ca]\ndefault_ca = ca_here\n[ca_here]\ndatabase = " +
                                      (folder.path() / "index.txt").string() +
                                      "\ndefault_md = sha256\ndefault_crl_days = 30\n");
  const auto ran = run({"openssl", "ca", "-gencrl", "-config", folder.path() / "ca.cnf", "-cert",
                        pki("ca.pem"), "-keyfile", pki("ca.key"), "-out", crl});
  INFO(ran.err);
  REQUIRE(ran.exit == 0);
}

// The authority's answer about alice alone: `V` she is good, `R` she was revoked.
void answer_about_alice(const std::string& status, const fs::path& answer) {
  const test::TemporaryFolder folder;
  const auto at = [&](const char* name) { return (folder.path() / name).string(); };
  const auto told = run({"openssl", "x509", "-in", pki("alice.pem"), "-noout", "-serial"}).out;
  const auto serial = told.substr(told.find('=') + 1, told.find('\n') - told.find('=') - 1);
  write(at("index.txt"), status + "\t401231235959Z\t" + (status == "R" ? "260101000000Z" : "") +
                             "\t" + serial + "\tunknown\t/CN=alice\n");
  const auto asked = run({"openssl", "ocsp", "-issuer", pki("ca.pem"), "-cert", pki("alice.pem"),
                          "-reqout", at("request")});
  REQUIRE(asked.exit == 0);
  const auto ran = run({"openssl", "ocsp", "-index", at("index.txt"), "-CA", pki("ca.pem"),
                        "-rsigner", pki("ca.pem"), "-rkey", pki("ca.key"), "-reqin", at("request"),
                        "-respout", answer, "-ndays", "7"});
  INFO(ran.err);
  REQUIRE(ran.exit == 0);
}

std::string status_of(const Site& site) {
  const auto object = site.explain(sign("alice"));
  return object["evidence"][0]["status"].get<std::string>() +
         (object["evidence"][0]["revocation_checked"] == true ? " checked" : "");
}

}  // namespace

TEST_CASE("a certificate on a list in the site's folder was revoked") {
  const Site site;
  site.make_list();
  fs::create_directories(site.root() / "crls");
  auto toml = read(site.root() / "chancery.toml");
  toml = replaced(toml, "# crl_path = \"crls\"", "crl_path = \"crls\"");
  write(site.root() / "chancery.toml", toml);
  CHECK(status_of(site) == "valid");

  toml = replaced(toml, "# revocation = \"prefer\"", "revocation = \"require\"");
  write(site.root() / "chancery.toml", toml);
  CHECK(status_of(site) == "untrusted");

  revoke_alice(site.root() / "crls/ca.crl");
  CHECK(status_of(site) == "revoked checked");
  CHECK(site.explain(sign("bob"))["evidence"][0]["status"] == "mismatch");
}

TEST_CASE("a certificate that an answer in the site's folder is about is good, or was revoked") {
  const Site site;
  site.make_list();
  fs::create_directories(site.root() / "ocsp");
  auto toml = read(site.root() / "chancery.toml");
  toml = replaced(toml, "# ocsp_path = \"ocsp\"", "ocsp_path = \"ocsp\"");
  toml = replaced(toml, "# revocation = \"prefer\"", "revocation = \"require\"");
  write(site.root() / "chancery.toml", toml);
  CHECK(status_of(site) == "untrusted");

  answer_about_alice("V", site.root() / "ocsp/alice");
  CHECK(status_of(site) == "valid checked");
  answer_about_alice("R", site.root() / "ocsp/alice");
  CHECK(status_of(site) == "revoked checked");

  write(site.root() / "ocsp/alice", "<html>404</html>\n");
  CHECK_THAT(site({"check"}).out, Contains("ocsp/alice"));
  CHECK(site.deliver(sign("alice")).exit == 75);
}

TEST_CASE("a list that cannot be read stops signed posts, and check names it") {
  const Site site;
  site.make_list({"--scenario", "send=public"});
  fs::create_directories(site.root() / "crls");
  write(site.root() / "crls/ca.crl", "<html>404</html>\n");
  write(site.root() / "crls/.ca.crl.part", "half");
  const auto file = site.root() / "chancery.toml";
  write(file, replaced(read(file), "# crl_path = \"crls\"", "crl_path = \"crls\""));
  CHECK_THAT(site({"check"}).out, Contains("ca.crl"));
  CHECK(site.deliver(sign("alice")).exit == 75);
  CHECK(site.copies() == 0);
  CHECK(site.deliver(plain()).exit == 0);
}
