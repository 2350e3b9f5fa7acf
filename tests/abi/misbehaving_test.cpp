// A plugin may do anything at all with the tables it was given. Whatever it is, the host answers
// with an Error that begins with the plugin's id, and goes on.
#include "house.hpp"
#include "plugin_file.hpp"

#include "support/catch.hpp"

using namespace chancery;

namespace {

struct Misbehaving {
  explicit Misbehaving(const std::string& misdeed)
      : house({test::abi_plugin("x").parent_path()}), plugins(load(misdeed)) {}
  const CryptoBackend& crypto() const { return *plugins.crypto(); }

  test::House house;
  Plugins plugins;

 private:
  Plugins load(const std::string& misdeed) {
    house.set("misbehaving", "misdeed", misdeed);
    auto loaded = house.load({"misbehaving"});
    REQUIRE(test::refusal(loaded) == "");
    return loaded;
  }
};

Message post() { return *Message::parse(make_buffer("From: alice@example.org\r\n\r\nHello\r\n")); }

// What the answer to `ask` says with each misdeed.
template <class Ask>
void check_contained(const Ask& ask,
                     std::initializer_list<std::pair<const char*, const char*>> misdeeds) {
  CHECK(ask(Misbehaving("")) == "");
  for (const auto& [misdeed, word] : misdeeds) {
    INFO(misdeed);
    const std::string said = ask(Misbehaving(misdeed));
    CHECK(said.substr(0, 13) == "misbehaving: ");
    CHECK_THAT(said, Contains(word));
  }
}

template <class Value>
std::string said(const Result<Value>& answer) {
  return answer ? "" : answer.error().what;
}

std::string authenticated(const Misbehaving& m) {
  Evidence evidence;
  evidence.signatures.resize(1);
  evidence.signatures[0].status = Status::invalid;
  const auto done = m.plugins.auth()[0].authenticate(post(), *Address::make("alice@example.org"),
                                                     from_seconds(0), evidence);
  CHECK(evidence.claims.size() == (done ? 1u : 0u));
  return said(done);
}

}  // namespace

TEST_CASE("a claim that cannot be is an error and no evidence") {
  check_contained(authenticated, {{"throw", "threw an exception"},
                                  {"throw_number", "threw an exception"},
                                  {"code", "the code 99, which does not exist"},
                                  {"silent", "no reason given"},
                                  {"status", "the status 99, which does not exist"},
                                  {"signature", "the signature 7, which is not there"},
                                  {"negative", "the signature -2147483648"},
                                  {"by_invalid", "by a signature that is not valid"},
                                  {"no_address", "no address"},
                                  {"null_identity", "no address"},
                                  {"somebody", "mallory@example.org, who is not the sender"},
                                  {"no_method", "by no method"},
                                  {"short", "cuts a claim short"},
                                  {"null", "claims nothing"}});
}

TEST_CASE("nobody is proven where there is no sender") {
  const Misbehaving m("somebody");
  Evidence evidence;
  CHECK_FALSE(m.plugins.auth()[0].authenticate(post(), std::nullopt, from_seconds(0), evidence));
  CHECK(evidence.claims.empty());
}

TEST_CASE("a certificate that cannot be is an error") {
  check_contained([](const Misbehaving& m) { return said(m.crypto().certificates("x")); },
                  {{"throw", "threw an exception"},
                   {"code", "99"},
                   {"nothing", "no certificate"},
                   {"null", "states nothing"},
                   {"short", "cuts a certificate short"},
                   {"no_der", "without its bytes"},
                   {"fingerprint", "without a fingerprint"},
                   {"null_addresses", "addresses that are not there"},
                   {"many_addresses", "addresses that are not there"}});
}

TEST_CASE("addresses of a certificate become canonical, and what has no such form is set apart") {
  const auto certificates = Misbehaving("").crypto().certificates("x");
  REQUIRE(certificates);
  const auto& certificate = certificates->at(0);
  REQUIRE(certificate.addresses.size() == 1);
  CHECK(certificate.addresses[0].text() == "alice@example.org");
  CHECK(certificate.odd_addresses ==
        std::vector<std::string>{"a b@example.org", "nul\\x00@example.org"});
}

TEST_CASE("a signature that cannot be is an error and no fact") {
  check_contained(
      [](const Misbehaving& m) {
        const auto trust = m.crypto().open_trust({});
        REQUIRE(trust);
        return said(m.crypto().verify(*trust, "cms", "content", from_seconds(0), Floor()));
      },
      {{"throw", "threw an exception"},
       {"code", "99"},
       {"status", "the status 99"},
       {"null", "states nothing"},
       {"short", "cuts a certificate short"},
       {"short_signature", "cuts a signature short"},
       {"no_certificate", "a valid signature without a certificate"}});
  const Misbehaving m("null_content");
  const auto trust = m.crypto().open_trust({});
  CHECK(m.crypto().verify(*trust, "cms", std::nullopt, from_seconds(0), Floor())->content == "");
}

TEST_CASE("only what was opened comes out, and only a status of opening is believed") {
  const auto decrypt = [](const Misbehaving& m) { return m.crypto().decrypt("cms", {}); };
  check_contained([&](const Misbehaving& m) { return said(decrypt(m)); },
                  {{"throw", "threw an exception"},
                   {"code", "99"},
                   {"status", "the status 99"},
                   {"expired", "the status 3"}});
  CHECK(decrypt(Misbehaving(""))->content == "the content");
  const auto closed = decrypt(Misbehaving("no_key"));
  REQUIRE(closed);
  CHECK(closed->opening.status == Status::no_key);
  CHECK(closed->content == "");
}

TEST_CASE("an envelope goes on only if it was opened, and only with an end") {
  const auto open = [](const Misbehaving& m) { return m.crypto().open_envelope("cms", {}); };
  check_contained([&](const Misbehaving& m) { return said(open(m)); },
                  {{"throw", "threw an exception"},
                   {"code", "99"},
                   {"status", "the status 99"},
                   {"untouched", "the status -1"},
                   {"null_tail", "no end of it"}});
  CHECK(open(Misbehaving(""))->content->tail == "tail");
  const auto closed = open(Misbehaving("no_key"));
  REQUIRE(closed);
  CHECK_FALSE(closed->content.has_value());
  CHECK(closed->opened.content == "");
}

TEST_CASE("a signature or a new key that was not written is an error") {
  const auto sign = [](const Misbehaving& m) {
    const auto key = m.crypto().open_key({});
    return key ? said(m.crypto().sign(*key, "content")) : said(key);
  };
  check_contained(sign, {{"throw", "threw"}, {"code", "99"}, {"nothing", "gave none back"}});
  check_contained([](const Misbehaving& m) { return said(m.crypto().new_key({})); },
                  {{"throw", "threw"}, {"code", "99"}, {"nothing", "did not give all"}});
}

TEST_CASE("an answer that breaks the contract says nothing about the message: it has to wait") {
  const auto certificates = Misbehaving("null").crypto().certificates("x");
  REQUIRE_FALSE(certificates);
  CHECK(certificates.error().code == Code::try_later);
}

TEST_CASE("a handle that was promised and not given is an error") {
  const Misbehaving m("nothing");
  const auto& crypto = m.crypto();
  for (const auto& answer : {said(crypto.open_key({})), said(crypto.open_trust({})),
                             said(crypto.seal_content("content", "AES-256-CBC")),
                             said(crypto.import_key({}, "password")), said(crypto.prepare("der"))})
    CHECK(answer.substr(0, 13) == "misbehaving: ");
}

TEST_CASE("what is thrown while closing ends there") {
  const Misbehaving m("close_throws");
  { REQUIRE(m.crypto().open_key({})); }
  { REQUIRE(m.crypto().open_trust({})); }
  { REQUIRE(m.plugins.transport("misbehaving")->open()); }
}

TEST_CASE("an envelope without an end or a beginning is an error") {
  const auto seal = [](const Misbehaving& m) -> std::string {
    const auto content = m.crypto().seal_content("content", "AES-256-CBC");
    if (!content) return content.error().what;
    return said(m.crypto().seal_recipient(*content, "prepared"));
  };
  check_contained(seal, {{"null_tail", "no end of the envelope"},
                         {"no_head", "wrote nothing"},
                         {"throw", "threw an exception"},
                         {"code", "99"}});
}

TEST_CASE("a kind of CMS object that does not exist is an error") {
  check_contained([](const Misbehaving& m) { return said(m.crypto().inspect("cms")); },
                  {{"kind", "the kind 99"}, {"throw", "threw"}, {"code", "99"}});
}

TEST_CASE("capabilities that cannot be read are none") {
  CHECK(Misbehaving("").crypto().capabilities().size() == 1);
  for (const auto misdeed : {"throw", "short", "null"})
    CHECK(Misbehaving(misdeed).crypto().capabilities().empty());
}

TEST_CASE("a predicate's answer is yes, no or an error") {
  check_contained(
      [](const Misbehaving& m) {
        return said(
            m.plugins.predicate("is_misbehaving")->evaluate("is_misbehaving", {}, {"l", "d", {}}));
      },
      {{"answer", "neither yes nor no"},
       {"untouched", "neither yes nor no"},
       {"throw", "evaluating is_misbehaving, it threw an exception"},
       {"code", "99"},
       {"silent", "evaluating is_misbehaving: no reason given"}});
}

TEST_CASE("a decoration that cannot be leaves the message as it was") {
  const auto message = post();
  const auto decorate = [&](const Misbehaving& m) {
    return m.plugins.decorators()[0].decorate(message, {"l", "footer"});
  };
  check_contained([&](const Misbehaving& m) { return said(decorate(m)); },
                  {{"throw", "threw an exception"},
                   {"code", "99"},
                   {"applied", "neither yes nor no"},
                   {"no_reason", "does not say why"},
                   {"empty", "leaves nothing"},
                   {"beyond", "bytes that are not there"},
                   {"overflow", "bytes that are not there"},
                   {"behind", "bytes that are not there"}});
  CHECK(decorate(Misbehaving(""))->message.flatten() == message.raw());
  CHECK(decorate(Misbehaving("null_insert"))->message.flatten() == message.raw());
  CHECK(decorate(Misbehaving("skip"))->reason == "signed");
}

TEST_CASE("a recipient without a result that can be understood is tried again") {
  const auto deliver = [](const std::string& misdeed) {
    const Misbehaving m(misdeed);
    auto session = m.plugins.transport("misbehaving")->open();
    REQUIRE(session);
    return session->send({"l-bounces@d", {"a@x", "b@x"}, {}, false, false});
  };
  using Outcome = DeliveryResult::Outcome;
  for (const auto& result : deliver("")) CHECK(result.outcome == Outcome::delivered);
  for (const auto misdeed : {"recipient", "delivery_code", "short", "mute", "null"}) {
    INFO(misdeed);
    const auto results = deliver(misdeed);
    REQUIRE(results.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
      CHECK(results[i].recipient == i);
      CHECK(results[i].outcome == Outcome::try_later);
      CHECK_THAT(results[i].reply, Contains("misbehaving: "));
    }
  }
  // What was reported before it failed stands.
  const auto half = deliver("throw_between");
  CHECK(half[0].outcome == Outcome::delivered);
  CHECK(half[1].outcome == Outcome::try_later);
  for (const auto& result : deliver("twice")) CHECK(result.outcome == Outcome::delivered);
  CHECK(deliver("enhanced")[0].enhanced == "");
  CHECK(deliver("code")[0].outcome == Outcome::delivered);
}

TEST_CASE("a session that is not opened is an error") {
  for (const auto misdeed : {"throw", "nothing"}) {
    const auto session = Misbehaving(misdeed).plugins.transport("misbehaving")->open();
    REQUIRE_FALSE(session);
    CHECK(session.error().what.substr(0, 13) == "misbehaving: ");
  }
}
