// Canonical addresses, address lists, and who the sender is.
#include "mail/address.hpp"
#include "structure.hpp"
#include "support/catch.hpp"

using namespace chancery;

namespace {

std::string canonical(std::string_view spec) {
  const auto address = Address::make(spec);
  return address ? address->text() : "";
}

std::string why_not(std::string_view spec) {
  const auto address = Address::make(spec);
  return address ? "it is " + address->text() : address.error().what;
}

// "name <spec>; name <spec>", or the reason in brackets.
std::string addresses(std::string_view value) {
  const auto list = parse_addresses(value);
  if (!list) return "[" + list.error().what + "]";
  std::string text = list->has_group ? "group:" : "";
  for (const auto& mailbox : list->mailboxes)
    text +=
        (text.empty() || text.ends_with(':') ? "" : "; ") + mailbox.name + "<" + mailbox.spec + ">";
  return text;
}

std::string sender(std::string_view header) {
  const auto address = sender_of(test::message(std::string(header) + "\n\nx"));
  return address ? address->text() : "[" + address.error().what + "]";
}

}  // namespace

TEST_CASE("ASCII letters fold, other bytes are exact") {
  CHECK(canonical("Alice@Example.ORG") == "alice@example.org");
  CHECK(canonical("a.b+c_d-e=f/g{h}@x.org") == "a.b+c_d-e=f/g{h}@x.org");
  CHECK(canonical("!#$%&'*+-/=^_`{|}~@x") == "!#$%&'*+-/=^_`{|}~@x");
  CHECK(canonical("J\u00d6RG@x.org") == "j\u00d6rg@x.org");
  CHECK(canonical("j\u00f6rg@x.org") != canonical("jo\u0308rg@x.org"));
  CHECK(*Address::make("A@x.org") == *Address::make("a@X.ORG"));
  CHECK(*Address::make("a@x.org") < *Address::make("b@x.org"));
}

TEST_CASE("an address knows its two parts") {
  const auto address = Address::make("J\u00f6@M\u00fcnchen.DE");
  REQUIRE(address);
  CHECK(address->local() == "j\u00f6");
  CHECK(address->domain() == "xn--mnchen-3ya.de");
  CHECK_FALSE(address->is_ascii());
  CHECK(Address::make("j@m\u00fcnchen.de")->is_ascii());
}

TEST_CASE("a domain is a lower-case A-label") {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"a@M\u00dcNCHEN.de", ""},  // would need mapping
      {"a@m\u00fcnchen.de", "a@xn--mnchen-3ya.de"},
      {"a@XN--MNCHEN-3YA.DE", "a@xn--mnchen-3ya.de"},
      {"a@fa\u00df.de", "a@xn--fa-hia.de"},  // IDNA2008: not fass.de
      {"a@mu\u0308nchen.de", "a@xn--mnchen-3ya.de"},
      {"a@\u4f8b\u3048.jp", "a@xn--r8jz45g.jp"},
      // What looks like another domain, or like nothing at all, is none.
      {"a@\uff45\uff58.org", ""},
      {"a@x\u3002org", ""},
      {"a@exam\u00adple.org", ""},
      {"a@exam\u200dple.org", ""},
      {"a@_dmarc.x.org", "a@_dmarc.x.org"},
      {"a@localhost", "a@localhost"},
      {"a@[1.2.3.4]", "a@[1.2.3.4]"},
      {"a@[IPv6:::1]", "a@[ipv6:::1]"},
  };
  for (const auto& [written, expected] : cases) CHECK(canonical(written) == expected);
}

TEST_CASE("what is no plain address has no canonical form, and the reason is told") {
  const std::string long_label(64, 'x'), long_domain(256, 'x');
  const std::pair<std::string, std::string> cases[] = {
      {"", "no @"},
      {"a", "no @"},
      {"@x.org", "is empty"},
      {"a@", "is empty"},
      {"\"a\"@x.org", "quoted"},
      {"\"a b\"@x.org", "quoted"},
      {"\"\"@x.org", "quoted"},
      {"a.\"b\"@x.org", "may not stand there"},
      {"a b@x.org", "the character blank"},
      {" a@x.org", "the character blank"},
      {"a@x.org ", "the label"},
      {"a\n@x.org", "\\x0a"},
      {"a@x.org\n", "\\x0a"},
      {"a@x.org\r\nBcc: b", "\\x0d"},
      {std::string("a\0b@x.org", 9), "\\x00"},
      {std::string("a@x.org\0", 8), "NUL"},
      {std::string("a@x\0.org", 8), "NUL"},
      {"a\x7f@x.org", "\\x7f"},
      {"a@b@x.org", "may not stand there"},
      {"<a@x.org>", "may not stand there"},
      {"a(c)@x.org", "may not stand there"},
      {"a,b@x.org", "may not stand there"},
      {".a@x.org", "dot"},
      {"a.@x.org", "dot"},
      {"a..b@x.org", "dot"},
      {"=?utf-8?q?a?=@x.org", "encoded word"},
      {"\xff@x.org", "not UTF-8"},
      {"a\u00a0@x.org", "white space"},
      {"a\u0085@x.org", "control character"},
      {"a\u2003b@x.org", "white space"},
      {"a\u2028@x.org", "white space"},
      {"a\u3000@x.org", "white space"},
      {long_label + "a@x.org", "longer than 64"},
      {"a@" + long_domain, "longer than 255"},
      {"a@" + long_label + ".org", "the label"},
      {"a@x..org", "the label ''"},
      {"a@x.org.", "the label ''"},
      {"a@-x.org", "the label"},
      {"a@x-.org", "the label"},
      {"a@x!.org", "the label"},
      {"a@\xff.org", "not UTF-8"},
      {"a@\u00fc\u2603\ufffd.org", "internationalized"},
      {"a@[]", "literal"},
      {"a@[1.2.3.4", "literal"},
      {"a@[1.2.3.4]x", "literal"},
      {"a@[1 2]", "literal"},
      {"a@[", "literal"},
  };
  for (const auto& [written, reason] : cases) {
    CAPTURE(written);
    CHECK_THAT(why_not(written), Contains(reason));
    CHECK(Address::make(written).error().code == Code::unusable);
  }
}

TEST_CASE("a canonical address is its own canonical form") {
  for (const std::string_view spec : {"A@X.org", "j\u00d6@M\u00dcNCHEN.de", "a@[IPv6:1::2]"})
    CHECK(canonical(canonical(spec)) == canonical(spec));
}

TEST_CASE("address lists are read in all their forms") {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"a@x.org", "<a@x.org>"},
      {"<a@x.org>", "<a@x.org>"},
      {"Alice <a@x.org>", "Alice<a@x.org>"},
      {"\"Liddell, Alice\" <a@x.org>", "Liddell, Alice<a@x.org>"},
      {"\"A \\\"q\\\" B\" <a@x.org>", "A \"q\" B<a@x.org>"},
      {"Alice P. Liddell <a@x.org>", "Alice P. Liddell<a@x.org>"},
      {"J.R. Liddell <a@x.org>", "J.R. Liddell<a@x.org>"},
      {"a@x.org (Alice)", "<a@x.org>"},
      {"a(one)@(two)x.org(three (four \\) five))", "<a@x.org>"},
      {"a @ x . org", "<a@x.org>"},
      {"a@x.org, b@x.org,,\r\n c@x.org,", "<a@x.org>; <b@x.org>; <c@x.org>"},
      {"<@r.org,@s.org:a@x.org>", "<a@x.org>"},
      {"<>", "<>"},
      {"Group: a@x.org, B <b@x.org>;", "group:<a@x.org>; B<b@x.org>"},
      {"undisclosed-recipients:;", "group:"},
      {"A: a@x.org;, c@x.org", "group:<a@x.org>; <c@x.org>"},
      {"\"a b\"@x.org", "<\"a b\"@x.org>"},
      {"\"a@y.org\"@x.org", "<\"a@y.org\"@x.org>"},
      {"a@[1.2.3.4]", "<a@[1.2.3.4]>"},
      {"=?utf-8?q?J=C3=B6rg?= <a@x.org>", "J\u00f6rg<a@x.org>"},
      {"=?utf-8?q?b=40y.org_=3Cc=40y.org=3E?= <a@x.org>", "b@y.org <c@y.org><a@x.org>"},
      {"\"b@y.org\" <a@x.org>", "b@y.org<a@x.org>"},
      {"J\u00f6rg <j\u00f6rg@x.org>", "J\u00f6rg<j\u00f6rg@x.org>"},
      {"", ""},
      {" (nobody) ", ""},
  };
  for (const auto& [value, expected] : cases) CHECK(addresses(value) == expected);
}

TEST_CASE("what is no address list is refused with the reason") {
  const std::pair<std::string, std::string> cases[] = {
      {"a", "ends in the middle"},
      {"a b@x.org", "b stands where"},
      {"a@x.org b@x.org", "stands where"},
      {"<a@x.org", "ends in the middle"},
      {"<a@x.org> <b@x.org>", "< stands where"},
      {"Alice <<a@x.org>>", "< stands where"},
      {"a@", "ends in the middle"},
      {"@x.org", "@ stands where"},
      {"a@b@x.org", "@ stands where"},
      {"a@x.org>", "> stands where"},
      {"A: a@x.org", "a group is never closed"},
      {"A: B: a@x.org;;", "stands where"},
      {"<@r.org a@x.org>", "stands where"},
      {"(", "a comment is never closed"},
      {"a@x.org (\\)", "a comment is never closed"},
      {"\"a@x.org", "a quoted text is never closed"},
      {"\"a\\\"@x.org", "a quoted text is never closed"},
      {"a@[1.2.3.4", "a domain literal is never closed"},
      {"a\\b@x.org", "may not stand there"},
      {")a@x.org", "may not stand there"},
      {std::string("a\0@x.org", 8), "\\x00"},
      {std::string(100, '('), "too deeply"},
  };
  for (const auto& [value, reason] : cases) {
    CAPTURE(value);
    CHECK_THAT(addresses(value), Contains(reason));
  }
}

TEST_CASE("the sender is the one address of the one From field") {
  CHECK(sender("From: Alice <A@X.org>") == "a@x.org");
  CHECK(sender("FROM:a@x.org\nSender: b@x.org\nReply-To: c@x.org") == "a@x.org");
  CHECK(sender("From: \"b@y.org\" <a@x.org>") == "a@x.org");
  CHECK(sender("From: =?utf-8?q?b=40y.org?= <a@x.org>") == "a@x.org");
  CHECK(sender("From: (b@y.org) a@x.org (c@y.org)") == "a@x.org");
}

TEST_CASE("whoever else it could be, the sender is nobody and the reason is told") {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"To: a@x.org", "there is no From field"},
      {"X: y\nFrom", "there is no From field"},
      {"From: a@x.org\nFrom: a@x.org", "there are 2 From fields"},
      {"From : a@x.org\nFROM: b@x.org", "there are 2 From fields"},
      {"From:", "names 0 addresses"},
      {"From: (a@x.org)", "names 0 addresses"},
      {"From: a@x.org, b@x.org", "names 2 addresses"},
      {"From: A: a@x.org;", "names a group"},
      {"From: <>", "cannot be compared: it has no @"},
      {"From: \"a\"@x.org", "cannot be compared"},
      {"From: a..b@x.org", "cannot be compared"},
      {"From: =?utf-8?q?a=40x.org?=", "cannot be read"},
      {"From: =?utf-8?q?a?=@x.org", "encoded word"},
      {"From: a@x.org <b@x.org>", "cannot be read"},
      {"From: <a@x.org> b@x.org", "cannot be read"},
  };
  for (const auto& [header, reason] : cases) {
    CAPTURE(header);
    const auto told = sender(header);
    CHECK(told.starts_with("["));
    CHECK_THAT(told, Contains(std::string(reason)));
  }
}

TEST_CASE("a From inside the body or a part is no From of the message") {
  const auto m = test::message(
      "From: a@x.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\nFrom: b@x.org\n\n--b--\n");
  CHECK(sender_of(m)->text() == "a@x.org");
}
