// Base64 whose end is shared must be the base64 of the whole.
#include "support/catch.hpp"

#include "flow/armour.hpp"
#include "mail/transfer.hpp"

using namespace chancery;

TEST_CASE("head and shared tail decode to one piece, whatever their lengths") {
  std::string tail;
  for (int i = 0; i < 1000; ++i) tail += static_cast<char>(i * 7);
  for (std::size_t tail_size : {0, 1, 2, 3, 56, 57, 58, 1000}) {
    const auto shared = tail.substr(0, tail_size);
    Armour armour(shared, "\r\n");
    for (std::size_t size = 1; size < 130; ++size) {
      const std::string head(size, static_cast<char>(size));
      const auto text = armour.encode(head);
      const auto whole = text.head + std::string(text.tail);
      INFO("head " << size << " tail " << tail_size);
      const auto decoded = decode_transfer(whole, "base64");
      REQUIRE(decoded);
      REQUIRE(*decoded == head + shared);
    }
  }
}

TEST_CASE("no line of an envelope is longer than 76 characters") {
  const std::string tail(5000, 'x');
  Armour armour(tail, "\n");
  const auto text = armour.encode(std::string(400, 'y'));
  const auto whole = text.head + std::string(text.tail);
  std::size_t longest = 0, length = 0;
  for (const char c : whole) {
    length = c == '\n' ? 0 : length + 1;
    longest = std::max(longest, length);
  }
  CHECK(longest == 76);
  CHECK(whole.back() == '\n');
}

TEST_CASE("the tail is encoded once for each of its three positions") {
  const std::string tail(3000, 'x');
  Armour armour(tail, "\n");
  const auto first = armour.encode(std::string(300, 'a'));
  const auto again = armour.encode(std::string(303, 'b'));
  CHECK(first.tail.data() == again.tail.data());
  CHECK(armour.encode(std::string(301, 'a')).tail.data() != first.tail.data());
}
