// Other programs' CMS: they open what we sealed and verify what we signed, and we open and verify
// what they made. What came of it is docs/interop.md, which this test checks, and writes with
// CHANCERY_REGENERATE=1. The programs are asked through interop/program.
#include "site.hpp"

#include <cstdlib>

using namespace e2e;

namespace {

constexpr int not_here = 77;
const std::string hello = "Content-Type: text/plain\r\n\r\nHello to all of you.\r\n";

// What we made: copies for bob, with an RSA key, and for carol, whose key is on a curve.
class Ours {
 public:
  explicit Ours(const std::string& cipher) {
    const auto file = site_.root() / "chancery.toml";
    write(file, replaced(read(file), "# cipher = \"AES-256-CBC\"", "cipher = \"" + cipher + "\""));
    site_.make_list_with_key({"--scenario", "send=public"});
    site_.choose("encrypt = \"always\"\nsign = \"posts\"\n");
    REQUIRE(site_.deliver(plain()).exit == 0);
  }
  std::string copy(const std::string& name) const { return site_.copy_for(name + "@example.org"); }

 private:
  Site site_;
};

std::string der(const std::string& mail) {
  const auto ran = run({"openssl", "cms", "-cmsout", "-outform", "DER"}, mail);
  REQUIRE(ran.exit == 0);
  return ran.out;
}

// The two parts of what the list signed, as they stand in the envelope.
struct Signed {
  std::string content, signature;
};
Signed parts_of(const std::string& entity) {
  const auto at = entity.find("boundary=\"") + 10;
  const auto delimiter = "--" + entity.substr(at, entity.find('"', at) - at);
  const auto begin = entity.find("\r\n" + delimiter + "\r\n") + delimiter.size() + 4;
  const auto end = entity.find("\r\n" + delimiter + "\r\n", begin);
  REQUIRE(end != std::string::npos);
  return {entity.substr(begin, end - begin), der(entity)};
}

std::string mail(const std::string& type, const std::string& cms) {
  const auto lines = run({"openssl", "base64", "-e"}, cms);
  REQUIRE(lines.exit == 0);
  return in_this_world(
      "From: alice@example.org\nTo: notes@lists.example.org\n"
      "Message-ID: <interop@example.org>\nMIME-Version: 1.0\n"
      "Content-Type: application/pkcs7-mime; smime-type=" +
      type + "; name=\"smime.p7m\"\nContent-Transfer-Encoding: base64\n\n" + lines.out);
}

class Program {
 public:
  explicit Program(std::string name) : name_(std::move(name)) {}

  Ran operator()(Words words, const std::string& input) const {
    words.insert(words.begin(),
                 {(test::source_folder() / "tests/e2e/interop/program").string(), name_});
    return run(words, input);
  }
  bool opens(const std::string& copy, const std::string& who) const {
    const auto ran = (*this)({"open", pki(who + ".key"), pki(who + ".pem")}, der(copy));
    return ran.exit == 0 && ran.out == decrypt(who, copy);
  }
  // The content that was signed, and no other.
  bool verifies(const std::string& copy) const {
    const auto [content, signature] = parts_of(decrypt("bob", copy));
    const test::TemporaryFolder folder;
    const auto over = [&](const std::string& text) {
      write(folder.path() / "content", text);
      return (*this)({"verify", pki("ca.pem"), folder.path() / "content"}, signature).exit == 0;
    };
    return over(content) && !over(content + ".");
  }
  std::string seal(const std::string& cipher) const {
    return (*this)({"seal", pki("notes.pem"), cipher, pki("ca.pem")}, hello).out;
  }
  std::string sign(const std::string& who) const {
    return (*this)({"sign", pki(who + ".key"), pki(who + ".pem"), pki("ca.pem")}, hello).out;
  }

 private:
  std::string name_;
};

bool we_open(const Site& site, const std::string& cms) {
  return !cms.empty() && site.explain(mail("enveloped-data", cms))["opened"]["status"] == "valid";
}

bool we_verify(const Site& site, const std::string& cms, const std::string& who) {
  if (cms.empty()) return false;
  const auto entry = site.explain(mail("signed-data", cms))["evidence"][0];
  return entry["status"] == (who == "alice" ? "valid" : "mismatch");
}

std::string row(const std::string& title, const Program& program, const Ours& cbc, const Ours& gcm,
                const Site& site) {
  std::string line = "| " + title + " |";
  const auto add = [&](bool done) { line += done ? " yes |" : " no |"; };
  add(program.opens(cbc.copy("bob"), "bob"));
  add(program.opens(gcm.copy("bob"), "bob"));
  add(program.opens(cbc.copy("carol"), "carol"));
  add(program.verifies(cbc.copy("bob")));
  add(we_open(site, program.seal("cbc")));
  add(we_open(site, program.seal("gcm")));
  add(we_verify(site, program.sign("alice"), "alice"));
  add(we_verify(site, program.sign("carol"), "carol"));
  return line + "\n";
}

struct Known {
  std::string name, title;
};
const Known programs[] = {{"openssl", "OpenSSL, `openssl cms`"},
                          {"gpgsm", "GnuPG, `gpgsm`"},
                          {"nss", "NSS (Thunderbird's library), `cmsutil`"},
                          {"bouncy", "Bouncy Castle"}};

const std::string head =
    "# What other programs read and write\n\n"
    "Made by [the test](../tests/e2e/interop_test.cpp) that asks them, with the versions of Debian "
    "12. The\nfirst four columns are what they do with what a list made by `crypto_openssl`: "
    "copies "
    "for members with a\nkey of RSA and on P-256, and the list's own signature. The others are "
    "what "
    "a list does with what\nthey made: encrypted to its RSA key, and signed by keys of RSA and on "
    "P-256. `no` is what the other\nprogram cannot do.\n\n"
    "| | opens AES-256-CBC, RSA | opens AES-256-GCM, RSA | opens AES-256-CBC, P-256 | verifies the "
    "list's signature | its AES-256-CBC opens | its AES-256-GCM opens | its signature by RSA holds "
    "| its signature by P-256 holds |\n"
    "|---|---|---|---|---|---|---|---|---|\n";

}  // namespace

TEST_CASE("docs/interop.md is what other programs do with our mail, and we with theirs") {
  const auto page = test::source_folder() / "docs/interop.md";
  const Ours cbc("AES-256-CBC"), gcm("AES-256-GCM");
  const Site site;
  site.make_list_with_key({"--scenario", "send=public"});
  auto made = head;
  for (const auto& [name, title] : programs) {
    const Program program(name);
    if (program({"sign", "", "", ""}, "").exit == not_here) {
      WARN(name << " is not here; its row is not looked at");
      continue;
    }
    const auto found = row(title, program, cbc, gcm, site);
    made += found;
    if (!std::getenv("CHANCERY_REGENERATE")) CHECK_THAT(read(page), Contains(found));
  }
  if (std::getenv("CHANCERY_REGENERATE")) write(page, made);
  CHECK_THAT(read(page), Contains(head));
}
