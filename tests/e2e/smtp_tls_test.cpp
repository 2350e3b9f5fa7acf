// Copies that leave by TLS: to Postfix, which speaks it as the world's mail servers do.
#include "postfix.hpp"
#include "service.hpp"

using namespace e2e;

namespace {

// A certificate of mx.example.org that vouches for itself.
class Certificate {
 public:
  Certificate() {
    const auto made = bash(R"(
      cd "$1"; chmod 755 .
      openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=mx.example.org \
        -addext subjectAltName=DNS:mx.example.org -keyout key.pem -out cert.pem)",
                           {folder_.path()});
    INFO(made.err);
    REQUIRE(made.exit == 0);
  }
  fs::path file() const { return folder_.path() / "cert.pem"; }
  std::string settings_of_postfix(const std::string& more = {}) const {
    return "smtpd_tls_cert_file = " + file().string() +
           "\nsmtpd_tls_key_file = " + (folder_.path() / "key.pem").string() +
           "\nsmtpd_tls_security_level = encrypt\nsmtpd_tls_loglevel = 1\n" + more;
  }

 private:
  test::TemporaryFolder folder_;
};

Site site_for(const Postfix& postfix) {
  return Site(
      Words{"--transport", "smtp", "--smtp", "127.0.0.1:" + std::to_string(postfix.back_port())});
}

void send_by_tls(const Site& site, const fs::path& ca_file, const std::string& name,
                 const std::string& security = "starttls") {
  site.make_list();
  write(site.root() / "chancery.toml", read(site.root() / "chancery.toml") + "security = \"" +
                                           security + "\"\nca_file = \"" + ca_file.string() +
                                           "\"\ntls_name = \"" + name + "\"\n");
}

}  // namespace

TEST_CASE("copies leave by TLS to a server that proves its name") {
  if (!can_start_postfix()) return;
  const Certificate certificate;
  const Postfix postfix("/nowhere", {}, certificate.settings_of_postfix());
  const auto site = site_for(postfix);
  send_by_tls(site, certificate.file(), "mx.example.org");
  std::string body;
  for (int line = 0; line < 5000; ++line) body += "A post of more than one record of TLS.\n";
  const auto ran = site.deliver(sign("alice", {.body = body}));
  INFO(ran.err << postfix.log());
  REQUIRE(ran.exit == 0);
  CHECK(site.kept("failed").empty());
  CHECK_THAT(postfix.log(), Contains("TLS connection established from"));
  for (const std::string name : {"alice", "dave"}) {
    REQUIRE(eventually([&] { return postfix.mailbox(name).size() == 1; }));
    CHECK(run({"openssl", "cms", "-verify", "-CAfile", pki("ca.pem")}, postfix.mailbox(name)[0])
              .exit == 0);
  }
}

TEST_CASE("TLS from the first byte on") {
  if (!can_start_postfix()) return;
  const Certificate certificate;
  const Postfix postfix("/nowhere", {},
                        certificate.settings_of_postfix("smtpd_tls_wrappermode = yes\n"));
  const auto site = site_for(postfix);
  send_by_tls(site, certificate.file(), "mx.example.org", "tls");
  const auto ran = site.deliver(sign("alice"));
  INFO(ran.err << postfix.log());
  REQUIRE(ran.exit == 0);
  CHECK(site.kept("failed").empty());
  CHECK(eventually([&] { return postfix.mailbox("dave").size() == 1; }));
}

TEST_CASE("a server with another name, or that nobody vouches for, gets nothing") {
  if (!can_start_postfix()) return;
  const Certificate certificate;
  const Postfix postfix("/nowhere", {}, certificate.settings_of_postfix());
  for (const auto& [ca, name] : std::vector<std::pair<fs::path, std::string>>{
           {certificate.file(), "mx.example.com"}, {pki("ca.pem"), "mx.example.org"}}) {
    const auto site = site_for(postfix);
    send_by_tls(site, ca, name);
    const auto ran = site.deliver(sign("alice"));
    CHECK(ran.exit == 75);
    CHECK_THAT(ran.err, Contains("beginning TLS with " + name));
  }
  CHECK(postfix.mailbox("dave").empty());
}

TEST_CASE("authorities without TLS are found by check") {
  const Site site(Words{"--transport", "smtp"});
  send_by_tls(site, pki("ca.pem"), "", "none");
  const auto ran = site({"check"});
  CHECK(ran.exit == 78);
  CHECK_THAT(ran.out, Contains("security"));
}

TEST_CASE("authorities that are none are found by check") {
  const Site site(Words{"--transport", "smtp"});
  send_by_tls(site, site.root() / "chancery.toml", "mx.example.org");
  const auto ran = site({"check"});
  CHECK(ran.exit == 78);
  CHECK_THAT(ran.out, Contains("ca_file"));
}
