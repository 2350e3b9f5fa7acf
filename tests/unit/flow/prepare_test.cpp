// Which certificate is prepared when nothing was, with a backend that does as the certificate says.
#include "flow/prepare.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"

#include <chancery/bytes.hpp>

#include <map>

using namespace chancery;

namespace {

// DER "refused": unsupported; "away": try later; otherwise it is prepared as itself.
struct FakeBackend {
  chancery_crypto table{};
  std::map<std::string, int> asked;

  FakeBackend() {
    table.size = sizeof table;
    table.self = this;
    table.prepare_version = 4;
    table.prepare = [](void* self, chancery_view certificate, const chancery_sink* prepared,
                       const chancery_sink* error) -> chancery_code {
      const std::string der(text(certificate));
      ++static_cast<FakeBackend*>(self)->asked[der];
      if (der == "refused") {
        write(error, "an odd curve");
        return CHANCERY_UNSUPPORTED;
      }
      if (der == "away") return CHANCERY_TRY_LATER;
      write(prepared, "prepared " + der);
      return CHANCERY_OK;
    };
  }
};

const Time now = from_seconds(1'800'000'000);

std::unique_ptr<Store> made(const std::string& file) {
  REQUIRE(Store::make(file));
  return std::move(*Store::open(file));
}

struct Fixture {
  test::TemporaryFolder folder;
  std::unique_ptr<Store> store = made((folder.path() / "db").string());
  Address who = Address::make("a@example.org").value();
  FakeBackend fake;
  CryptoBackend crypto{"fake", &fake.table};

  // Prepared by an older version.
  void give(const std::string& der, int age_days, int expires_in_days = 9) {
    StoredCertificate stored;
    stored.certificate.fingerprint = stored.certificate.der = der;
    stored.certificate.may_encrypt = true;
    stored.certificate.not_before = now - std::chrono::days(age_days);
    stored.certificate.not_after = now + std::chrono::days(expires_in_days);
    REQUIRE(store->add_certificate(who, stored, {"fake", 3}, "old form"));
  }
  Result<std::string> prepare() { return prepare_for(who, now, crypto, *store); }
};

}  // namespace

TEST_CASE("a member whose newest certificate is refused is sealed to by the next one") {
  Fixture f;
  f.give("good", 9);
  f.give("refused", 1);
  CHECK(f.prepare().value() == "prepared good");
  CHECK(f.store->certificates(f.who, now, {"fake", 4}).value().front().standing ==
        Standing::usable);
}

TEST_CASE("what was refused once is not tried for every message") {
  Fixture f;
  f.give("refused", 1);
  for (int i = 0; i < 3; ++i) {
    const auto prepared = f.prepare();
    REQUIRE_FALSE(prepared);
    CHECK(prepared.error().code == Code::no_key);
    CHECK(prepared.error().what.find("an odd curve") != std::string::npos);
  }
  CHECK(f.fake.asked["refused"] == 1);
}

TEST_CASE("a backend that cannot answer now is no reason to seal to another certificate") {
  Fixture f;
  f.give("good", 9);
  f.give("away", 1);
  const auto prepared = f.prepare();
  REQUIRE_FALSE(prepared);
  CHECK(prepared.error().code == Code::try_later);
  CHECK(f.store->certificates(f.who, now, {"fake", 4}).value().front().standing ==
        Standing::untried);
}

TEST_CASE("nothing but the pinned certificate is tried") {
  Fixture f;
  f.give("good", 1);
  f.give("refused", 9);
  REQUIRE(f.store->pin(f.who, "refused", {"administrator", now}).value());
  const auto prepared = f.prepare();
  REQUIRE_FALSE(prepared);
  CHECK(prepared.error().what.starts_with("pinned, but "));
  CHECK(f.fake.asked.count("good") == 0);
}

TEST_CASE("without a certificate in its time there is nothing to try") {
  Fixture f;
  CHECK(f.prepare().error().what == "no certificate");
  f.give("late", 9, -1);
  CHECK(f.prepare().error().what == "expired");
  CHECK(f.fake.asked.empty());
}
