// Several machines with one database: each is a site of its own that names the same one.
#include "service.hpp"
#include "support/postgres_server.hpp"

#include <csignal>
#include <fstream>
#include <map>
#include <set>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace e2e;

namespace {

// Puts the line in front of the others of chancery.toml.
void choose_store(const Site& site, const std::string& address) {
  const auto file = site.root() / "chancery.toml";
  write(file, "store = \"" + address + "\"\n" + read(file));
}

void set_service(const Site& site, const std::string& key, const std::string& value) {
  const auto file = site.root() / "chancery.toml";
  const auto text = read(file);
  const auto at = text.find("# " + key + " = ");
  REQUIRE(at != std::string::npos);
  write(file, text.substr(0, at) + key + " = " + value + text.substr(text.find('\n', at)));
}

// What a second machine has: the same configuration and lists, and a state of its own.
void make_twin(const Site& site, const Site& other) {
  const auto copy = fs::copy_options::recursive | fs::copy_options::overwrite_existing;
  fs::copy(site.root() / "chancery.toml", other.root() / "chancery.toml", copy);
  fs::copy(site.root() / "lists", other.root() / "lists", copy);
}

Json queue_of(const Site& site) {
  return Json::parse(site.quietly({"--json", "status"}).out)["queue"];
}

// Takes connections, and never says a word.
class SilentServer {
 public:
  SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    auto* address = reinterpret_cast<sockaddr*>(&here);
    REQUIRE(::bind(socket_, address, size) == 0);
    REQUIRE(::listen(socket_, 10) == 0);
    REQUIRE(::getsockname(socket_, address, &size) == 0);
    address_ = "127.0.0.1:" + std::to_string(ntohs(here.sin_port));
  }
  SilentServer(const SilentServer&) = delete;
  ~SilentServer() { ::close(socket_); }
  const std::string& address() const { return address_; }

 private:
  int socket_;
  std::string address_;
};

std::string numbered(int i) { return "m" + std::to_string(1000 + i) + "@example.net"; }

}  // namespace

TEST_CASE("one line moves a site into a database, and every command works there") {
  const Site site;
  const auto database = test::postgres_server().new_database();
  choose_store(site, database);
  const auto before = site({"check"});
  CHECK(before.exit == 78);
  CHECK_THAT(before.out, Contains("no tables") && Contains("chancery store make"));
  site.quietly({"store", "make"});
  site.quietly({"store", "make"});
  site.make_list_with_key();
  site.quietly({"check"});
  CHECK_THAT(site.quietly({"member", "ls", "notes"}).out, Contains("carol@example.org"));
  REQUIRE(site.deliver(sign_and_encrypt("alice", {"notes"})).exit == 0);
  CHECK(site.copies() == 4);
  CHECK_THAT(site.copy_for("bob@example.org"), Contains("enveloped-data"));
  site.quietly({"member", "rm", "notes", "dave@example.org"});

  const Service service(site);
  const auto post = in_this_world(sign("alice", {.body = "More.\n", .id = "<e2e.2@example.org>"}));
  REQUIRE(send(service.socket(), post).size() == 1);
  const bool done =
      eventually([&] { return site.copies() == 7 && queue_of(site)["messages"] == 0; });
  INFO(service.log());
  CHECK(done);
  CHECK_THAT(service.log(), !Contains("error"));
  CHECK_FALSE(fs::exists(site.root() / "queue/in"));
  CHECK_FALSE(fs::exists(site.root() / "queue/queue.db"));
}

TEST_CASE("what waits in a shared queue is seen and steered from every machine") {
  const Site site;
  choose_store(site, test::postgres_server().new_database());
  site.quietly({"store", "make"});
  site.make_list();
  const Site other;
  make_twin(site, other);
  const Service service(site);
  for (const pid_t worker : service.processes("worker")) ::kill(worker, SIGSTOP);
  const auto post = in_this_world(sign("alice"));
  REQUIRE(send(service.socket(), post).size() == 1);
  std::string id;
  REQUIRE(eventually([&] {
    const auto entries = Json::parse(other.quietly({"--json", "queue", "ls"}).out);
    if (entries.empty()) return false;
    id = entries[0]["id"];
    return true;
  }));
  CHECK_THAT(other.quietly({"queue", "show", id}).out, Contains("alice@example.org"));
  CHECK(in_lf(other.quietly({"queue", "show", "--raw", id}).out) == in_lf(post));
  other.quietly({"queue", "hold", id});
  CHECK(queue_of(site)["held"] != 0);
  other.quietly({"queue", "rm", id});
  CHECK(queue_of(site)["messages"] == 0);
}

TEST_CASE("a machine that dies leaves its shards to the others, and few copies leave twice") {
  constexpr int crowd = 400, bound = 5, workers = 2;
  const Site site;
  choose_store(site, test::postgres_server().new_database());
  set_service(site, "max_duplicates", std::to_string(bound));
  set_service(site, "shard_members", "20");
  site.quietly({"store", "make"});
  site.quietly({"list", "create", "notes@lists.example.org", "--scenario", "send=public"});
  std::string addresses;
  for (int i = 0; i < crowd; ++i) addresses += numbered(i) + "\n";
  REQUIRE(site({"member", "import", "notes", "-"}, addresses).exit == 0);
  const Site other;
  make_twin(site, other);
  Service first(site), second(other);
  REQUIRE(send(first.socket(), plain()).size() == 1);
  REQUIRE(eventually([&] { return site.copies() > 20 && other.copies() > 0; }));
  const auto children = first.processes("worker");
  for (const pid_t child : children) ::kill(child, SIGSTOP);
  REQUIRE(queue_of(other)["messages"] == 1);
  CHECK(first.end(SIGKILL) == 128 + SIGKILL);
  CHECK(eventually([&] { return queue_of(other)["messages"] == 0; }));
  int twice = 0;
  for (int i = 0; i < crowd; ++i) {
    const auto member = numbered(i);
    const auto got = site.copies_for(member).size() + other.copies_for(member).size();
    INFO(member);
    REQUIRE(got >= 1);
    twice += static_cast<int>(got) - 1;
  }
  CHECK(twice <= workers * bound);
  CHECK(second.end(SIGTERM) == 0);
}

TEST_CASE("what a worker holds stays its own, however slow the next server is") {
  const SilentServer next;
  const Site site(Words{"--transport", "smtp", "--smtp", next.address()});
  const auto database = test::postgres_server().new_database();
  choose_store(site, database);
  site.quietly({"store", "make"});
  site.make_list({"--scenario", "send=public"});
  const Service service(site);
  REQUIRE(send(service.socket(), plain()).size() == 1);
  std::string lease;
  const auto ask = [&] {
    return test::postgres_server().ask(
        database, "SELECT lease FROM chancery.job WHERE state = 1 AND work = 1");
  };
  REQUIRE(eventually([&] { return !(lease = ask()).empty(); }));
  CHECK(eventually([&] {
    const auto later = ask();
    return !later.empty() && std::stol(later) > std::stol(lease);
  }));
}

TEST_CASE("a service lives through its database, and says nothing twice") {
  const Site site;
  test::PostgresServer server;
  choose_store(site, server.new_database());
  site.quietly({"store", "make"});
  site.make_list();
  const Service service(site);
  server.kill();
  const auto replies = send(service.socket(), in_this_world(sign("alice")));
  REQUIRE(replies.size() == 1);
  INFO(replies[0]);
  CHECK(replies[0].starts_with("45"));
  CHECK(site({"queue", "ls"}).exit == 75);
  CHECK(site.deliver(sign("bob")).exit == 75);
  CHECK(site({"member", "add", "notes", "erin@example.org"}).exit == 75);
  const auto found = site({"check"});
  CHECK(found.exit == 78);
  CHECK_THAT(found.out, Contains("is the database server running"));
  server.start();
  REQUIRE(eventually([&] {
    const auto again = send(service.socket(), in_this_world(sign("alice")));
    return again.size() == 1 && again[0].starts_with("250");
  }));
  CHECK(eventually([&] { return site.copies() == 4 && queue_of(site)["messages"] == 0; }));
}

TEST_CASE("a service ends also while its database is away") {
  const Site site;
  test::PostgresServer server;
  choose_store(site, server.new_database());
  site.quietly({"store", "make"});
  site.make_list();
  Service service(site);
  const auto workers = service.processes("worker");
  server.stop();
  for (const pid_t worker : workers) ::kill(worker, SIGKILL);
  REQUIRE(eventually([&] { return service.log().find("died=worker") != std::string::npos; }));
  service.signal(SIGTERM);
  const auto ended = [&] {
    std::ifstream stat("/proc/" + std::to_string(service.process()) + "/stat");
    const std::string text(std::istreambuf_iterator<char>(stat), {});
    return text.find(") Z ") != std::string::npos;
  };
  CHECK(eventually(ended));
}

TEST_CASE("an address that is wrong is told by its place and never by its words") {
  const Site site;
  choose_store(site, "postgresql://joe:sesame@db.example.org:sesame/lists");
  for (const auto& command : {Words{"check"}, {"queue", "ls"}, {"store", "make"}}) {
    const auto ran = site(command);
    CHECK(ran.exit == 78);
    CHECK_THAT(ran.out + ran.err, Contains("store") && !Contains("sesame"));
  }
  write(site.root() / "chancery.toml",
        replaced(read(site.root() / "chancery.toml"), "postgresql://", "mysql://"));
  const auto ran = site({"check"});
  CHECK(ran.exit == 78);
  CHECK_THAT(ran.err, Contains("chancery.toml:1:9") &&
                          Contains("postgresql://USER@HOST/DATABASE") && !Contains("sesame"));
}
