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
