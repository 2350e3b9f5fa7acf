// Answers about single certificates: kept by the site, or brought by the signature.
#include "backend.hpp"

#include "support/catch.hpp"

#include <openssl/ocsp.h>
#include <openssl/pem.h>

#include <fstream>

using namespace test;

namespace {

template <class T>
using Shared = std::shared_ptr<T>;

Shared<X509> certificate(const std::string& name) {
  const auto text = vector(name + ".pem");
  const Shared<BIO> bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
  return {PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), X509_free};
}

Shared<EVP_PKEY> key(const std::string& name) {
  const auto text = vector(name + ".key");
  const Shared<BIO> bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
  return {PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free};
}

constexpr std::int64_t day = 86400, before_now = now - day, after_now = now + day;

struct Wanted {
  std::string about = "alice", issuer = "ca", by = "ca", by_key = "ca";
  std::int64_t from = before_now;
  std::optional<std::int64_t> until = after_now;
  std::optional<std::int64_t> revoked = std::nullopt;
  const EVP_MD* digest = EVP_sha256();
  int others = 0;  // certificates that are answered about before it
};

using Time = Shared<ASN1_TIME>;
Time time_of(std::optional<std::int64_t> at) {
  return {at ? ASN1_GENERALIZEDTIME_set(nullptr, *at) : nullptr, ASN1_TIME_free};
}

std::string der_of(OCSP_RESPONSE* response) {
  unsigned char* bytes = nullptr;
  const int size = i2d_OCSP_RESPONSE(response, &bytes);
  std::string der(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

void answer_about_others(OCSP_BASICRESP& basic, const Wanted& wanted) {
  const auto issuer = certificate(wanted.issuer);
  const auto from = time_of(wanted.from), until = time_of(wanted.until);
  for (int i = 0; i < wanted.others; ++i) {
    const Shared<ASN1_INTEGER> serial(ASN1_INTEGER_new(), ASN1_INTEGER_free);
    ASN1_INTEGER_set(serial.get(), i + 1);
    const Shared<OCSP_CERTID> id(
        OCSP_cert_id_new(EVP_sha1(), X509_get_subject_name(issuer.get()),
                         X509_get0_pubkey_bitstr(issuer.get()), serial.get()),
        OCSP_CERTID_free);
    REQUIRE(OCSP_basic_add1_status(&basic, id.get(), V_OCSP_CERTSTATUS_GOOD, 0, nullptr, from.get(),
                                   until.get()));
  }
}

std::string answer(const Wanted& wanted = {}) {
  const Shared<OCSP_BASICRESP> basic(OCSP_BASICRESP_new(), OCSP_BASICRESP_free);
  const Shared<OCSP_CERTID> id(OCSP_cert_to_id(EVP_sha1(), certificate(wanted.about).get(),
                                               certificate(wanted.issuer).get()),
                               OCSP_CERTID_free);
  const auto revoked = time_of(wanted.revoked), from = time_of(wanted.from),
             until = time_of(wanted.until);
  answer_about_others(*basic, wanted);
  REQUIRE(OCSP_basic_add1_status(
      basic.get(), id.get(), wanted.revoked ? V_OCSP_CERTSTATUS_REVOKED : V_OCSP_CERTSTATUS_GOOD,
      wanted.revoked ? OCSP_REVOKED_STATUS_KEYCOMPROMISE : 0, revoked.get(), from.get(),
      until.get()));
  REQUIRE(OCSP_basic_sign(basic.get(), certificate(wanted.by).get(), key(wanted.by_key).get(),
                          wanted.digest, nullptr, 0));
  const Shared<OCSP_RESPONSE> whole(
      OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()), OCSP_RESPONSE_free);
  return der_of(whole.get());
}

std::string element(char tag, const std::string& content) {
  const auto size = content.size();
  std::string head{tag, static_cast<char>(0x83)};
  for (int shift : {16, 8, 0}) head += static_cast<char>((size >> shift) & 0xff);
  return head + content;
}

// The header of the element at the beginning, and its content.
std::size_t header_size(std::string_view bytes) {
  const auto first = static_cast<unsigned char>(bytes[1]);
  return first < 0x80 ? 2 : 2u + (first & 0x7f);
}
std::size_t whole_size(std::string_view bytes) {
  std::size_t length = static_cast<unsigned char>(bytes[1]);
  if (length >= 0x80) {
    const auto count = length & 0x7f;
    length = 0;
    for (std::size_t i = 0; i < count; ++i)
      length = length << 8 | static_cast<unsigned char>(bytes[2 + i]);
  }
  return header_size(bytes) + length;
}

// The signed object with the answers in its `crls [1]`, as RFC 5940 puts them there.
std::string with_stapled(std::string_view cms, const std::vector<std::string>& answers) {
  const std::string kind("\x06\x08\x2b\x06\x01\x05\x05\x07\x10\x02", 10);
  std::string infos;
  for (const auto& one : answers) infos += element('\xa1', kind + one);
  auto rest = cms.substr(header_size(cms));
  const std::string type(rest.substr(0, whole_size(rest)));
  rest.remove_prefix(type.size());
  rest.remove_prefix(header_size(rest));  // [0]
  rest.remove_prefix(header_size(rest));  // SignedData
  std::string fields;
  for (int i = 0; i < 4; ++i) {  // version, digests, content, certificates
    fields += rest.substr(0, whole_size(rest));
    rest.remove_prefix(whole_size(rest));
  }
  fields += element('\xa1', infos);
  fields += rest;
  return element('\x30', type + element('\xa0', element('\x30', fields)));
}

struct Found {
  std::string status;
  bool checked = false;
  std::string reason;
};

Found found(const std::string& cms, const TrustFiles& trust, std::int64_t at = now,
            bool allow_weak = false) {
  const auto verified =
      Backend().verify({.cms = cms, .trust = trust, .at = at, .allow_weak = allow_weak});
  INFO(verified.error);
  REQUIRE(verified.signatures.size() == 1);
  const auto& signature = verified.signatures.front();
  return {status_name(signature.status), signature.revocation_checked, signature.reason};
}

// A site that keeps these answers.
class Kept {
 public:
  explicit Kept(const std::vector<std::string>& answers,
                std::uint32_t revocation = CHANCERY_REVOCATION_REQUIRE)
      : trust_{.ca = {vectors() / "ca.pem"}, .revocation = revocation} {
    for (const auto& one : answers) {
      trust_.ocsp.push_back(folder_.path() / std::to_string(trust_.ocsp.size()));
      std::ofstream(trust_.ocsp.back(), std::ios::binary) << one;
    }
  }
  const TrustFiles& trust() const { return trust_; }
  Found of(const std::string& name = "alice", std::int64_t at = now) const {
    return found(vector(name + ".opaque"), trust_, at);
  }

 private:
  TemporaryFolder folder_;
  TrustFiles trust_;
};

const TrustFiles required{.ca = {vectors() / "ca.pem"}, .revocation = CHANCERY_REVOCATION_REQUIRE};

}  // namespace

TEST_CASE("a kept answer that a certificate is good stands in for a list") {
  CHECK(found(vector("alice.opaque"), required).status == "untrusted");
  const auto alice = Kept({answer()}).of();
  CHECK(alice.status == "valid");
  CHECK(alice.checked);
  CHECK(Kept({answer()}).of("carol").status == "untrusted");
}

TEST_CASE("a kept answer that a certificate was revoked counts, from that day on") {
  for (const auto revocation : {CHANCERY_REVOCATION_REQUIRE, CHANCERY_REVOCATION_PREFER}) {
    const Kept kept({answer({.revoked = now - 10})}, static_cast<std::uint32_t>(revocation));
    CHECK(kept.of().status == "revoked");
    CHECK(kept.of("alice", now - 11).status == "valid");
  }
  const Kept ignored({answer({.revoked = now - 10})}, CHANCERY_REVOCATION_IGNORE);
  CHECK(ignored.of().status == "valid");
  CHECK_FALSE(ignored.of().checked);
}

TEST_CASE("an answer that is out of date is no longer relied on, and says so") {
  for (const auto revocation : {CHANCERY_REVOCATION_REQUIRE, CHANCERY_REVOCATION_PREFER}) {
    const Kept kept({answer({.until = now - 1})}, static_cast<std::uint32_t>(revocation));
    CHECK(kept.of().status == "untrusted");
    CHECK_THAT(kept.of().reason, Contains("out of date"));
  }
  CHECK(Kept({answer({.until = std::nullopt})}).of().status == "untrusted");
  CHECK(Kept({answer({.until = now - 1}), answer()}).of().status == "valid");
}

TEST_CASE("that a certificate was revoked is believed however old the answer is") {
  CHECK(Kept({answer({.until = now - 1, .revoked = now - 2 * day})}).of().status == "revoked");
}

TEST_CASE("what a responder said is not unsaid when their own certificate ends") {
  const Wanted former{.by = "former-responder", .by_key = "bob", .from = now - 60 * day};
  auto revoked = former, stale = former;
  revoked.revoked = now - 70 * day;
  stale.until = now - 30 * day;
  for (const auto revocation : {CHANCERY_REVOCATION_REQUIRE, CHANCERY_REVOCATION_PREFER}) {
    CHECK(Kept({answer(revoked)}, static_cast<std::uint32_t>(revocation)).of().status == "revoked");
    const auto late = Kept({answer(stale)}, static_cast<std::uint32_t>(revocation)).of();
    CHECK(late.status == "untrusted");
    CHECK_THAT(late.reason, Contains("out of date"));
  }
  // ... but that a certificate is good they no longer say
  CHECK(Kept({answer(former)}).of().status == "untrusted");
  CHECK(Kept({answer(former)}).of("alice", now - 20 * day).status == "valid");
}

TEST_CASE("what is below the floor does not make a certificate good") {
  const Wanted by_sha1{.digest = EVP_sha1()};
  const Wanted by_weak{.by = "weak-responder", .by_key = "weak"};
  for (const auto& weak : {by_sha1, by_weak}) {
    const Kept kept({answer(weak)});
    CHECK(kept.of().status == "untrusted");
    CHECK(found(vector("alice.opaque"), kept.trust(), now, true).status == "valid");
    auto revoked = weak;
    revoked.revoked = now - 10;
    CHECK(Kept({answer(revoked)}).of().status == "revoked");
  }
}

TEST_CASE("every answer that the site keeps is looked at, and of a message's a few") {
  const auto late = answer({.revoked = now - 10, .others = 100});
  CHECK(Kept({late}, CHANCERY_REVOCATION_PREFER).of().status == "revoked");
  const TrustFiles preferred{.ca = {vectors() / "ca.pem"}};
  CHECK(found(with_stapled(vector("alice.opaque"), {late}), preferred).status == "valid");
}

TEST_CASE("what comes with a signature that proves nothing is not looked at") {
  const auto of_mallory =
      answer({.about = "mallory", .issuer = "other-ca", .by = "other-ca", .by_key = "other-ca"});
  const auto stranger = found(with_stapled(vector("mallory.opaque"), {of_mallory}), required);
  CHECK(stranger.status == "untrusted");
  CHECK_FALSE(stranger.checked);
  auto broken = vector("alice.opaque");
  broken.back() ^= 1;
  const auto forged = found(with_stapled(broken, {answer()}), required);
  CHECK(forged.status == "invalid");
  CHECK_FALSE(forged.checked);
}

TEST_CASE("a certificate that nobody answers about was not checked, though its chain is short") {
  CHECK_FALSE(found(vector("lonely.opaque"), {.ca = {vectors() / "ca.pem"}}).checked);
  const auto anchor = found(vector("lonely.opaque"), {.ca = {vectors() / "lonely.pem"}});
  CHECK(anchor.status == "valid");
  CHECK_FALSE(anchor.checked);
}

TEST_CASE("answers about a chain say nothing about who keeps a list of it") {
  const auto ines = answer(
      {.about = "ines", .issuer = "intermediate", .by = "intermediate", .by_key = "intermediate"});
  const Kept good({ines, answer({.about = "intermediate"})});
  auto trust = good.trust();
  const auto cms = vector("ines.opaque");
  CHECK(found(cms, trust).status == "valid");
  trust.intermediate = {vectors() / "list-maker.pem"};
  trust.crl = {vectors() / "list-maker.crl", vectors() / "ca.crl"};
  CHECK(found(cms, trust).checked);
  trust.crl.back() = vectors() / "ca-stale.crl";
  const auto stale = found(cms, trust);
  CHECK(stale.status == "untrusted");
  CHECK_THAT(stale.reason, Contains("who signed a list"));
  trust.crl.pop_back();
  CHECK(found(cms, trust).status == "untrusted");
  trust.revocation = CHANCERY_REVOCATION_PREFER;
  CHECK(found(cms, trust).status == "valid");
  CHECK_FALSE(found(cms, trust).checked);
}

TEST_CASE("an authority's \"try later\" in the place of an answer is none") {
  const std::string try_later("\x30\x03\x0a\x01\x03", 5);
  CHECK(Kept({try_later}, CHANCERY_REVOCATION_PREFER).of().status == "valid");
  CHECK(Kept({try_later}).of().status == "untrusted");
  CHECK(Kept({try_later, answer()}).of().status == "valid");
}

TEST_CASE("only the issuer answers, or whom they named for it") {
  // somebody whom the issuer gave a certificate for mail, and a stranger
  CHECK(Kept({answer({.by = "bob", .by_key = "bob"})}).of().status == "untrusted");
  CHECK(Kept({answer({.by = "other-ca", .by_key = "other-ca"})}).of().status == "untrusted");
  CHECK(Kept({answer({.by = "responder", .by_key = "bob"})}).of().status == "valid");
  CHECK(Kept({answer({.issuer = "other-ca"})}).of().status == "untrusted");
}

TEST_CASE("an answer that was changed says nothing") {
  auto changed = answer({.until = now - 1});
  const auto year = changed.find("20260531235959Z");
  REQUIRE(year != std::string::npos);
  changed.replace(year, 4, "2036");
  CHECK(Kept({changed}).of().status == "untrusted");
}

TEST_CASE("a list and answers are heeded together") {
  auto trust = Kept({}).trust();
  trust.crl = {vectors() / "ca-stale.crl"};
  const Kept good({answer()}), revoked({answer({.revoked = now - 10})});
  trust.ocsp = good.trust().ocsp;
  CHECK(found(vector("alice.opaque"), trust).status == "valid");
  CHECK(found(vector("carol.opaque"), trust).status == "untrusted");
  trust.crl = {vectors() / "ca.crl"};
  trust.ocsp = revoked.trust().ocsp;
  CHECK(found(vector("alice.opaque"), trust).status == "revoked");
  CHECK(found(vector("carol.opaque"), trust).status == "valid");
}

TEST_CASE("a signature may bring the answer about its certificate with it") {
  const auto cms = vector("alice.opaque");
  const auto good = found(with_stapled(cms, {answer()}), required);
  CHECK(good.status == "valid");
  CHECK(good.checked);
  const TrustFiles preferred{.ca = {vectors() / "ca.pem"}};
  CHECK(found(with_stapled(cms, {answer({.revoked = now - 1})}), preferred).status == "revoked");
  CHECK_FALSE(found(with_stapled(cms, {}), preferred).checked);
}

TEST_CASE("what a message brings out of date or broken says no more than nothing") {
  const auto cms = vector("alice.opaque");
  const TrustFiles preferred{.ca = {vectors() / "ca.pem"}};
  for (const auto& useless : {answer({.until = now - 1}), answer({.by = "bob", .by_key = "bob"}),
                              std::string("\x30\x03\x0a\x01\x03", 5)}) {
    CHECK(found(with_stapled(cms, {useless}), required).status == "untrusted");
    CHECK(found(with_stapled(cms, {useless}), preferred).status == "valid");
  }
}

TEST_CASE("a thousand answers in a message cost no more than a few") {
  const std::vector<std::string> many(1000, answer({.by = "bob", .by_key = "bob"}));
  CHECK(found(with_stapled(vector("alice.opaque"), many), required).status == "untrusted");
}

TEST_CASE("a file that is no answer is named") {
  for (const auto& content : {std::string("<html>404</html>"), std::string()}) {
    const Kept kept({content});
    const auto opened = Backend().open_trust(kept.trust());
    CHECK(opened.code == CHANCERY_MISCONFIGURED);
    CHECK_THAT(opened.error, Contains(kept.trust().ocsp.front().string()));
  }
}
