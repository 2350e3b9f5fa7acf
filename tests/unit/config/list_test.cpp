// Lists, their names and their files.
#include "config/settings.hpp"

#include "site.hpp"
#include "support/catch.hpp"

using namespace chancery;
using Catch::Matchers::Contains;
using test::Site;

namespace {

std::string problems(const Site& site, const std::string& text) {
  const auto list = site.load_list("staff", text);
  return list ? "none" : site.without_file(list.error().what, "lists/staff/list.toml");
}

}  // namespace

TEST_CASE("a list's name is a dot-atom of lower-case letters, digits and ._+-") {
  for (const char* good : {"a", "0", "staff", "a.b_c+d-e", "1-2", "a-"}) {
    CAPTURE(good);
    CHECK(is_list_name(good));
  }
  for (const char* bad : {"", ".", "..", ".a", "-a", "+a", "_a", "a..b", "a.", "A", "a/b", "a b",
                          "a\n", "a@b", "\xc3\xa4", "../etc", "a\x7f"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_list_name(bad));
  }
  CHECK_FALSE(is_list_name(std::string_view("a\0b", 3)));
  CHECK(is_list_name(std::string(64, 'a')));
  CHECK_FALSE(is_list_name(std::string(65, 'a')));
}

TEST_CASE("a list that is not there is not found, whatever its name") {
  const Site site;
  site.write("chancery.toml", "secret");
  for (const char* name : {"staff", "", ".", "..", "../..", "a/b", "a\nb"}) {
    CAPTURE(name);
    const auto list = load_list(site.places, name);
    REQUIRE_FALSE(list);
    CHECK(list.error().code == Code::not_found);
  }
  CHECK(load_list(site.places, "staff").error().what == "no list staff here");
  CHECK(load_list(site.places, "a\nb").error().what.find('\n') == std::string::npos);
}

TEST_CASE("a list that lost its file is misconfigured, not unknown") {
  const Site site;
  fs::create_directories(site.places.list("staff"));
  const auto list = load_list(site.places, "staff");
  REQUIRE_FALSE(list);
  CHECK(list.error().code == Code::misconfigured);
  CHECK_THAT(list.error().what, Contains("lists/staff/list.toml"));
}

TEST_CASE("a list's address may be in any domain, and is canonical") {
  const Site site;
  const auto list = site.load_list("staff", "address = \"Staff@Other.Example\"\n");
  REQUIRE(list);
  CHECK(list->address.text() == "staff@other.example");
  CHECK(list->scenarios.at("send") == "private_smime");
}

TEST_CASE("wrong lines of a list have their place") {
  const Site site;
  const std::string address = "address = \"staff@example.org\"\n";
  CHECK(problems(site, "") ==
        "1:1: address is missing. The list's address. What stands before the "
        "@ is the name of the list's folder.");
  CHECK(problems(site, "address = \"board@example.org\"\n") ==
        "1:11: address: board@example.org is the address of a list board, and this is the folder "
        "of staff");
  CHECK_THAT(problems(site, "address = \"staff\"\n"),
             Catch::Matchers::StartsWith("1:11: address: \"staff\" is no address: "));
  CHECK(problems(site, address + "adress = 1\n") ==
        "2:1: unknown key adress; did you mean address?");
  CHECK(problems(site, address + "[scenarios]\nsend = \"x\"\n") ==
        "2:2: unknown table scenarios; did you mean scenario?");
  CHECK(problems(site, address + "[scenario]\nsend = 3\n") ==
        "3:8: scenario.send must be a text, not a number");
  CHECK(problems(site, address + "[scenario]\nSend = \"x\"\n") ==
        "3:1: scenario.Send: a function's name has lower-case letters and _ only");
  CHECK(problems(site, address + "[scenario]\nsend = \"../x\"\nreview = \"\"\n") ==
        "3:8: scenario.send: \"../x\" is no scenario's name: letters, digits, - . _\n"
        "4:10: scenario.review: \"\" is no scenario's name: letters, digits, - . _");
  CHECK(problems(site, address + "scenario = \"x\"\n") ==
        "2:12: scenario is a table: write [scenario] on a line of its own and its keys below");
}

TEST_CASE("how a list distributes is chosen by words, and by default is the safest") {
  const Site site;
  const std::string address = "address = \"staff@example.org\"\n";
  const auto plain = site.load_list("staff", address);
  REQUIRE(plain);
  CHECK(plain->encrypt == EncryptedPosts::received);
  CHECK(plain->distribution == Distribution::reencrypt);
  CHECK(plain->unsigned_ciphertext == UnsignedCiphertext::hold);
  CHECK(plain->without_certificate == WithoutCertificate::notice);
  CHECK(plain->sign == SignedMail::none);
  CHECK(plain->footer == FooterMode::skip);
  CHECK(plain->harvest == Harvest::off);
  CHECK(plain->subject == SubjectPlace::outside);
  CHECK_FALSE(plain->demands.signing_window);
  const auto chosen = site.load_list(
      "staff", address +
                   "encrypt = \"always\"\ndistribution = \"rewrap\"\n"
                   "unsigned_ciphertext = \"allow\"\nwithout_certificate = \"hold\"\n"
                   "sign = \"all\"\nfooter = \"headers-only\"\n"
                   "harvest = \"members\"\nsubject = \"inside\"\nsigning_window_hours = 24\n");
  REQUIRE(chosen);
  CHECK(chosen->encrypt == EncryptedPosts::always);
  CHECK(chosen->distribution == Distribution::rewrap);
  CHECK(chosen->unsigned_ciphertext == UnsignedCiphertext::allow);
  CHECK(chosen->harvest == Harvest::members);
  CHECK(chosen->subject == SubjectPlace::inside);
  CHECK(chosen->demands.signing_window == std::chrono::hours(24));
  CHECK(chosen->without_certificate == WithoutCertificate::hold);
  CHECK(chosen->sign == SignedMail::all);
  CHECK(chosen->footer == FooterMode::headers_only);
  CHECK(problems(site, address + "without_certificate = \"plaintext\"\n") ==
        "2:23: without_certificate: must be \"notice\" or \"skip\" or \"hold\", not \"plaintext\"");
}

TEST_CASE("each word of a choice is its own") {
  const Site site;
  const std::string address = "address = \"staff@example.org\"\n";
  const auto with = [&](const std::string& line) {
    return site.load_list("staff", address + line + "\n").value();
  };
  CHECK(with("unsigned_ciphertext = \"reject\"").unsigned_ciphertext == UnsignedCiphertext::reject);
  CHECK(with("without_certificate = \"skip\"").without_certificate == WithoutCertificate::skip);
  CHECK(with("sign = \"none\"").sign == SignedMail::none);
  CHECK(with("sign = \"service\"").sign == SignedMail::service);
  CHECK(with("sign = \"posts\"").sign == SignedMail::posts);
  CHECK(with("footer = \"outer\"").footer == FooterMode::outer);
}

TEST_CASE("lists are told in the order of their names, and only what can be one") {
  const Site site;
  CHECK(list_names(site.places).value().empty());
  for (const char* name : {"zoo", "art", "b.c", ".git", "UPPER", "lost+found"})
    fs::create_directories(site.places.list(name));
  site.write("lists/file", "");
  CHECK(list_names(site.places).value() ==
        std::vector<std::string>{"art", "b.c", "lost+found", "zoo"});
}

TEST_CASE("a file in the place of the folder of lists is an error") {
  const Site site;
  site.write("lists", "");
  const auto names = list_names(site.places);
  REQUIRE_FALSE(names);
  CHECK(names.error().code == Code::misconfigured);
}

TEST_CASE("a page of a list is an https address that fits into a header field") {
  const Site site;
  const auto with = [](const std::string& key, const std::string& url) {
    return "address = \"staff@example.org\"\n" + key + " = \"" + url + "\"\n";
  };
  const auto list = site.load_list("staff", with("archive_url", "https://a.example/x?y={member}"));
  REQUIRE(list);
  CHECK(list->archive_url == "https://a.example/x?y={member}");
  CHECK_FALSE(list->unsubscribe_url);
  for (const std::string bad :
       {"http://a.example", "https://", "https://a b", "https://a>", "https://a,b",
        "https://a\\nX-Evil: y", "https://\xc3\xa4", "javascript:alert(1)"}) {
    CAPTURE(bad);
    CHECK_THAT(problems(site, with("unsubscribe_url", bad)), Contains("unsubscribe_url"));
  }
  CHECK_THAT(problems(site, with("archive_url", "https://" + std::string(500, 'a'))),
             Contains("not longer than 500"));
}
