// Secrets leave nothing behind; random names do not repeat.
#include "base/secret.hpp"
#include "base/random.hpp"
#include "support/catch.hpp"

#include <new>
#include <set>
#include <span>

using namespace chancery;

namespace {

bool holds(std::span<const std::byte> memory, std::string_view text) {
  const std::string_view bytes(reinterpret_cast<const char*>(memory.data()), memory.size());
  return bytes.find(text) != std::string_view::npos;
}

}  // namespace

TEST_CASE("the text that a secret is made of is wiped") {
  for (const std::string word : {"short", "a password that does not fit into the object itself"}) {
    std::string source = word;
    const char* place = source.data();
    const auto size = source.size();
    const Secret secret(std::move(source));
    CHECK(secret.reveal() == word);
    CHECK(std::string_view(place, size).find(word.substr(0, 4)) == std::string_view::npos);
  }
}

TEST_CASE("a moved secret leaves nothing in its old place") {
  for (const std::string word : {"short", "a password that does not fit into the object itself"}) {
    alignas(Secret) std::byte memory[sizeof(Secret)] = {};
    auto* first = ::new (memory) Secret(std::string(word));
    const char* place = first->reveal().data();
    Secret second(std::move(*first));
    CHECK(second.reveal() == word);
    CHECK(first->empty());
    CHECK(std::string_view(place, 5).find(word.substr(0, 5)) == std::string_view::npos);
    Secret third;
    third = std::move(second);
    CHECK(third.reveal() == word);
    CHECK(second.empty());
    third = Secret();
    CHECK(third.empty());
    first->~Secret();
    CHECK_FALSE(holds(memory, word.substr(0, 5)));
  }
}

TEST_CASE("a destroyed secret leaves nothing in its place") {
  alignas(Secret) std::byte memory[sizeof(Secret)] = {};
  auto* secret = ::new (memory) Secret(std::string("short"));
  CHECK(holds(memory, "short"));
  secret->~Secret();
  CHECK_FALSE(holds(memory, "short"));
}

TEST_CASE("a secret assigned to itself stays") {
  Secret secret(std::string("short"));
  auto& same = secret;
  secret = std::move(same);
  CHECK(secret.reveal() == "short");
}

TEST_CASE("random names are hex, of their length, and each another") {
  std::set<std::string> names;
  for (int i = 0; i < 1000; ++i) names.insert(random_hex(8));
  CHECK(names.size() == 1000);
  for (const auto& name : names) {
    CHECK(name.size() == 16);
    CHECK(name.find_first_not_of("0123456789abcdef") == std::string::npos);
  }
  CHECK(random_hex(0).empty());
}
