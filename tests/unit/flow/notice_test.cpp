// To whom nothing is ever answered (RFC 3834 section 2).
#include "support/catch.hpp"

#include "flow/notice.hpp"

using namespace chancery;

namespace {

bool automatic(const std::string& header) {
  const auto message =
      Message::parse(make_buffer("From: a@example.org\r\n" + header + "\r\n\r\ntext\r\n"));
  REQUIRE(message);
  return is_automatic(*message);
}

}  // namespace

TEST_CASE("robots, lists and bounces are told nothing") {
  CHECK(automatic("Auto-Submitted: auto-replied"));
  CHECK(automatic("Auto-Submitted: Auto-Generated; owner-email=\"x@y\""));
  CHECK(automatic("Precedence: bulk"));
  CHECK(automatic("PRECEDENCE:   List"));
  CHECK(automatic("List-Id: <other.example.org>"));
  CHECK(automatic("X-Auto-Response-Suppress: All"));
  CHECK(automatic("Content-Type: multipart/report; report-type=delivery-status; boundary=b"));
}

TEST_CASE("a person is told") {
  CHECK_FALSE(automatic("Subject: hello"));
  CHECK_FALSE(automatic("Auto-Submitted: no"));
  CHECK_FALSE(automatic("Precedence: first-class"));
}
