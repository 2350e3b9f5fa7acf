// Any bytes as a CMS object, as a mail to a list that has a key, and as a certificate to import:
// what is said to be signed or authenticated is what somebody signed or sealed, and nothing that
// may not be encrypted to is made ready for it. By crypto_openssl, as it is shipped.
#include "base/check.hpp"
#include "flow/stages.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <cstdlib>

using namespace chancery;

namespace {

const fs::path build = CHANCERY_BUILD_DIR;

std::string vector(const std::string& name) {
  return read_file(build / "vectors" / name, 10'000'000).value();
}

class NoLog final : public Log {
  void line(Severity, const std::string&) override {}
};

// The site, which trusts the authority of the vectors, and the keys of the list.
class House {
 public:
  House() : plugins_(loaded()), keyring_(crypto(), trusted(), keys()) {}
  const CryptoBackend* crypto() const { return plugins_.crypto(); }
  Keyring& keyring() { return keyring_; }
  const Settings& settings() const { return settings_; }

 private:
  Plugins loaded() {
    settings_.plugin_folders = {build / "lib/chancery/plugins"};
    settings_.plugins = {"crypto_openssl"};
    auto plugins = Plugins::load(settings_, {log_, clock_, nullptr, {}});
    CHECK(plugins && plugins->crypto(), "the plugin loads");
    return std::move(*plugins);
  }
  static TrustFiles trusted() {
    TrustFiles trust;
    trust.ca_files = {build / "vectors/ca.pem"};
    return trust;
  }
  static Keyring::OpenKeys keys() {
    return [](const CryptoBackend& backend) {
      std::vector<CryptoBackend::Handle> opened;
      for (const std::string name : {"notes", "carol"})
        opened.push_back(
            std::move(*backend.open_key({vector(name + ".key"), vector(name + ".pem"), {}})));
      return Result<std::vector<CryptoBackend::Handle>>(std::move(opened));
    };
  }

  Settings settings_;
  NoLog log_;
  SystemClock clock_;
  Plugins plugins_;
  Keyring keyring_;
};

const Time now = from_seconds(1780272000);

bool is_plain(const Error& error) {
  return error.code != Code::misconfigured && error.code != Code::usage;
}

void as_signature(House& house, std::string_view cms, const std::string& signed_once) {
  const auto trust = house.keyring().trust();
  CHECK(trust, "the trust opens");
  const auto verified = house.crypto()->verify(**trust, cms, std::nullopt, now, Floor());
  if (!verified) {
    CHECK(is_plain(verified.error()), "what a stranger sends is no fault of the site");
    return;
  }
  for (const auto& signature : verified->signatures)
    CHECK(signature.status != Status::valid || verified->content == signed_once,
          "what is valid is what was signed");
}

void as_envelope(House& house, std::string_view cms, const std::string& sealed_once) {
  const auto keys = house.keyring().keys();
  CHECK(keys, "the keys open");
  const auto opened = house.crypto()->decrypt(cms, *keys);
  const auto passed = house.crypto()->open_envelope(cms, *keys);
  if (!opened) {
    CHECK(is_plain(opened.error()), "what a stranger sends is no fault of the site");
    return;
  }
  const auto& [opening, content] = *opened;
  CHECK(opening.status == Status::valid || content.empty(), "what did not open shows nothing");
  CHECK(!opening.authenticated || content == sealed_once,
        "what is authenticated is what was sealed");
  if (passed && passed->opened.opening.status == Status::valid)
    CHECK(opening.status != Status::valid || passed->opened.content == content,
          "both ways open to the same");
}

void as_mail(House& house, std::string_view bytes) {
  auto incoming = receive(std::string(bytes), std::nullopt, now);
  if (!incoming) return;
  auto parsed = parse(std::move(*incoming), house.settings().limits);
  if (!parsed) return;
  const auto opened = open(std::move(*parsed), house.keyring(), house.settings().limits);
  if (!opened) {
    CHECK(is_plain(opened.error()), "what a stranger sends is no fault of the site");
    return;
  }
  if (std::holds_alternative<Locked>(opened->secrecy))
    CHECK(opened->message.raw() == opened->outer.raw(), "what is locked shows nothing");
}

void as_certificate(House& house, std::string_view bytes) {
  const auto read = house.crypto()->certificates(bytes);
  if (!read) return;
  for (const auto& certificate : *read) {
    const auto again = house.crypto()->certificates(certificate.der);
    CHECK(again && again->size() == 1 && again->front().fingerprint == certificate.fingerprint,
          "a certificate is its own DER");
    for (const auto& address : certificate.addresses)
      CHECK(Address::make(address.text()), "an address of a certificate has a canonical form");
    if (house.crypto()->prepare(certificate.der))
      CHECK(certificate.may_encrypt, "only what may be encrypted to is made ready");
  }
}

// Otherwise nothing would be looked at.
bool knows_what_is_good(House& house, const std::string& post) {
  const auto trust = house.keyring().trust();
  const auto keys = house.keyring().keys();
  CHECK(trust && keys, "the site opens");
  const auto verified =
      house.crypto()->verify(**trust, vector("alice.opaque"), std::nullopt, now, Floor());
  CHECK(verified && verified->signatures.at(0).status == Status::valid, "what is good is valid");
  const auto opened = house.crypto()->decrypt(vector("gcm.enveloped"), *keys);
  CHECK(opened && opened->opening.authenticated && opened->content == post, "what is ours opens");
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static House house;
  static const std::string post = vector("post.crlf");
  static const bool awake = knows_what_is_good(house, post);
  CHECK(awake, "the backend works");
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  as_signature(house, bytes, post);
  as_envelope(house, bytes, post);
  as_mail(house, bytes);
  as_certificate(house, bytes);
  return 0;
}
