// Certificates, and which of them a member is sealed to.
#include "fixture.hpp"
#include "support/catch.hpp"

#include <sqlite3.h>

using namespace test;
using Lines = std::vector<std::string>;

namespace {

struct Seal : Folder {
  std::unique_ptr<Store> store = open();

  Seal() { REQUIRE(store->add("staff", member("a@example.org"))); }
  void give(const StoredCertificate& certificate, const PreparedBy& by = openssl) {
    REQUIRE(store->add_certificate(address("a@example.org"), certificate, by,
                                   "sealed " + certificate.certificate.fingerprint));
  }
};

}  // namespace

TEST_CASE("every fact of a certificate comes back") {
  const Folder folder;
  auto given = certificate("aa");
  Certificate& c = given.certificate;
  c.der = std::string("\x30\x00\xff\n", 4);
  c.subject = "CN=\xc3\x84, O='x'";
  c.issuer = "CN=ca";
  c.serial = "0f";
  c.key_algorithm = "RSA";
  c.key_bits = 2048;
  c.may_sign = true;
  c.is_ca = true;
  c.weak = true;
  c.not_before = from_seconds(-5'000'000'000);
  c.not_after = from_seconds(253'402'300'799);
  c.addresses = {address("a@example.org"), address("\xc3\xa4@example.org")};
  c.odd_addresses = {"a b@example.org", "x\ny"};
  given.source = "message";
  given.added = from_seconds(7);
  REQUIRE(folder.open()->add_certificate(address("b@example.org"), given, openssl, "p"));

  const auto found = folder.open()->certificates(address("b@example.org"), now, openssl).value();
  REQUIRE(found.size() == 1);
  const Certificate& f = found[0].certificate;
  CHECK(f.der == c.der);
  CHECK(f.fingerprint == "aa");
  CHECK(f.subject == c.subject);
  CHECK(f.issuer == "CN=ca");
  CHECK(f.serial == "0f");
  CHECK(f.key_algorithm == "RSA");
  CHECK(f.key_bits == 2048);
  CHECK((f.may_sign && f.may_encrypt && f.is_ca && f.weak));
  CHECK(f.not_before == c.not_before);
  CHECK(f.not_after == c.not_after);
  CHECK(f.addresses == c.addresses);
  REQUIRE(f.odd_addresses.size() == 2);
  CHECK(f.odd_addresses[0] == "a b@example.org");
  CHECK(f.odd_addresses[1].find('\n') == std::string::npos);
  CHECK(found[0].source == "message");
  CHECK(found[0].added == from_seconds(7));
  CHECK(folder.open()->certificates(address("a@example.org"), now, openssl).value().empty());
}

TEST_CASE("a certificate of two addresses is kept for both") {
  const Folder folder;
  const auto store = folder.open();
  REQUIRE(store->add_certificate(address("a@example.org"), certificate("aa"), openssl, "p"));
  REQUIRE(store->add_certificate(address("b@example.org"), certificate("aa"), openssl, "p"));
  CHECK(store->certificates(address("a@example.org"), now, openssl).value().size() == 1);
  CHECK(store->certificates(address("b@example.org"), now, openssl).value().size() == 1);
}

TEST_CASE("importing again renews the facts and what was prepared, and keeps since when") {
  Seal seal;
  auto first = certificate("aa");
  first.certificate.subject = "CN=before";
  seal.give(first, {"crypto_openssl", 2});
  CHECK(recipients(*seal.store, "staff") ==
        Lines{"a@example.org |der of aa|needs preparing by crypto_openssl"});
  auto again = first;
  again.certificate.subject = "CN=after";
  again.added = now + day;
  seal.give(again);
  CHECK(recipients(*seal.store, "staff") == Lines{"a@example.org sealed aa||"});
  const auto found = seal.store->certificates(address("a@example.org"), now, openssl).value();
  REQUIRE(found.size() == 1);
  CHECK(found[0].certificate.subject == "CN=after");
  CHECK(found[0].added == now);
}

TEST_CASE("recipients are the members in byte order, each once, and nobody else") {
  const Folder folder;
  const auto store = folder.open();
  for (const char* text : {"c@example.org", "a@example.org", "b@example.org"})
    REQUIRE(store->add("staff", member(text)));
  REQUIRE(store->add("staff", member("owner@example.org", Role::owner)));
  REQUIRE(store->add("staff", member("a@example.org", Role::editor)));
  REQUIRE(store->add("board", member("d@example.org")));
  for (const char* fingerprint : {"aa", "bb"})
    REQUIRE(store->add_certificate(address("a@example.org"), certificate(fingerprint), openssl,
                                   fingerprint));
  REQUIRE(store->add_certificate(address("d@example.org"), certificate("dd"), openssl, "dd"));
  CHECK(recipients(*store, "staff") == Lines{"a@example.org aa||", "b@example.org ||no certificate",
                                             "c@example.org ||no certificate"});
  CHECK(recipients(*store, "nobody").empty());
}

TEST_CASE("a certificate that cannot be used is no choice, and the reason is told") {
  Seal seal;
  auto one = certificate("aa");
  SECTION("expired") {
    one.certificate.not_after = now - std::chrono::seconds(1);
    seal.give(one);
    CHECK(recipients(*seal.store, "staff") == Lines{"a@example.org ||expired"});
  }
  SECTION("not yet valid") {
    one.certificate.not_before = now + std::chrono::seconds(1);
    seal.give(one);
    CHECK(recipients(*seal.store, "staff") == Lines{"a@example.org ||not yet valid"});
  }
  SECTION("not for encryption") {
    one.certificate.may_encrypt = false;
    seal.give(one);
    CHECK(recipients(*seal.store, "staff") == Lines{"a@example.org ||not for encryption"});
  }
  SECTION("both ends of its time belong to it") {
    one.certificate.not_before = one.certificate.not_after = now;
    seal.give(one);
    CHECK(recipients(*seal.store, "staff") == Lines{"a@example.org sealed aa||"});
  }
  SECTION("of several reasons the one that is nearest to a remedy") {
    one.certificate.may_encrypt = false;
    seal.give(one);
    auto old = certificate("bb");
    old.certificate.not_after = now - day;
    seal.give(old);
    CHECK(recipients(*seal.store, "staff") == Lines{"a@example.org ||expired"});
    auto next = certificate("cc");
    next.certificate.not_before = now + day;
    seal.give(next);
    CHECK(recipients(*seal.store, "staff") == Lines{"a@example.org ||not yet valid"});
  }
}

TEST_CASE(
    "the newest of the usable certificates is chosen, weak ones only when there is no other") {
  Seal seal;
  auto weak = certificate("aa");
  weak.certificate.weak = true;
  weak.certificate.not_before = now - std::chrono::hours(1);
  seal.give(weak);
  CHECK(recipients(*seal.store, "staff") == Lines{"a@example.org sealed aa||"});
  auto older = certificate("bb");
  older.certificate.not_before = now - 9 * day;
  seal.give(older);
  CHECK(recipients(*seal.store, "staff") == Lines{"a@example.org sealed bb||"});
  auto newer = certificate("cc");
  newer.certificate.not_before = now - 2 * day;
  seal.give(newer);
  auto signing = certificate("dd");
  signing.certificate.may_encrypt = false;
  signing.certificate.not_before = now;
  seal.give(signing);
  auto future = certificate("ee");
  future.certificate.not_before = now + day;
  seal.give(future);
  CHECK(recipients(*seal.store, "staff") == Lines{"a@example.org sealed cc||"});
  CHECK(recipients(*seal.store, "staff", now - 3 * day) == Lines{"a@example.org sealed bb||"});

  Lines order;
  const auto found = seal.store->certificates(address("a@example.org"), now, openssl);
  for (const auto& stored : found.value()) order.push_back(stored.certificate.fingerprint);
  CHECK(order == Lines{"cc", "bb", "aa", "ee", "dd"});
}

TEST_CASE("what another backend prepared is handed out as a certificate to prepare") {
  Seal seal;
  seal.give(certificate("aa"));
  const Lines prepared{"a@example.org sealed aa||"};
  CHECK(recipients(*seal.store, "staff") == prepared);
  CHECK(recipients(*seal.store, "staff", now, {"crypto_gpgme", 3}) ==
        Lines{"a@example.org |der of aa|needs preparing by crypto_gpgme"});
  CHECK(recipients(*seal.store, "staff", now, {"crypto_openssl", 4}) ==
        Lines{"a@example.org |der of aa|needs preparing by crypto_openssl"});
}

TEST_CASE("a certificate that was stored unprepared is handed out to prepare") {
  Seal seal;
  REQUIRE(seal.store->add_certificate(address("a@example.org"), certificate("aa"), openssl, ""));
  CHECK(recipients(*seal.store, "staff") ==
        Lines{"a@example.org |der of aa|needs preparing by crypto_openssl"});
}

TEST_CASE("what was prepared while recipients are read is there the next time") {
  Seal seal;
  seal.give(certificate("aa"), {"crypto_openssl", 1});
  REQUIRE(seal.store->add("staff", member("b@example.org")));
  int seen = 0;
  const auto done = seal.store->each_recipient(
      "staff", everybody, now, openssl, [&](const Recipient&) -> Result<void> {
        ++seen;
        return seal.store->add_certificate(address("a@example.org"), certificate("aa"), openssl,
                                           "now");
      });
  REQUIRE(done);
  CHECK(seen == 2);
  CHECK(recipients(*seal.store, "staff") ==
        Lines{"a@example.org now||", "b@example.org ||no certificate"});
}

TEST_CASE("the caller's error ends the reading and comes back") {
  Seal seal;
  REQUIRE(seal.store->add("staff", member("b@example.org")));
  int seen = 0;
  const auto done = seal.store->each_recipient("staff", everybody, now, openssl,
                                               [&](const Recipient&) -> Result<void> {
                                                 ++seen;
                                                 return Err(Code::unusable, "enough");
                                               });
  REQUIRE_FALSE(done);
  CHECK(done.error().what == "enough");
  CHECK(seen == 1);
  CHECK(seal.store->add("staff", member("c@example.org")).value());
}

TEST_CASE("recipients may be read while recipients are read") {
  Seal seal;
  REQUIRE(seal.store->add("staff", member("b@example.org")));
  std::size_t inner = 0;
  const auto done = seal.store->each_recipient("staff", everybody, now, openssl,
                                               [&](const Recipient&) -> Result<void> {
                                                 inner += recipients(*seal.store, "staff").size();
                                                 return {};
                                               });
  REQUIRE(done);
  CHECK(inner == 4);
}

TEST_CASE("who is added or removed elsewhere while recipients are read changes nothing for them") {
  const Folder folder;
  const auto reader = folder.open();
  for (const char* text : {"b@example.org", "d@example.org", "f@example.org"})
    REQUIRE(reader->add("staff", member(text)));
  const auto writer = folder.open(50);
  Lines seen;
  const auto done = reader->each_recipient(
      "staff", everybody, now, openssl, [&](const Recipient& r) -> Result<void> {
        if (seen.empty()) {
          if (auto ok = writer->add("staff", member("c@example.org")); !ok) return ok.error();
          if (auto ok = writer->remove("staff", address("d@example.org"), std::nullopt); !ok)
            return ok.error();
          if (auto ok = writer->add_certificate(address("f@example.org"), certificate("aa"),
                                                openssl, "p");
              !ok)
            return ok;
        }
        seen.push_back(std::string(r.address) + " " + std::string(r.why_not));
        return {};
      });
  REQUIRE(done);
  CHECK(seen == Lines{"b@example.org no certificate", "d@example.org no certificate",
                      "f@example.org no certificate"});
  CHECK(recipients(*reader, "staff") == Lines{"b@example.org ||no certificate",
                                              "c@example.org ||no certificate",
                                              "f@example.org p||"});
}

TEST_CASE("reading many recipients takes no more memory than its cache") {
  const Folder folder;
  const auto store = folder.open();
  auto one = certificate("aa");
  one.certificate.der = std::string(1'500, 'd');
  const std::string prepared(800, 'p');
  constexpr int many = 10'000;
  REQUIRE(store->begin());
  for (int i = 0; i < many; ++i) {
    const auto member = test::member("m" + std::to_string(i) + "@example.org");
    REQUIRE(store->add("staff", member));
    REQUIRE(store->add_certificate(member.address, one, openssl, prepared));
  }
  REQUIRE(store->commit());

  const auto reader = folder.open();
  const auto before = sqlite3_memory_used();
  sqlite3_memory_highwater(1);
  int seen = 0;
  const auto done = reader->each_recipient("staff", everybody, now, openssl,
                                           [&](const Recipient& r) -> Result<void> {
                                             if (r.prepared == prepared) ++seen;
                                             return {};
                                           });
  REQUIRE(done);
  CHECK(seen == many);
  CHECK(sqlite3_memory_highwater(0) - before < 4'000'000);  // of 30 MB
}

TEST_CASE("a range begins behind one address and ends with another, in byte order") {
  const Folder folder;
  const auto store = folder.open();
  for (const std::string name : {"a", "b", "c", "d", "\xc3\xa4"})
    REQUIRE(store->add("staff", member(name + "@example.org")));
  const auto in = [&](const AddressRange& range) {
    std::string names, sealed;
    REQUIRE(store->each_address("staff", range, [&](std::string_view address) -> Result<void> {
      names += address.substr(0, address.find('@'));
      return {};
    }));
    for (const auto& line : recipients(*store, "staff", now, openssl, range))
      sealed += line.substr(0, line.find('@'));
    CHECK(sealed == names);
    return names;
  };
  CHECK(in({}) == "abcd\xc3\xa4");
  CHECK(in({"b@example.org", ""}) == "cd\xc3\xa4");
  CHECK(in({"", "b@example.org"}) == "ab");
  CHECK(in({"a@example.org", "c@example.org"}) == "bc");
  CHECK(in({"bb", "c@example.org"}) == "c");  // it need not be there
  CHECK(in({"d@example.org", "c@example.org"}).empty());
}
