// What a list asks of a signature beyond that it holds: algorithms, and the time of signing.
#include "site.hpp"

using namespace e2e;

namespace {

Json evidence(const Site& site, const std::string& post, const Words& more = {}) {
  return site.explain(post, more)["evidence"][0];
}

void set_rsa_bits(const fs::path& file, const std::string& bits) {
  write(file, replaced(read(file), "# rsa_bits = 2048", "rsa_bits = " + bits));
}

}  // namespace

TEST_CASE("a list raises the floor, and explain says what is below it") {
  const Site site;
  site.make_list();
  const auto post = sign("alice");
  CHECK(evidence(site, post)["status"] == "valid");
  set_rsa_bits(site.list_folder() / "list.toml", "3072");
  CHECK(evidence(site, post)["status"] == "weak");
  CHECK_THAT(site.quietly({"explain", "notes"}, post).out,
             Contains("weak: a key of 2048 bits is below the floor (CN=alice)"));
  CHECK(site.explain(post)["verdict"]["action"] == "reject");
}

TEST_CASE("the higher floor of site and list counts") {
  const Site site;
  site.make_list();
  set_rsa_bits(site.root() / "chancery.toml", "3072");
  set_rsa_bits(site.list_folder() / "list.toml", "2048");
  CHECK(evidence(site, sign("alice"))["status"] == "weak");
}

TEST_CASE("a floor below the least is refused") {
  const Site site;
  site.make_list();
  set_rsa_bits(site.list_folder() / "list.toml", "1024");
  const auto ran = site.deliver(sign("alice"));
  CHECK(ran.exit == 78);
  CHECK_THAT(ran.err, Contains("floor.rsa_bits") && Contains("2048"));
  CHECK(site.copies() == 0);
}

TEST_CASE("a list that has a window for signatures takes no old ones") {
  const Site site;
  site.make_list();
  const auto post = sign("alice");
  CHECK(evidence(site, post, {"--at", "2027-06-01T00:00:00Z"})["status"] == "valid");
  site.choose("signing_window_hours = 48\n");
  CHECK(evidence(site, post)["status"] == "valid");
  const auto later = evidence(site, post, {"--at", "2027-06-01T00:00:00Z"});
  CHECK(later["status"] == "expired");
  CHECK_THAT(later["reason"].get<std::string>(), Contains("more than 48 hours before"));
  CHECK(evidence(site, sign("alice", {}, {"-noattr"}))["status"] == "untrusted");
}
