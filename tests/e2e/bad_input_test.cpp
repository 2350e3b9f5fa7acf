// What bad input gets: a clear reason, the right exit code, and the message kept.
#include "site.hpp"

using namespace e2e;

TEST_CASE("empty input is unusable") {
  const Site site;
  site.make_list();
  for (const auto& command : {Words{"deliver", "notes"}, Words{"explain", "notes"}}) {
    const auto ran = site(command, "");
    CHECK(ran.exit == 65);
    CHECK_THAT(ran.err, Contains("empty"));
  }
  CHECK(chancery({"verify"}, "").exit == 65);
  CHECK(site.copies() == 0);
}

TEST_CASE("a message of 100 MB is refused for its length and kept") {
  const Site site;
  site.make_list({"--scenario", "send=public"});
  const auto post = plain() + std::string(100'000'000, 'x');
  const auto ran = site.deliver(post);
  CHECK(ran.exit == 65);
  CHECK_THAT(ran.err, Contains("50000000") || Contains("50 MB") || Contains("message_bytes"));
  CHECK(site.copies() == 0);
  const auto failed = site.kept("failed");
  REQUIRE(failed.size() == 1);
  CHECK((failed[0].message == post));
  CHECK(failed[0].why.dump() != "{}");
}

TEST_CASE("a message of 100 MB passes where the limit allows it") {
  const Site site;
  site.make_list({"--scenario", "send=public"});
  const auto file = site.root() / "chancery.toml";
  write(file, replaced(read(file), "# message_bytes = 50000000", "message_bytes = 200000000"));
  const auto post = plain() + std::string(100'000'000, 'x');
  CHECK(site.deliver(post).exit == 0);
  CHECK((below_list_header(site.copy_for("dave@example.org")) == post));
}

TEST_CASE("a message that is all NUL is decided or refused, and never lost") {
  const Site site;
  site.make_list();
  const std::string post(10'000, '\0');
  const auto ran = site.deliver(post, {"--no-notice"});
  INFO(ran.err);
  CHECK((ran.exit == 0 || ran.exit == 65));
  if (ran.exit == 65) {
    CHECK(ran.err != "");
    REQUIRE(site.kept("failed").size() == 1);
    CHECK((site.kept("failed")[0].message == post));
  }
  CHECK(site.copies() == 0);
}

TEST_CASE("a PEM file that is a picture is no certificate and no key") {
  const Site site;
  site.make_list();
  const auto picture = site.root() / "picture.pem";
  write(picture, std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\b\6\0\0\0", 29) +
                     std::string(5000, '\xa5'));
  const auto before = tree(site.root());
  for (const auto& command :
       {Words{"cert", "import", "dave@example.org", picture},
        Words{"member", "add", "notes", "new@example.org", "--cert", picture},
        Words{"list", "key", "notes", "--cert", picture, "--key", pki("notes.key")},
        Words{"list", "key", "notes", "--cert", pki("notes.pem"), "--key", picture},
        Words{"list", "key", "notes", "--pkcs12", picture}}) {
    INFO(command[0] << " " << command[1]);
    const auto ran = site(command);
    CHECK(ran.exit == 65);
    CHECK(ran.err != "");
    CHECK_THAT(ran.err, !Contains("\xa5"));
  }
  CHECK((tree(site.root()) == before));
}

TEST_CASE("a trust anchor that is a picture defers the post and fails the check") {
  const Site site;
  site.make_list();
  const auto file = site.root() / "chancery.toml";
  const auto picture = site.root() / "picture.pem";
  write(picture, "\x89PNG\r\n\x1a\n");
  write(file, replaced(read(file), pki("ca.pem").string(), picture.string()));
  CHECK(site({"check"}).exit == 78);
  const auto ran = site.deliver(sign("alice"));
  CHECK((ran.exit == 75 || ran.exit == 78));
  CHECK_THAT(ran.err, Contains("picture.pem"));
  CHECK(site.copies() == 0);
}

TEST_CASE("a list that does not exist is said so") {
  const Site site;
  for (const auto& name : {"nothere", "nothere@lists.example.org", "../etc", ""}) {
    INFO(name);
    for (const auto& command : {Words{"deliver", name}, Words{"explain", name}}) {
      const auto ran = site(command, plain());
      CHECK(ran.exit == 67);
      CHECK(ran.err != "");
    }
  }
  CHECK(site({"list", "show", "nothere"}).exit == 67);
  CHECK(site({"member", "add", "nothere", "a@example.org"}).exit == 67);
  CHECK(site({"member", "ls", "nothere"}).exit == 67);
}

TEST_CASE("a member address with a newline in it is no address") {
  const Site site;
  site.make_list();
  const auto before = site.quietly({"--json", "member", "ls", "notes"}).out;
  for (const auto& address : {"a@example.org\nBcc: b@example.org", "a@example.org\n",
                              "a\r\nb@example.org", "a@exam\nple.org", "@example.org", "a@", "a"}) {
    const auto ran = site({"member", "add", "notes", address});
    CHECK(ran.exit == 65);
    CHECK(ran.err != "");
  }
  CHECK(site.quietly({"--json", "member", "ls", "notes"}).out == before);
}

TEST_CASE("a full disk gives the message back and leaves nothing half") {
  const Site site;
  site.make_list({"--scenario", "send=public"});
  const auto post = plain({.body = std::string(400'000, 'x') + "\n"});
  const auto ran = bash("ulimit -f 200; exec \"$@\"",
                        {test::binary(), "--root", site.root(), "deliver", "notes"}, post);
  CHECK(ran.exit == 75);
  CHECK(ran.err != "");
  CHECK(site.copies() == 0);
  CHECK(site.deliver(post).exit == 0);
  for (const auto& member : members) CHECK(below_list_header(site.copy_for(member)) == post);
}

TEST_CASE("a full disk never turns a held message into a lost one") {
  const Site site;
  site.make_list();
  write(site.list_folder() / "scenari/send.private_smime", "true() smtp -> editorkey\n");
  const auto post = plain({.body = std::string(400'000, 'x') + "\n"});
  const auto ran = bash("ulimit -f 200; exec \"$@\"",
                        {test::binary(), "--root", site.root(), "deliver", "notes"}, post);
  CHECK(ran.exit == 75);
  CHECK(ran.err != "");
  CHECK(site.kept("held").empty());
  CHECK(site.copies() == 0);
}

TEST_CASE("a key password that cannot be read defers encrypted posts") {
  const Site site;
  site.make_list_with_key();
  const auto file = site.root() / "chancery.toml";
  const auto post = sign_and_encrypt("alice", {"notes"});
  const auto with_password_file = [&](const fs::path& password) {
    const auto text = read(file);
    write(file, replaced(text, pki("site.password").string(), password.string()));
    const auto ran = site.deliver(post);
    write(file, text);
    INFO(password << ": " << ran.err);
    CHECK((ran.exit == 75 || ran.exit == 78));
    CHECK_THAT(ran.err, Contains(password.filename().string()) || Contains("private_key"));
    CHECK(site.copies() == 0);
    CHECK(site.kept("failed").empty());
  };
  with_password_file(site.root() / "missing.password");
  with_password_file(site.root());
  with_password_file(pki("other.password"));
  CHECK(site.deliver(post).exit == 0);
}

TEST_CASE("awkward messages are decided or refused, never a crash") {
  const Site site;
  site.make_list({"--scenario", "send=public"});
  std::string deep, many = "Content-Type: multipart/mixed; boundary=b\n\n";
  for (int i = 0; i < 5000; ++i)
    deep += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" +
            std::to_string(i) + "\n";
  for (int i = 0; i < 50'000; ++i) many += "--b\n\n";
  const std::string header = "From: alice@example.org\n";
  const std::string messages[] = {
      "\n",
      "\n\n\n",
      ":\n",
      "no header here",
      "From: a@example.org",
      header + deep,
      header + many,
      header + "Subject: " + std::string(3'000'000, 'x') + "\n\n",
      header +
          "Content-Type: multipart/signed; boundary=x; protocol=\"application/pkcs7-signature\"\n\n"
          "--x\n\nhello\n--x\nContent-Type: application/pkcs7-signature\n\n\n--x--\n",
      header +
          "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n"
          "Content-Transfer-Encoding: base64\n\nMIIB\n"};
  for (const auto& message : messages) {
    INFO(message.substr(0, 200));
    const auto ran = site({"explain", "notes", "--json"}, in_this_world(message));
    CHECK((ran.exit == 0 || ran.exit == 65));
    CHECK((ran.exit == 0) == (ran.err == ""));
    if (ran.exit == 0) CHECK(Json::accept(ran.out));
  }
}
