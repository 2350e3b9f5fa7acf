// list key: the list's private key comes in as administrators have it, and lies encrypted.
#include "site.hpp"

using namespace e2e;

namespace {

Words key_command(const std::string& key, const Words& more = {}) {
  Words words = {"list", "key", "notes", "--cert", pki("notes.pem"), "--key", pki(key)};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

void check_stored(const Site& site) {
  const auto file = site.list_folder() / "private_key";
  const auto perms = fs::status(file).permissions();
  CHECK((perms & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none);
  CHECK_THAT(read(file), Contains("ENCRYPTED PRIVATE KEY"));
  const auto opened = run({"openssl", "pkey", "-in", file, "-passin",
                           "file:" + pki("site.password").string(), "-outform", "DER"});
  const auto original = run({"openssl", "pkey", "-in", pki("notes.key"), "-outform", "DER"});
  CHECK(opened.exit == 0);
  CHECK((opened.out == original.out));
  const auto explained = site.explain(sign_and_encrypt("alice", {"notes"}));
  CHECK(explained["opened"]["status"] == "valid");
}

}  // namespace

TEST_CASE("a plain key is stored encrypted under the site's password") {
  const Site site;
  site.make_list();
  site.quietly(key_command("notes.key"));
  check_stored(site);
}

TEST_CASE("a key encrypted under the site's password needs no other") {
  const Site site;
  site.make_list();
  site.quietly(key_command("notes.site.key"));
  check_stored(site);
}

TEST_CASE("a key encrypted under another password comes with --password-file") {
  const Site site;
  site.make_list();
  const auto refused = site(key_command("notes.other.key"));
  CHECK(refused.exit == 65);
  CHECK(refused.err != "");
  CHECK_FALSE(fs::exists(site.list_folder() / "private_key"));
  site.quietly(key_command("notes.other.key", {"--password-file", pki("other.password")}));
  check_stored(site);
}

TEST_CASE("a PKCS#12 file brings key and certificate") {
  const Site site;
  site.make_list();
  site.quietly({"list", "key", "notes", "--pkcs12", pki("notes.p12"), "--password-file",
                pki("other.password")});
  check_stored(site);
}

TEST_CASE("a key that does not belong to the certificate is refused") {
  const Site site;
  site.make_list();
  const auto before = tree(site.list_folder());
  const auto ran = site(key_command("other-notes.key"));
  CHECK(ran.exit == 65);
  CHECK((tree(site.list_folder()) == before));
}

TEST_CASE("a refused key leaves the one that was there") {
  const Site site;
  site.make_list_with_key();
  const auto before = tree(site.list_folder());
  CHECK(site(key_command("notes.other.key")).exit == 65);
  CHECK(site(key_command("nothere.key")).exit == 65);
  CHECK((tree(site.list_folder()) == before));
}

TEST_CASE("check finds a key that the site's password does not open") {
  const Site site;
  site.make_list_with_key();
  CHECK(site({"check"}).exit == 0);
  fs::copy_file(pki("notes.other.key"), site.list_folder() / "private_key",
                fs::copy_options::overwrite_existing);
  const auto ran = site({"check"});
  CHECK(ran.exit == 78);
  CHECK_THAT(ran.out + ran.err, Contains("private_key"));
}

TEST_CASE("a list that rolls its key over opens what was encrypted to the former one") {
  const Site site;
  site.make_list();
  CHECK(site({"list", "rollover", "notes", "--cert", pki("notes.pem"), "--key", pki("notes.key")})
            .exit == 65);
  site.quietly(key_command("notes.key"));
  const auto to_former = sign_and_encrypt("alice", {"notes"});
  site.quietly({"list", "rollover", "notes", "--cert", pki("other-notes.pem"), "--key",
                pki("other-notes.key")});
  CHECK(site.explain(to_former)["opened"]["status"] == "valid");
  CHECK(site.explain(sign_and_encrypt("alice", {"other-notes"}))["opened"]["status"] == "valid");
  const auto shown = Json::parse(site.quietly({"--json", "list", "show", "notes"}).out);
  CHECK(shown["key"] == true);
  CHECK(shown["former_keys"] == 1);
  CHECK(site({"check"}).exit == 0);
}

TEST_CASE("a key for encryption alone opens, beside one for signing") {
  const Site site;
  site.make_list();
  site.quietly(key_command("notes.key", {"--for", "encryption"}));
  site.quietly({"list", "key", "notes", "--cert", pki("other-notes.pem"), "--key",
                pki("other-notes.key"), "--for", "signing"});
  CHECK(fs::exists(site.list_folder() / "private_key.enc"));
  CHECK(fs::exists(site.list_folder() / "cert.pem.sign"));
  CHECK(site.explain(sign_and_encrypt("alice", {"notes"}))["opened"]["status"] == "valid");
}

TEST_CASE("a private key that everybody may read is refused, with the mend") {
  const Site site;
  site.make_list_with_key();
  const auto file = site.list_folder() / "private_key";
  fs::permissions(file, fs::perms::others_read, fs::perm_options::add);
  const auto ran = site.deliver(sign_and_encrypt("alice", {"notes"}));
  CHECK((ran.exit == 75 || ran.exit == 78));
  CHECK_THAT(ran.err, Contains("chmod o= " + file.string()));
  CHECK(site.copies() == 0);
  CHECK(site({"check"}).exit == 78);
  fs::permissions(file, fs::perms::others_read, fs::perm_options::remove);
  CHECK(site.deliver(sign_and_encrypt("alice", {"notes"})).exit == 0);
}

TEST_CASE("check warns of a password file that everybody may read") {
  const Site site;
  fs::copy_file(pki("site.password"), site.root() / "own.password");
  const auto settings = site.root() / "chancery.toml";
  write(settings, replaced(read(settings), pki("site.password").string(),
                           (site.root() / "own.password").string()));
  CHECK(site.quietly({"check"}).out.find("own.password") == std::string::npos);
  fs::permissions(site.root() / "own.password", fs::perms::others_read, fs::perm_options::add);
  const auto ran = site({"check"});
  CHECK(ran.exit == 0);
  CHECK_THAT(ran.out, Contains("own.password") && Contains("chmod o="));
}

namespace {

// A site with a password file of its own.
struct OwnPassword : Site {
  fs::path password = root() / "own.password";
  OwnPassword() {
    fs::copy_file(pki("site.password"), password);
    const auto settings = root() / "chancery.toml";
    write(settings, replaced(read(settings), pki("site.password").string(), password.string()));
    make_list_with_key();
    quietly({"list", "create", "second@lists.example.org"});
    // It carries another address, of which the site is warned.
    REQUIRE(
        (*this)({"list", "key", "second", "--cert", pki("notes.pem"), "--key", pki("notes.key")})
            .exit == 0);
  }
  Ran change() const {
    return (*this)({"list", "password", "--new-password-file", pki("other.password")});
  }
  bool opens() const {
    return explain(sign_and_encrypt("alice", {"notes"}))["opened"]["status"] == "valid";
  }
};

}  // namespace

TEST_CASE("list password changes it for all keys of all lists, and the old one opens none") {
  const OwnPassword site;
  fs::permissions(site.password, fs::perms(0640));
  REQUIRE(site.change().exit == 0);
  CHECK(read(site.password) == read(pki("other.password")));
  CHECK(fs::status(site.password).permissions() == fs::perms(0640));
  CHECK(site.opens());
  for (const auto* list : {"notes", "second"})
    for (const auto* password : {"site.password", "other.password"}) {
      const auto key = site.root() / "lists" / list / "private_key";
      const auto opened = run(
          {"openssl", "pkey", "-noout", "-in", key, "-passin", "file:" + pki(password).string()});
      CHECK((opened.exit == 0) == (std::string(password) == "other.password"));
    }
  CHECK(site({"check"}).exit == 0);
}

TEST_CASE("a change of password that was cut short leaves every key open, and is finished later") {
  const OwnPassword site;
  // As after the first step, and after the first key: the file has both passwords.
  write(site.password, read(pki("other.password")) + read(pki("site.password")));
  CHECK(site.opens());
  const auto half = run({"openssl", "pkey", "-in", pki("notes.key"), "-aes256", "-passout",
                         "file:" + pki("other.password").string()});
  write(site.root() / "lists/second/private_key", half.out);
  CHECK(site.opens());
  const auto warned = site({"check"});
  CHECK(warned.exit == 0);
  CHECK_THAT(warned.out, Contains("not finished"));
  REQUIRE(site.change().exit == 0);
  CHECK(read(site.password) == read(pki("other.password")));
  CHECK(site.opens());
}

TEST_CASE("no password is changed while a key does not open, or on a full disk") {
  const OwnPassword site;
  const auto before = tree(site.root() / "lists");
  const auto password = read(site.password);
  SECTION("a foreign key") {
    fs::copy_file(pki("notes.other.key"), site.root() / "lists/second/private_key",
                  fs::copy_options::overwrite_existing);
    const auto ran = bash(
        "cd \"$1\" && exec \"$2\" --root \"$1\" list password"
        " --new-password-file \"$3\"",
        {site.root(), test::binary(), pki("alice.pem")});
    CHECK(ran.exit == 78);
    CHECK_THAT(ran.err, Contains("nothing was changed"));
    CHECK(read(site.password) == password);
  }
  SECTION("a full disk") {
    const auto ran = bash("trap '' XFSZ; ulimit -f 0; exec \"$@\"",
                          {test::binary(), "--root", site.root(), "list", "password",
                           "--new-password-file", pki("other.password")});
    CHECK(ran.exit == 75);
    CHECK(read(site.password) == password);
    CHECK((tree(site.root() / "lists") == before));
  }
}

TEST_CASE("a container of a key may have no password") {
  const Site site;
  site.make_list();
  const auto file = site.root() / "notes.p12";
  for (const Words& options : {Words{}, Words{"-certpbe", "NONE", "-keypbe", "NONE", "-nomac"}}) {
    Words words = {"openssl", "pkcs12",         "-export",  "-in",   pki("notes.pem"),
                   "-inkey",  pki("notes.key"), "-passout", "pass:", "-out",
                   file};
    words.insert(words.end(), options.begin(), options.end());
    REQUIRE(run(words).exit == 0);
    site.quietly({"list", "key", "notes", "--pkcs12", file});
    check_stored(site);
  }
}

TEST_CASE("somebody at a terminal is asked for the password of a key") {
  if (!has_terminals()) return;
  const Site site;
  site.make_list();
  const auto typed = read(pki("other.password"));
  const auto ran =
      bash("script -qec \"$1 --root $2 list key notes --cert $3 --key $4\" /dev/null",
           {test::binary(), site.root(), pki("notes.pem"), pki("notes.other.key")}, typed);
  INFO(ran.out);
  CHECK(ran.exit == 0);
  CHECK_THAT(ran.out, Contains("Password of"));
  check_stored(site);
}

TEST_CASE("a list that was removed leaves no member behind, and its keys out of the way") {
  const Site site;
  site.make_list_with_key();
  CHECK(site({"list", "rm", "notes"}).exit == 64);
  CHECK(fs::exists(site.list_folder()));
  site.quietly({"list", "rm", "notes", "--yes"});
  CHECK_FALSE(fs::exists(site.list_folder()));
  CHECK(site.deliver(plain()).exit == 67);
  site.quietly({"list", "create", "notes@lists.example.org"});
  CHECK(Json::parse(site.quietly({"--json", "member", "ls", "notes"}).out).empty());
  CHECK(std::distance(fs::directory_iterator(site.root() / "removed"), {}) == 1);
}

TEST_CASE("a new key with a certificate of its own is used at once") {
  const Site site;
  site.make_list();
  const auto made =
      Json::parse(site.quietly({"--json", "list", "key", "notes", "--new", "--self-signed"}).out);
  CHECK_THAT(made["certificate"].get<std::string>(), Contains("BEGIN CERTIFICATE"));
  CHECK_THAT(read(site.list_folder() / "private_key"), Contains("ENCRYPTED PRIVATE KEY"));
  CHECK(site.quietly({"check"}).exit == 0);
}

TEST_CASE("a new key waits for the certificate that an authority makes of its request") {
  const Site site;
  site.make_list();
  const auto request =
      site.quietly({"list", "key", "notes", "--new", "--csr", "--algorithm", "EC P-256"}).out;
  CHECK_FALSE(fs::exists(site.list_folder() / "private_key"));
  const auto certificate = site.root() / "issued.pem";
  const auto issued = run({"openssl", "x509", "-req", "-CA", pki("ca.pem"), "-CAkey", pki("ca.key"),
                           "-copy_extensions", "copyall", "-out", certificate},
                          request);
  INFO(issued.err);
  REQUIRE(issued.exit == 0);
  CHECK(site({"list", "key", "notes", "--cert", pki("alice.pem"), "--waiting"}).exit == 65);
  site.quietly({"list", "key", "notes", "--cert", certificate, "--waiting"});
  CHECK(fs::exists(site.list_folder() / "private_key"));
  CHECK_FALSE(fs::exists(site.list_folder() / "private_key.new"));
  CHECK(site.quietly({"check"}).exit == 0);
  CHECK(site({"list", "key", "notes", "--cert", certificate, "--waiting"}).exit == 65);
}
