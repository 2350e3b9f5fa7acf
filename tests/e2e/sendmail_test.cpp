// Copies that leave by transport_sendmail: a program that plays each ending, and Postfix's own.
#include "postfix.hpp"
#include "service.hpp"

using namespace e2e;

namespace {

// A site whose sendmail is this bash script, and which sends to the list's four members.
class Sending {
 public:
  explicit Sending(const std::string& script) { program("#!/bin/bash\n" + script); }

  void program(const std::string& text) const {
    write(site.root() / "sendmail", text);
    fs::permissions(site.root() / "sendmail", fs::perms(0755));
  }
  // What the script wrote into that file of the site's folder.
  std::string wrote(const std::string& name) const { return read(site.root() / name); }

  Site site{Words{"--transport", "sendmail"}};
};

// Points the site at its program, which has no place before there is a site.
void use(const Site& site, const fs::path& program, const std::string& more = {}) {
  write(site.root() / "chancery.toml", read(site.root() / "chancery.toml") +
                                           "\n[plugin.transport_sendmail]\nprogram = \"" +
                                           program.string() + "\"\n" + more);
  site.make_list({"--scenario", "send=public"});
}

std::vector<std::string> addresses(const Json& waiting) {
  std::vector<std::string> found;
  for (const auto& each : waiting) found.push_back(each["address"]);
  return found;
}

}  // namespace

TEST_CASE(
    "the program gets every recipient, the list's sender and lines as this machine has them") {
  const Sending sending(
      "dir=$(dirname \"$0\"); printf '%s\\n' \"$@\" >\"$dir/words\"; "
      "cat >\"$dir/message\"\n");
  use(sending.site, sending.site.root() / "sendmail");
  CHECK(sending.site.quietly({"check"}).exit == 0);
  const auto post = plain({.body = "A dot:\n.\nFrom here\n"});
  REQUIRE(sending.site.deliver(post).exit == 0);
  CHECK(sending.wrote("words") ==
        "-i\n-f\nnotes-bounces@lists.example.org\n--\nalice@example.org\n"
        "bob@example.org\ncarol@example.org\ndave@example.org\n");
  const auto message = sending.wrote("message");
  CHECK(below_list_header(message) == in_lf(post));
  CHECK_THAT(message, !Contains("\r"));
  CHECK(sending.site.kept("failed").empty());
}

TEST_CASE("a notice leaves with the null sender") {
  const Sending sending("printf '%s\\n' \"$@\" >>\"$(dirname \"$0\")/words\"; cat >/dev/null\n");
  use(sending.site, sending.site.root() / "sendmail");
  sending.site.quietly({"list", "create", "other@lists.example.org", "--scenario", "send=closed"});
  REQUIRE(sending.site({"deliver", "other"}, plain()).exit == 0);
  CHECK(sending.wrote("words") == "-i\n-f\n<>\n--\nalice@example.org\n");
}

TEST_CASE("who is refused fails alone, and what the program says is told") {
  const Sending sending(
      "cat >/dev/null\n[[ \"$*\" != *bob@* ]] || { echo 'no such user' >&2; exit 67; }\n"
      "[[ \"$*\" != *carol@* ]] || exit 75\necho \"${@:5}\" >>\"$(dirname \"$0\")/taken\"\n");
  use(sending.site, sending.site.root() / "sendmail");
  REQUIRE(sending.site.deliver(plain()).exit == 0);
  CHECK(sending.wrote("taken") == "alice@example.org\ndave@example.org\n");
  const auto kept = sending.site.kept("failed");
  REQUIRE(kept.size() == 1);
  CHECK(addresses(kept[0].why["failed"]) == std::vector<std::string>{"bob@example.org"});
  CHECK(addresses(kept[0].why["remaining"]) == std::vector<std::string>{"carol@example.org"});
  CHECK_THAT(kept[0].why.dump(), Contains("exit code 67: no such user"));
}

TEST_CASE("a program that dies, reads nothing, cannot be started or never ends is tried again") {
  const Sending sending("kill -KILL $$\n");
  use(sending.site, sending.site.root() / "sendmail", "timeout = 1\n");
  const auto post = plain({.body = std::string(1'000'000, 'x') + "\n"});
  for (const std::string script :
       {"#!/bin/bash\nkill -KILL $$\n", "#!/bin/bash\nexit 75\n", "#!/bin/bash\nexit 77\n",
        "#!/nowhere/bash\n", "#!/bin/bash\nexec sleep 1000\n",
        "#!/bin/bash\ncat >/dev/null; exec sleep 1000\n",
        "#!/bin/bash\nexec 0<&- 1>&- 2>&-; exec sleep 1000\n"}) {
    INFO(script);
    sending.program(script);
    const auto ran = sending.site.deliver(post);
    CHECK(ran.exit == 75);
    CHECK_THAT(ran.err, Contains("delivering to 4 members"));
  }
  CHECK(sending.site.kept("failed").empty());
}

TEST_CASE("a program that leaves somebody behind is not waited for") {
  const Sending sending("cat >/dev/null; sleep 1000 & echo $! >\"$(dirname \"$0\")/behind\"\n");
  use(sending.site, sending.site.root() / "sendmail");
  CHECK(sending.site.deliver(plain()).exit == 0);
  bash("kill \"$(<\"$1\")\"", {sending.site.root() / "behind"});
}

TEST_CASE("a program that is not there is found by check") {
  const Site site(Words{"--transport", "sendmail"});
  write(site.root() / "sendmail", "#!/bin/sh\n");
  fs::permissions(site.root() / "sendmail", fs::perms(0755));
  use(site, site.root() / "sendmail");
  fs::remove(site.root() / "sendmail");
  const auto ran = site({"check"});
  CHECK(ran.exit == 78);
  CHECK_THAT(ran.out, Contains("transport_sendmail") && Contains("program"));
}

TEST_CASE("a signed post goes to Postfix's sendmail and reaches a mailbox as it was signed") {
  if (!can_start_postfix()) return;
  const Site site(Words{"--transport", "sendmail"});
  const Postfix postfix(site.root() / "lmtp");
  use(site, postfix.sendmail());
  const auto ran = site.deliver(sign("alice", {.body = "A dot:\n.\n..two\nFrom here\n"}));
  INFO(ran.err);
  REQUIRE(ran.exit == 0);
  const bool came = eventually([&] { return postfix.mailbox("dave").size() == 1; });
  INFO(postfix.log());
  REQUIRE(came);
  const auto checked =
      run({"openssl", "cms", "-verify", "-CAfile", pki("ca.pem")}, postfix.mailbox("dave")[0]);
  INFO(checked.err);
  CHECK(checked.exit == 0);
  CHECK_THAT(checked.out, Contains("..two") && Contains("From here"));
}
