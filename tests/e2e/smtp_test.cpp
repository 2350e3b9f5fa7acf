// Through transport_smtp to Postfix's smtp-sink, which keeps each transaction with its envelope:
// what a Maildir cannot show.
#include "daemon.hpp"
#include "service.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <cstdio>

#include <algorithm>

using namespace e2e;

namespace {

struct Transaction {
  std::string from;  // the arguments of MAIL
  std::vector<std::string> to;
  std::string message;  // lines end in LF
};

class Sink {
 public:
  // `options`: of smtp-sink, which by default accepts everything.
  explicit Sink(const Words& options = {}) : daemon_(words(options), port_) {}

  Words init_options() const {
    return {"--transport", "smtp", "--smtp", "127.0.0.1:" + std::to_string(port_)};
  }

  std::vector<Transaction> transactions() const {
    std::vector<Transaction> found;
    for (const auto& [path, text] : tree(folder_.path())) found.push_back(parsed(text));
    return found;
  }

 private:
  Words words(const Words& options) const {
    Words words = {unpacked_program("smtp-sink"), "-u", user(), "-d", folder_.path() / "mail."};
    words.insert(words.end(), options.begin(), options.end());
    words.insert(words.end(), {"127.0.0.1:" + std::to_string(port_), "100"});
    return words;
  }

  static std::string user() { return in_lf(bash("printf %s \"$(id -un)\"").out); }

  static Transaction parsed(const std::string& dump) {
    Transaction transaction;
    std::size_t at = 0;
    while (dump.compare(at, 2, "X-") == 0) {
      const auto end = dump.find('\n', at), colon = dump.find(": ", at);
      const auto name = dump.substr(at, colon - at),
                 value = dump.substr(colon + 2, end - colon - 2);
      if (name == "X-Mail-Args") transaction.from = value;
      if (name == "X-Rcpt-Args") transaction.to.push_back(value);
      at = end + 1;
    }
    // smtp-sink adds a Received field of three lines in front and an empty line behind.
    for (int i = 0; i < 3; ++i) at = dump.find('\n', at) + 1;
    transaction.message = dump.substr(at, dump.size() - at - 1);
    return transaction;
  }

  test::TemporaryFolder folder_;
  std::uint16_t port_ = free_port();
  Daemon daemon_;
};

// A server of our own for what smtp-sink never says. `replies`: by how the command begins, "EHLO",
// "RCPT TO:<bob@"; "": none ever comes. A command that is not there gets "250 ok".
using Replies = std::map<std::string, std::string>;

std::string reply_to(const std::string& command, const Replies& replies) {
  for (const auto& [begin, reply] : replies)
    if (command.starts_with(begin)) return reply;
  return "250 ok";
}

class ScriptedServer {
 public:
  explicit ScriptedServer(const Replies& replies) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    REQUIRE(listen(listener_, 10) == 0);
    port_ = ntohs(address.sin_port);
    child_ = fork();
    if (child_ == 0) serve(replies);
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  ~ScriptedServer() {
    close(listener_);
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
  }
  Words init_options() const { return {"--smtp", "127.0.0.1:" + std::to_string(port_)}; }
  std::string commands() const { return read(folder_.path() / "commands"); }

 private:
  [[noreturn]] void serve(const Replies& replies) const {
    for (;;) {
      const int client = accept(listener_, nullptr, nullptr);
      FILE* stream = fdopen(client, "r+");
      say(client, "220 scripted");
      char line[4096];
      bool data = false;
      while (std::fgets(line, sizeof line, stream)) {
        note(line);
        const std::string text(line);
        if (data && text != ".\r\n") continue;
        data = false;
        const auto reply = reply_to(text, replies);
        data = text.starts_with("DATA") && reply.starts_with("354");
        if (!reply.empty()) say(client, reply);
      }
      std::fclose(stream);
    }
  }
  static void say(int client, const std::string& reply) {
    const auto line = reply + "\r\n";
    if (::write(client, line.data(), line.size()) < 0) _exit(1);
  }
  void note(const char* line) const {
    FILE* file = std::fopen((folder_.path() / "commands").c_str(), "a");
    std::fputs(line, file);
    std::fclose(file);
  }

  test::TemporaryFolder folder_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  pid_t child_ = 0;
};

void append(const fs::path& file, const std::string& text) { write(file, read(file) + text); }

}  // namespace

TEST_CASE("a member whose address a server cannot take fails nobody else") {
  const ScriptedServer server(
      Replies{{"EHLO", "250-scripted\r\n250 8BITMIME"}, {"DATA", "354 go on"}});
  const Site site(server.init_options());
  site.make_list({"--scenario", "send=public"});
  const std::string other = "zo\xc3\xab@example.org";
  site.quietly({"member", "add", "notes", other});
  const auto ran = site.deliver(plain());
  CHECK(ran.exit == 0);
  for (const auto& member : members) CHECK_THAT(server.commands(), Contains("<" + member + ">"));
  CHECK_THAT(server.commands(), !Contains(other) && !Contains("SMTPUTF8"));
  const auto failed = site.kept("failed");
  REQUIRE(failed.size() == 1);
  CHECK(failed[0].why["list"] == "notes");
  REQUIRE(failed[0].why["failed"].size() == 1);
  CHECK(failed[0].why["failed"][0]["address"] == other);
}

TEST_CASE("SMTPUTF8 and 8BITMIME are asked for where they are needed and offered") {
  const ScriptedServer server(
      Replies{{"EHLO", "250-scripted\r\n250-SMTPUTF8\r\n250 8BITMIME"}, {"DATA", "354 go on"}});
  const Site site(server.init_options());
  site.make_list({"--scenario", "send=public"});
  site.quietly({"member", "add", "notes", "zo\xc3\xab@example.org"});
  REQUIRE(site.deliver(plain({.body = "caf\xc3\xa9\n"})).exit == 0);
  std::vector<std::string> mails;
  const auto commands = server.commands();
  for (std::size_t at = 0; (at = commands.find("MAIL FROM", at)) != std::string::npos; ++at)
    mails.push_back(commands.substr(at, commands.find('\r', at) - at));
  REQUIRE(mails.size() == 2);
  CHECK_THAT(mails[0], Contains("BODY=8BITMIME") && !Contains("SMTPUTF8"));
  CHECK_THAT(mails[1], Contains("BODY=8BITMIME") && Contains("SMTPUTF8"));
}

TEST_CASE("8-bit content fails where the server does not take it") {
  const ScriptedServer server(Replies{{"DATA", "354 go on"}});
  const Site site(server.init_options());
  site.make_list({"--scenario", "send=public"});
  REQUIRE(site.deliver(plain({.body = "caf\xc3\xa9\n"})).exit == 0);
  REQUIRE(site.kept("failed").size() == 1);
  CHECK_THAT(server.commands(), !Contains("DATA"));
}

TEST_CASE("a server that answers DATA with yes has taken nothing") {
  const ScriptedServer server(Replies{{"DATA", "250 fine"}});
  const Site site(server.init_options());
  site.make_list();
  CHECK(site.deliver(sign("alice")).exit == 75);
  CHECK(site.kept("failed").empty());
}

TEST_CASE("a distribution that is killed leaves behind how far it got") {
  const ScriptedServer server(Replies{
      {"DATA", "354 go on"}, {"RCPT TO:<alice@", "550 5.1.1 gone"}, {"RCPT TO:<dave@", ""}});
  const Site site(server.init_options());
  site.make_list();
  site.choose("unsubscribe_url = \"https://example.org/{member}\"\n");  // a batch for each member
  bash(R"(sed -i '/^.service./a max_duplicates = 1' "$1")", {site.root() / "chancery.toml"});
  const auto ran = bash(R"(
    "$1" --root "$2" deliver notes <<<"$3" & deliver=$!
    for ((i = 0; i < 300; ++i)); do
      ! grep -qs '"after": *"carol@' "$2"/failed/*.why || break
      sleep 0.1
    done
    kill -KILL "$deliver"
    wait "$deliver")",
                        {test::binary(), site.root(), sign("alice")});
  CHECK(ran.exit == 128 + SIGKILL);
  const auto failed = site.kept("failed");
  REQUIRE(failed.size() == 1);
  CHECK(failed[0].why["failed"][0]["address"] == "alice@example.org");
  CHECK(failed[0].why["interrupted"]["after"] == "carol@example.org");
}

TEST_CASE("a server of mailboxes answers for each recipient, and each gets its outcome") {
  const ScriptedServer server(
      Replies{{"LHLO", "250-scripted\r\n250-PIPELINING\r\n250 8BITMIME"},
              {"DATA", "354 go on"},
              {".\r\n", "250 2.0.0 kept\r\n550 5.2.2 full\r\n250 2.0.0 kept\r\n452 4.2.2 full"}});
  const Site site(server.init_options());
  site.make_list();
  append(site.root() / "chancery.toml", "protocol = \"lmtp\"\n");
  REQUIRE(site.deliver(sign("alice")).exit == 0);
  CHECK_THAT(server.commands(), Contains("LHLO ") && !Contains("EHLO"));
  const auto failed = site.kept("failed");
  REQUIRE(failed.size() == 1);
  REQUIRE(failed[0].why["failed"].size() == 1);
  CHECK(failed[0].why["failed"][0]["address"] == "bob@example.org");
  REQUIRE(failed[0].why["remaining"].size() == 1);
  CHECK(failed[0].why["remaining"][0]["address"] == "dave@example.org");
}

TEST_CASE("a server of mailboxes that goes away has kept what it said, and no more") {
  const ScriptedServer server(Replies{{"LHLO", "250 scripted"},
                                      {"DATA", "354 go on"},
                                      {".\r\n", "250 2.0.0 kept\r\n421 4.3.2 away"}});
  const Site site(server.init_options());
  site.make_list();
  append(site.root() / "chancery.toml", "protocol = \"lmtp\"\n");
  REQUIRE(site.deliver(sign("alice")).exit == 0);
  const auto failed = site.kept("failed");
  REQUIRE(failed.size() == 1);
  CHECK(failed[0].why["failed"].empty());
  CHECK(failed[0].why["remaining"].size() == 3);
}

TEST_CASE("copies go by LMTP and a socket to a service that takes them in") {
  const Site far;
  far.make_list({"--scenario", "send=public"});
  const Service service(far);
  const Site near(Words{"--transport", "smtp", "--smtp", "unix:" + (far.root() / "lmtp").string()});
  append(near.root() / "chancery.toml", "protocol = \"lmtp\"\n");
  near.quietly({"list", "create", "all@lists.example.org", "--scenario", "send=public"});
  near.quietly({"member", "add", "all", "notes@lists.example.org"});
  near.quietly({"member", "add", "all", "nobody@lists.example.org"});
  REQUIRE(near({"deliver", "all"}, plain()).exit == 0);
  CHECK(eventually([&] { return far.copies() == 4; }));
  const auto failed = near.kept("failed");
  REQUIRE(failed.size() == 1);
  CHECK(failed[0].why["failed"][0]["address"] == "nobody@lists.example.org");
}

TEST_CASE("a bare CR never goes out") {
  const ScriptedServer server(Replies{{"DATA", "354 go on"}});
  const Site site(server.init_options());
  site.make_list({"--scenario", "send=public"});
  auto post = plain();
  post += "hi\r.\r\nMAIL FROM:<evil@example.org>\n";
  REQUIRE(site.deliver(post).exit == 0);
  CHECK_THAT(server.commands(), !Contains("evil"));
  const auto failed = site.kept("failed");
  REQUIRE(failed.size() == 1);
  CHECK(failed[0].message == post);
}

TEST_CASE("copies leave by SMTP with the list's bounce address, byte for byte") {
  const Sink sink;
  const Site site(sink.init_options());
  site.make_list();
  const auto post = sign("alice", {.body = "A dot:\n.\n..two\n.and a word\n"});
  const auto ran = site.deliver(post);
  INFO(ran.err);
  REQUIRE(ran.exit == 0);
  Words to;
  for (const auto& transaction : sink.transactions()) {
    CHECK_THAT(transaction.from, Contains("<notes-bounces@lists.example.org>"));
    CHECK(below_list_header(transaction.message) == in_lf(post));
    to.insert(to.end(), transaction.to.begin(), transaction.to.end());
  }
  std::sort(to.begin(), to.end());
  Words expected;
  for (const auto& member : members) expected.push_back("<" + member + ">");
  CHECK(to == expected);
}

TEST_CASE("each member's envelope goes to that member alone") {
  const Sink sink;
  const Site site(sink.init_options());
  site.make_list_with_key();
  const auto post = sign_and_encrypt("alice", {"notes"});
  const auto inside = decrypt("notes", post);
  REQUIRE(site.deliver(post).exit == 0);
  const auto transactions = sink.transactions();
  CHECK(transactions.size() == 4);
  for (const auto& transaction : transactions) {
    REQUIRE(transaction.to.size() == 1);
    const auto name = transaction.to[0].substr(1, transaction.to[0].find('@') - 1);
    if (name == "dave") {
      CHECK_THAT(transaction.from, Contains("<>"));
      CHECK_THAT(transaction.message, !Contains("agreed"));
    } else {
      CHECK(decrypt(name, transaction.message) == inside);
    }
  }
}

TEST_CASE("a notice leaves with the null envelope sender") {
  const Sink sink;
  const Site site(sink.init_options());
  site.make_list();
  const auto writer = "writer@elsewhere.example";
  REQUIRE(site.deliver(plain({.from = writer}), {"--sender", writer}).exit == 0);
  const auto transactions = sink.transactions();
  REQUIRE(transactions.size() == 1);
  CHECK_THAT(transactions[0].from, Contains("<>"));
  CHECK(transactions[0].to == Words{"<writer@elsewhere.example>"});
}

TEST_CASE("a server that is not there gives the post back") {
  const Site site(
      Words{"--transport", "smtp", "--smtp", "127.0.0.1:" + std::to_string(free_port())});
  site.make_list();
  const auto ran = site.deliver(sign("alice"));
  CHECK(ran.exit == 75);
  CHECK(ran.err != "");
  CHECK(site.kept("failed").empty());
}

TEST_CASE("a server that says try later gives the post back") {
  const Sink sink(Words{"-q", "data"});  // closes the connection at DATA
  const Site site(sink.init_options());
  site.make_list();
  const auto ran = site.deliver(sign("alice"));
  CHECK(ran.exit == 75);
  CHECK(sink.transactions().empty());
}

TEST_CASE("recipients that a server refuses for good stay here with the reason") {
  const Sink sink(Words{"-f", "rcpt"});  // 500 to every RCPT
  const Site site(sink.init_options());
  site.make_list();
  const auto post = sign("alice");
  const auto ran = site.deliver(post);
  INFO(ran.err);
  CHECK(ran.exit == 0);
  const auto failed = site.kept("failed");
  REQUIRE(failed.size() == 1);
  CHECK(failed[0].message == post);
  for (const auto& member : members) CHECK_THAT(failed[0].why.dump(), Contains(member));
}
