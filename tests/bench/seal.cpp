// seal: what one more member costs an encrypted post, from the store to the copy in memory: the
// whole pipeline for a thousand members with distinct keys, less the pipeline for one, a member.
//
// "Bare" is load of the key from its stored form, one encryption of a content key, and free, and
// the memcpy of as many bytes as the copy has; it has no envelope. The rows "warm key" put the same
// encryption with one key that stays loaded in the place of "ours", for comparison. The rows
// "rewrap" are the whole walk of a post whose ciphertext passes on, divided by the members.
#include "bench.hpp"
#include "support/certificates.hpp"
#include "support/house.hpp"

#include <cstring>
#include <fstream>
#include <string>

using namespace chancery;

namespace {

constexpr std::size_t members = 1'024;

// Takes the copies as a transport would: all bytes of each, in one piece.
class MemoryExit final : public Exit {
 public:
  std::vector<DeliveryResult> send(const Copy& copy) override {
    std::size_t size = 0;
    for (const auto piece : copy.outgoing().content) {
      if (buffer_.size() < size + piece.size()) buffer_.resize(size + piece.size());
      std::memcpy(buffer_.data() + size, piece.data(), piece.size());
      size += piece.size();
    }
    bytes = size;
    sealed += copy.kind() == Copy::Kind::sealed;
    return {{0, DeliveryResult::Outcome::delivered, {}, {}}};
  }
  Result<void> keep_held(std::string_view, const std::string&) override { return {}; }
  Result<std::string> keep_failed(std::string_view, const std::string&) override {
    return std::string();
  }
  Result<void> say_why(const std::string&, const std::string&) override { return {}; }
  Result<void> forget(const std::string&) override { return {}; }
  std::size_t bytes = 0, sealed = 0;

 private:
  std::string buffer_;
};

// One walk of an encrypted post to a list; answers how many envelopes it made.
std::size_t distribute(bench::House& house, const ListSettings& list, const std::string& post,
                       MemoryExit& exit) {
  exit.sealed = 0;
  const Office office{house.settings, list,      *house.plugins, *house.store, house.keyring,
                      house.clock,    house.log, false,          false};
  const auto outcome =
      walk({make_buffer(post), "member0@example.org", house.clock.now()}, office, exit);
  return outcome ? exit.sealed : 0;
}

class Bare {
 public:
  explicit Bare(EVP_PKEY& any) {
    if (EVP_PKEY_get_base_id(&any) == EVP_PKEY_EC) ephemeral_.reset(EVP_EC_gen("P-256"));
  }
  // RSA: an encryption (PKCS #1 v1.5). P-256: an agreement, without what hashes and wraps.
  bool with(EVP_PKEY& key) {
    unsigned char out[512];
    std::size_t size = sizeof out;
    EVP_PKEY& own = ephemeral_ ? *ephemeral_ : key;
    EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_pkey(nullptr, &own, nullptr);
    const bool done = ephemeral_ ? EVP_PKEY_derive_init(context) == 1 &&
                                       EVP_PKEY_derive_set_peer_ex(context, &key, 0) == 1 &&
                                       EVP_PKEY_derive(context, out, &size) == 1
                                 : EVP_PKEY_encrypt_init(context) == 1 &&
                                       EVP_PKEY_encrypt(context, out, &size, content_key_,
                                                        sizeof content_key_) == 1;
    EVP_PKEY_CTX_free(context);
    return done;
  }
  bool loaded(const std::string& stored) {
    const auto* at = reinterpret_cast<const unsigned char*>(stored.data());
    const bench::Key key(d2i_PUBKEY(nullptr, &at, static_cast<long>(stored.size())));
    return key && with(*key);
  }

 private:
  const unsigned char content_key_[32] = {1, 2, 3};
  bench::Key ephemeral_;
};

// Peak resident memory of what `f` does, in MB; 0 where the system does not tell.
template <class F>
double peak_mb(F&& f) {
  std::ofstream("/proc/self/clear_refs") << "5";
  f();
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1'000;
  return 0;
}

ListSettings named(ListSettings list, const char* name) {
  list.name = name;
  return list;
}

// The lists `one`, `many` (one member a certificate) and `more` (ten members a certificate).
void fill(bench::House& house, const std::vector<std::string>& certificates) {
  (void)house.store->begin();
  for (std::size_t i = 0; i < 10 * certificates.size(); ++i) {
    const auto address = "member" + std::to_string(i) + "@example.org";
    house.add_member("more", address, certificates[i % certificates.size()]);
    if (i < certificates.size()) house.add_member("many", address);
    if (i == 0) house.add_member("one", address);
  }
  (void)house.store->commit();
}

void measure(bench::Kind kind) {
  const auto keys = bench::make_keys(kind, members);
  std::vector<std::string> certificates, stored;
  for (std::size_t i = 0; i < members; ++i) {
    certificates.push_back(bench::issue(*keys[i], "member" + std::to_string(i) + "@example.org"));
    stored.push_back(bench::stored_form(*keys[i]));
  }
  bench::House house;
  house.list.scenarios["send"] = "public";
  house.list.unsigned_ciphertext = UnsignedCiphertext::allow;
  fill(house, certificates);
  const auto one = named(house.list, "one"), many = named(house.list, "many"),
             more = named(house.list, "more");
  auto rewrapping = many;
  rewrapping.distribution = Distribution::rewrap;
  Bare bare(*keys.front());

  for (const auto& size : bench::sizes) {
    const auto post =
        bench::encrypted_post(bench::encrypt(bench::entity(size.bytes)), "member0@example.org");
    MemoryExit exit;
    bool sound = true;
    const auto all =
        bench::median_ns([&] { sound &= distribute(house, many, post, exit) == members; });
    const auto single = bench::median_ns([&] { sound &= distribute(house, one, post, exit) == 1; });
    const auto passed =
        bench::median_ns([&] { sound &= distribute(house, rewrapping, post, exit) == members; });
    std::string from(exit.bytes, 'x'), to(exit.bytes, 'y');
    std::size_t turn = 0;
    const auto load = bench::median_ns([&] { sound &= bare.loaded(stored[++turn % members]); });
    const auto copy = bench::median_ns([&] {
      std::memcpy(to.data(), from.data(), from.size());
      bench::keep(to);
    });
    const auto warm = bench::median_ns([&] { sound &= bare.with(*keys.front()); });
    const auto what = std::string(size.name) + ", " + bench::name(kind) + (sound ? "" : " FAILED");
    bench::row("seal", what + ", one more member", (all - single) / (members - 1), load + copy);
    bench::row("seal", what + ", rewrap, all a member", passed / members, load + copy);
    bench::row("seal", what + ", warm key", warm + copy, load + copy);
  }

  const auto post =
      bench::encrypted_post(bench::encrypt(bench::entity(2'000)), "member0@example.org");
  MemoryExit exit;
  const auto small = peak_mb([&] { distribute(house, many, post, exit); });
  const auto large = peak_mb([&] { distribute(house, more, post, exit); });
  std::printf("seal       %s, peak memory: %zu members %.1f MB, %zu members %.1f MB\n",
              bench::name(kind), members, small, 10 * members, large);
}

}  // namespace

void bench_seal() {
  for (const auto kind : {bench::Kind::rsa, bench::Kind::p256}) measure(kind);
}
