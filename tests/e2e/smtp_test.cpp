// Through transport_smtp to Postfix's smtp-sink, which keeps each transaction with its envelope:
// what a Maildir cannot show.
#include "daemon.hpp"
#include "site.hpp"

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

}  // namespace

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
    CHECK(transaction.message == in_lf(post));
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
