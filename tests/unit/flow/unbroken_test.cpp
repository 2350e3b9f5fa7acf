// A footer or another form of the lines must leave signatures as they came.
#include "flow/unbroken.hpp"

#include "crypto_house.hpp"

#include "support/catch.hpp"

using namespace chancery;
using test::CryptoHouse;
using test::vector;

namespace {

Result<bool> unbroken(const std::string& before, const std::string& after) {
  CryptoHouse house;
  return is_unbroken(before, after, house.clock.now(), house.office());
}

}  // namespace

TEST_CASE("the same bytes are unbroken, signed or not") {
  CHECK(unbroken(vector("signed.eml"), vector("signed.eml")).value());
  CHECK(unbroken("Content-Type: text/plain\n\nx\n", "Content-Type: text/plain\n\nx\n").value());
}

TEST_CASE("another line end breaks a signature over canonical lines not") {
  CHECK(unbroken(vector("signed.eml"), vector("signed-crlf.eml")).value());
}

TEST_CASE("a changed content or a signature that is gone is broken") {
  CHECK_FALSE(unbroken(vector("signed.eml"), vector("signed-changed.eml")).value());
  CHECK_FALSE(unbroken(vector("signed.eml"), "Content-Type: text/plain\n\nx\n").value());
}
