// verify: a detached signature and its chain, through the plugin, beside CMS_verify with a warm
// store over the same bytes; and the stages parse, open and authenticate of a whole signed post.
#include "bench.hpp"
#include "support/certificates.hpp"
#include "support/house.hpp"

#include <openssl/x509_vfy.h>

#include <string>

using namespace chancery;

namespace {

struct Signer {
  bench::Kind kind;
  const char* name;
};
constexpr Signer signers[] = {{bench::Kind::rsa, "alice"}, {bench::Kind::p256, "carol"}};

X509_STORE* trusting_ca() {
  static const auto ca = bench::certificate_of("ca");
  X509_STORE* store = X509_STORE_new();
  X509_STORE_add_cert(store, ca.get());
  return store;
}

bool bare_verify(X509_STORE* trust, const std::string& cms, const std::string& content) {
  const auto* at = reinterpret_cast<const unsigned char*>(cms.data());
  CMS_ContentInfo* info = d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(cms.size()));
  BIO* in = BIO_new_mem_buf(content.data(), static_cast<int>(content.size()));
  const bool sound = CMS_verify(info, nullptr, trust, in, nullptr, CMS_BINARY) == 1;
  BIO_free(in);
  CMS_ContentInfo_free(info);
  return sound;
}

void measure(bench::House& house, const Signer& signer, const bench::Size& size) {
  static X509_STORE* const store = trusting_ca();
  const auto content = bench::entity(size.bytes);
  const auto cms = bench::sign(content, signer.name);
  const auto trust = house.keyring.trust();
  const auto now = house.clock.now();
  bool sound = true;
  const auto bare = bench::median_ns([&] { sound &= bare_verify(store, cms, content); });
  const auto plugin = bench::median_ns([&] {
    const auto verified = house.crypto().verify(**trust, cms, content, now, Floor());
    sound &= verified && verified->signatures.front().status == Status::valid;
  });
  const auto from = std::string(signer.name) + "@example.org";
  const auto post = bench::signed_post(content, cms, from);
  const auto stages = bench::median_ns([&] {
    auto parsed = parse({make_buffer(post), from, now}, house.settings.limits);
    auto opened = open(std::move(*parsed), house.keyring, house.settings.limits);
    const auto authenticated = authenticate(std::move(*opened), house.plugins->auth());
    sound &= authenticated && authenticated->method == "smime";
  });
  const auto what = std::string(size.name) + ", " + bench::name(signer.kind);
  bench::row("verify", what + (sound ? "" : " FAILED"), plugin, bare);
  bench::row("verify", what + ", from bytes to method", stages, bare);
}

}  // namespace

void bench_verify() {
  bench::House house;
  for (const auto& signer : signers)
    for (const auto& size : bench::sizes) measure(house, signer, size);
}
