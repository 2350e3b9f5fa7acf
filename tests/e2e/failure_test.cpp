// Failures that are nobody's policy: nothing is lost, and one recipient's trouble is theirs alone.
#include "site.hpp"

using namespace e2e;

TEST_CASE("one recipient whose copy cannot be written keeps no other from theirs") {
  const Site site;
  site.make_list();
  fs::create_directories(site.root() / "out");
  write(site.root() / "out/bob@example.org", "a file where a folder belongs\n");
  const auto post = sign("alice");
  const auto ran = site.deliver(post);
  CHECK(ran.exit == 0);
  CHECK(ran.err != "");
  for (const auto& member : members)
    if (member != "bob@example.org") CHECK(below_list_header(site.copy_for(member)) == post);
  const auto failed = site.kept("failed");
  REQUIRE(failed.size() == 1);
  CHECK(failed[0].message == post);
  CHECK_THAT(failed[0].why.dump(), Contains("bob@example.org"));
  CHECK_THAT(failed[0].why.dump(), !Contains("carol@example.org"));
}

TEST_CASE("a certificate that has expired is its owner's problem alone") {
  const Site site;
  site.make_list_with_key();
  site(Words{"cert", "import", "dave@example.org", test::vectors() / "expired.pem"});
  const auto post = sign_and_encrypt("alice", {"notes"});
  REQUIRE(site.deliver(post).exit == 0);
  for (const std::string name : {"alice", "bob", "carol"})
    CHECK(can_decrypt(name, site.copy_for(name + "@example.org")));
  CHECK_THAT(site.copy_for("dave@example.org"), !Contains("agreed") && Contains("Auto-Submitted"));
  CHECK(site.explain(post)["recipients"]["without_certificate"] == Json{"dave@example.org"});
}

TEST_CASE("a store that is no database defers every post") {
  const Site site;
  site.make_list();
  for (const auto& entry : fs::directory_iterator(site.root()))
    if (entry.path().filename().string().starts_with("chancery.db"))
      write(entry.path(), std::string(10'000, 'x'));
  const auto ran = site.deliver(sign("alice"));
  INFO(ran.err);
  CHECK((ran.exit == 75 || ran.exit == 78));
  CHECK_THAT(ran.err, Contains("chancery.db"));
  CHECK(site.copies() == 0);
  CHECK(site({"check"}).exit == 78);
}

TEST_CASE("check warns of a footer that goes to no post") {
  const Site site;
  site.make_list();
  write(site.list_folder() / "message_footer", "-- \nthe list\n");
  CHECK_THAT(site.quietly({"check"}).out, !Contains("list notes"));
  write(site.list_folder() / "message_footer", "caf\xe9\n");
  CHECK_THAT(site.quietly({"check"}).out, Contains("list notes: ") && Contains("message_footer"));
}

TEST_CASE("a list whose own file is broken defers its posts, and check names it") {
  const Site site;
  site.make_list();
  site.quietly({"list", "create", "other@lists.example.org", "--scenario", "send=public"});
  site.quietly({"member", "add", "other", "bob@example.org"});
  write(site.list_folder() / "list.toml", "adress = \"notes@lists.example.org\"\n");
  const auto ran = site.deliver(sign("alice"));
  CHECK((ran.exit == 75 || ran.exit == 78));
  CHECK_THAT(ran.err, Contains("list.toml:1:1") && Contains("address"));
  const auto checked = site({"check"});
  CHECK(checked.exit == 78);
  CHECK_THAT(checked.out + checked.err, Contains("list.toml:1:1"));
  CHECK(site({"deliver", "other"}, plain()).exit == 0);
}

TEST_CASE("a scenario that is missing defers the posts, and check names it") {
  const Site site;
  site.make_list();
  write(site.list_folder() / "list.toml",
        "address = \"notes@lists.example.org\"\n[scenario]\nsend = \"nothere\"\n");
  const auto ran = site.deliver(sign("alice"));
  CHECK((ran.exit == 75 || ran.exit == 78));
  CHECK_THAT(ran.err, Contains("send.nothere"));
  CHECK_THAT(site({"check"}).out, Contains("send.nothere"));
  CHECK(site.copies() == 0);
}

TEST_CASE("standard output that is full is told, and the post is not sent twice") {
  const Site site;
  site.make_list();
  const auto to_full = [&](const std::string& command) {
    return bash("exec \"$@\" >/dev/full",
                {test::binary(), "--root", site.root(), "--json", command, "notes"}, sign("alice"));
  };
  const auto explained = to_full("explain");
  CHECK(explained.exit == 75);
  CHECK(explained.err != "");
  const auto delivered = to_full("deliver");
  CHECK(delivered.exit == 0);  // what left cannot be called back
  CHECK_THAT(delivered.err, Contains("standard output"));
  CHECK(site.copies() == members.size());
}

TEST_CASE("where nothing could be kept nothing leaves") {
  const Site site;
  site.make_list();
  write(site.root() / "failed", "a file where a folder belongs\n");
  const auto ran = site.deliver(sign("alice"));
  CHECK(ran.exit == 75);
  CHECK_THAT(ran.err, Contains("failed"));
  CHECK(site.copies() == 0);
}

TEST_CASE("a post that left whole leaves nothing in failed") {
  const Site site;
  site.make_list();
  REQUIRE(site.deliver(sign("alice")).exit == 0);
  CHECK(site.kept("failed").empty());
}

TEST_CASE("a site that lost its members distributes to nobody and says so") {
  const Site site;
  site.make_list();
  for (const auto& file : {"chancery.db", "chancery.db-wal", "chancery.db-shm"})
    fs::remove(site.root() / file);
  for (const auto& command : {"deliver", "explain"}) {
    const auto ran = site(Words{command, "notes"}, sign("alice"));
    CHECK(ran.exit == 78);
    CHECK_THAT(ran.err, Contains("chancery.db") && Contains("backup"));
  }
  CHECK(site({"check"}).exit == 78);
  CHECK_FALSE(fs::exists(site.root() / "chancery.db"));
}

TEST_CASE("many at once distribute each post once") {
  const Site site;
  site.make_list();
  const auto ran =
      bash(R"(post=$(cat; echo x)
    for i in 1 2 3 4 5 6 7 8; do
      printf %s "${post%x}" | sed "s/<e2e.1@/<e2e.$i@/" | "$@" & pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid" || exit 1; done)",
           {test::binary(), "--root", site.root(), "deliver", "notes", "--again"}, sign("alice"));
  INFO(ran.err);
  CHECK(ran.exit == 0);
  for (const auto& member : members) CHECK(site.copies_for(member).size() == 8);
}
