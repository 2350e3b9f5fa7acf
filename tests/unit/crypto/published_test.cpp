// Published material: every signed, encrypted or password-protected row that applies, at the level
// of CMS. `expect` is what the publishers say; where a backend differs, its table says why
// (published_differences.cpp, gpgme/published_differences.cpp).
#include "rows.hpp"

#include "support/catch.hpp"

#include <openssl/evp.h>

#include <algorithm>

using namespace test;

namespace {

constexpr bool is_gpgme = std::string_view(CHANCERY_TESTED_BACKEND) == "crypto_gpgme";
constexpr bool reads_lists = !is_gpgme;
constexpr const char* lists[] = {"mail-4.4.", "mail-4.14.", "mail-4.15."};

// Rows whose conditions a mail engine does not set: initial policy inputs other than RFC 5280's.
bool asks_for_other_inputs(const Row& row) {
  const auto policy = row.values("-policy");
  if (std::any_of(policy.begin(), policy.end(), [](const auto& p) { return p != "anyPolicy"; }))
    return true;
  return row.has("-explicit_policy") || row.has("-inhibit_map") || row.has("-inhibit_any");
}

// PKITS' sections on lists of revoked certificates; its other rows have one that says nothing.
bool is_about_lists(const Row& row) {
  return std::any_of(std::begin(lists), std::end(lists),
                     [&](const char* section) { return row.id.starts_with(section); });
}

// A backend that reads no lists is shown them only where they are what is asked about.
TrustFiles trust_of(const Row& row) {
  TrustFiles trust;
  const bool without_lists =
      !reads_lists && !is_about_lists(row) && row.ca == "derived/anchor+all-crls.pem";
  if (!row.ca.empty()) trust.ca = {row.path(without_lists ? "derived/anchor.pem" : row.ca)};
  for (const auto* option : {"-untrusted", "-certfile"})
    for (const auto& name : row.values(option)) trust.intermediate.push_back(row.path(name));
  if (reads_lists || is_about_lists(row))
    for (const auto& name : row.values("-CRLfile")) trust.crl.push_back(row.path(name));
  return trust;
}

struct Step {
  std::string status, content;
};

// The worst status of all its signatures; "absent" without one.
Step verified(const Backend& backend, const Row& row, const Material& material) {
  if (backend.open_trust(trust_of(row)).code == CHANCERY_UNSUPPORTED) return {"unsupported", {}};
  const auto answer = backend.verify({.cms = material.cms,
                                      .content = material.content,
                                      .trust = trust_of(row),
                                      .at = row.at.empty() ? now : std::stoll(row.at),
                                      .allow_weak = true});
  if (!answer.ok()) return {"error " + answer.error, {}};
  std::string worst = "absent";
  for (const auto& signature : answer.signatures)
    if (worst == "absent" || worst == "valid") worst = status_name(signature.status);
  return {worst, material.content.value_or(answer.content)};
}

Step decrypted(const Backend& backend, const Row& row, const Material& material) {
  Opened key;
  std::vector<const Handle*> keys;
  if (!row.key.empty()) key = backend.open_key(read(row.path(row.key)), "", row.password);
  if (key.code == CHANCERY_UNSUPPORTED) return {"unsupported", {}};
  if (key.handle.get()) keys.push_back(&key.handle);
  const auto answer = backend.decrypt(material.cms, keys);
  if (!answer.ok()) return {"error " + answer.error, {}};
  return {status_name(answer.status), answer.content};
}

std::string sha256(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr);
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    char two[3];
    std::snprintf(two, sizeof two, "%02x", digest[i]);
    hex += two;
  }
  return hex;
}

// The column `content`: "~" and a text that is in it, or the SHA-256 of the whole.
bool is_content(const std::string& wanted, const std::string& content) {
  if (wanted.empty()) return true;
  if (wanted.starts_with("~")) return content.find(wanted.substr(1)) != std::string::npos;
  if (sha256(content) == wanted) return true;
  // Published with the line endings of their machine.
  std::string unix_lines;
  for (const char c : content)
    if (c != '\r') unix_lines += c;
  return sha256(unix_lines) == wanted;
}

std::string walk(const Backend& backend, const Row& row) {
  auto material = material_of(row, read(row.path(row.file)));
  Step last{"absent", {}};
  for (const char step : row.steps) {
    if (step != 'V' && step != 'D') continue;
    if (!material) return "absent";
    last = step == 'V' ? verified(backend, row, *material) : decrypted(backend, row, *material);
    if (last.status != "valid") return last.status;
    material = material_of_mail(last.content);
  }
  INFO(row.id << ": " << last.content.substr(0, 200));
  CHECK(is_content(row.content, last.content));
  return last.status;
}

void check(const Row& row, const std::string& status) {
  INFO(row.folder.filename().string() << " " << row.id << " (" << row.kind << "): " << status);
  const auto& differences = known_differences();
  const auto difference = differences.find(row.id);
  if (difference != differences.end())
    CHECK(status == difference->second.first);
  else if (!reads_lists && is_about_lists(row))
    CHECK(status == "unsupported");
  else
    CHECK((status == "valid") == (row.expect == "pass"));
}

void check_messages(const std::string& folder, int least) {
  const Backend backend;
  int seen = 0;
  for (const auto& row : rows_of(folder)) {
    const bool applies = row.steps == "V" || row.steps == "D" || row.steps == "D,V";
    if (!applies || asks_for_other_inputs(row)) continue;
    ++seen;
    check(row, walk(backend, row));
  }
  CHECK(seen >= least);
}

void rfc4134() { check_messages("rfc4134", 14); }
void protected_headers() { check_messages("protected-headers", 5); }
void openssl_cms() { check_messages("openssl-cms", 9); }
void nss_smime() { check_messages("nss-smime", 17); }
void gnupg_cms() { check_messages("gnupg-cms", 13); }
void sympa_t() { check_messages("sympa-t", 3); }
void pkits() { check_messages("pkits", 90); }

// As mails are signed by those keys: the certificate paths of RFC 9216 section 2.5 are walked by
// what a certificate may do; nobody has published signatures over them.
void rfc9216_usage() {
  const Backend backend;
  for (const auto& row : rows_of("rfc9216")) {
    const auto wanted =
        row.values("-purpose").at(0) == "smimesign" ? CHANCERY_MAY_SIGN : CHANCERY_MAY_ENCRYPT;
    const auto read_back = backend.certificates(read(row.path(row.file)));
    REQUIRE(read_back.certificates.size() == 1);
    const auto& certificate = read_back.certificates[0];
    INFO(row.id);
    const bool wrong_usage = row.id.ends_with("@wrong-usage");
    CHECK(((certificate.usage & wanted) != 0) == !wrong_usage);
    CHECK(certificate.addresses ==
          std::vector<std::string>{row.id.substr(0, row.id.find('.')) + "@smime.example"});
  }
}

void rfc9216_keys() {
  const Backend backend;
  const auto folder = fixtures() / "rfc9216";
  for (const std::string name : {"alice", "bob", "carlos", "dana"}) {
    INFO(name);
    const bool is_rsa = name == "alice" || name == "bob";
    const auto check_opened = [&](const Opened& opened, bool by_gpgme) {
      INFO(opened.error);
      CHECK(opened.code == (is_gpgme && !by_gpgme ? CHANCERY_UNSUPPORTED : CHANCERY_OK));
    };
    check_opened(backend.open_key(read(folder / (name + ".p12")), "", name), is_rsa);
    check_opened(backend.open_key(read(folder / (name + ".p12.pem")), "", name), is_rsa);
    for (const auto& [key, certificate] :
         {std::pair(".sign.key", ".verify.crt"), std::pair(".decrypt.key", ".encrypt.crt")})
      check_opened(
          backend.open_key(read(folder / (name + key)), read(folder / (name + certificate)), ""),
          is_rsa);
  }
}

void password_files() {
  const Backend backend;
  int seen = 0;
  for (const auto& row : rows_of("gnupg-cms")) {
    if (row.steps != "K") continue;
    ++seen;
    const auto imported = backend.import_key(read(row.path(row.file)), "", row.password, "new");
    std::string status = imported.code == CHANCERY_NO_KEY ? "no_key" : imported.error;
    if (imported.code == CHANCERY_UNSUPPORTED) status = "unsupported";
    if (imported.ok()) status = "valid";
    check(row, status);
  }
  CHECK(seen == 10);
}

void addresses() {
  const Backend backend;
  for (const auto& row : rows_of("openssl-cms")) {
    const auto wanted = row.values("-verify_email");
    if (row.steps != "X" || wanted.empty()) continue;
    const auto read_back = backend.certificates(read(row.path(row.file)));
    REQUIRE(read_back.ok());
    const auto& found = read_back.certificates[0].addresses;
    INFO(row.id);
    CHECK((std::find(found.begin(), found.end(), wanted[0]) != found.end()) ==
          (row.expect == "pass"));
  }
}

// What must fail cleanly, whatever it is given to.
void malformed() {
  const Backend backend;
  const auto key = backend.open_key(vector("notes.key"), vector("notes.pem"), "");
  for (const auto* folder : {"openssl-cms", "gnupg-cms", "rfc4134", "nss-smime"})
    for (const auto& row : rows_of(folder)) {
      const auto bytes = read(row.path(row.file));
      const auto material = material_of(row, bytes);
      const auto cms = material ? material->cms : bytes;
      backend.inspect(cms);
      backend.certificates(cms);
      CHECK(backend.decrypt(cms, {&key.handle}).content.empty());
      for (const auto& signature : backend.verify({.cms = cms}).signatures)
        CHECK(signature.status != CHANCERY_VALID);
    }
}

// Only where the material is.
const bool registered = [] {
  if (fixtures().empty()) return false;
  REGISTER_TEST_CASE(rfc4134, "published: the examples of RFC 4134");
  REGISTER_TEST_CASE(protected_headers, "published: protected headers");
  REGISTER_TEST_CASE(openssl_cms, "published: malformed CMS of the OpenSSL tests");
  REGISTER_TEST_CASE(nss_smime, "published: OAEP and ECDH envelopes of the NSS tests");
  REGISTER_TEST_CASE(gnupg_cms, "published: old CMS of the GnuPG tests");
  REGISTER_TEST_CASE(sympa_t, "published: the signed message of the Sympa tests");
  REGISTER_TEST_CASE(pkits, "published: NIST's path validation suite");
  REGISTER_TEST_CASE(rfc9216_usage, "published: what the certificates of RFC 9216 may be used for");
  REGISTER_TEST_CASE(rfc9216_keys, "published: the keys of RFC 9216");
  REGISTER_TEST_CASE(password_files, "published: PKCS#12 files of the GnuPG tests");
  REGISTER_TEST_CASE(addresses, "published: internationalized addresses in certificates");
  REGISTER_TEST_CASE(malformed, "published: nothing malformed crashes or is believed");
  return true;
}();

}  // namespace

TEST_CASE("docs/backends.md names every answer that differs") {
  const auto page = read(source_folder() / "docs/backends.md");
  for (const auto& [id, answer] : known_differences()) {
    const auto line = "| " + id + " | `" + answer.first + "` | " + answer.second + " |\n";
    INFO(line);
    CHECK(page.find(line) != std::string::npos);
  }
}

TEST_CASE("published material is looked for where it may lie") {
  CHECK(registered == !fixtures().empty());
}
