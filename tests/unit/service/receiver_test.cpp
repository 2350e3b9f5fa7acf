// The receiver in a process of its own, on real sockets, with clients of every kind.
#include "service/receiver.hpp"

#include "store/queue.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <thread>

#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

using namespace chancery;

namespace {

Result<std::string> any_recipient(std::string_view address) { return std::string(address); }

class Client {
 public:
  explicit Client(const fs::path& path) : socket_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    REQUIRE(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    const timeval patience{30, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  Client(const Client&) = delete;
  ~Client() { ::close(socket_); }

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  // Up to and with the first line that begins with `beginning`; everything, when it never comes.
  std::string until(std::string_view beginning) {
    std::string seen;
    for (char c = 0; ::recv(socket_, &c, 1, 0) == 1;) {
      seen += c;
      if (c != '\n') continue;
      const auto before = seen.rfind('\n', seen.size() - 2);
      const auto line = seen.substr(before == std::string::npos ? 0 : before + 1);
      if (line.starts_with(beginning)) break;
    }
    return seen;
  }
  std::string rest() { return until("no line begins like this"); }

 private:
  int socket_;
};

class Served {
 public:
  explicit Served(
      const ReceiverLimits& limits = {}, const std::function<void()>& in_the_process = [] {}) {
    const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path().c_str(), sizeof address.sun_path - 1);
    REQUIRE(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(listener, 100) == 0);
    child_ = ::fork();
    if (child_ == 0) {
      in_the_process();
      ::_exit(serve(listener, limits));
    }
    ::close(listener);
  }
  ~Served() {
    if (child_ > 0) stop(SIGKILL);
  }

  fs::path path() const { return folder_.path() / "lmtp"; }
  fs::path queue() const { return folder_.path() / "queue"; }
  pid_t process() const { return child_; }
  int stop(int signal) {
    ::kill(child_, signal);
    return wait();
  }
  int wait() {
    int status = 0;
    ::waitpid(child_, &status, 0);
    child_ = 0;
    return status;
  }
  std::vector<std::string> messages() const {
    SystemClock clock;
    const auto queue = Queue::open(this->queue(), clock);
    REQUIRE(queue);
    std::vector<std::string> found;
    const auto entries = (*queue)->entries();
    REQUIRE(entries);
    for (const auto& entry : *entries) found.push_back((*queue)->message(entry.id).value());
    return found;
  }

 private:
  int serve(int listener, const ReceiverLimits& limits) {
    const auto intake = Intake::open(queue());
    if (!intake) return 2;
    SystemClock clock;
    StderrLog log(Severity::error);
    Receiver receiver({**intake, any_recipient, clock, limits, "mx.example"}, {listener}, log);
    receiver.stop_on(SIGTERM);
    receiver.run(std::chrono::seconds(10), [] {});
    return 0;
  }

  test::TemporaryFolder folder_;
  pid_t child_ = 0;
};

const std::string head = "LHLO me\r\nMAIL FROM:<s@y>\r\nRCPT TO:<a@x>\r\n";

}  // namespace

TEST_CASE("a message over a socket is durable when 250 is said") {
  Served served;
  Client client(served.path());
  CHECK_THAT(client.until("220"), Contains("mx.example"));
  REQUIRE(client.send(head + "DATA\r\n"));
  client.until("354");
  REQUIRE(client.send("Hello.\r\n.\r\n"));
  CHECK_THAT(client.until("250 2.0.0"), Contains("Kept as"));
  served.stop(SIGKILL);
  CHECK(served.messages() == std::vector<std::string>{"Hello.\r\n"});
}

TEST_CASE("everything at once is answered in order: PIPELINING") {
  Served served;
  Client client(served.path());
  REQUIRE(client.send(head + "DATA\r\nOne.\r\n.\r\nMAIL FROM:<>\r\nRCPT TO:<b@x>\r\n"
                             "BDAT 6 LAST\r\nTwo.\r\nQUIT\r\n"));
  const auto replies = client.until("221");
  CHECK(std::count(replies.begin(), replies.end(), '\n') == 1 + 8 + 2 + 1 + 1 + 2 + 1 + 1);
  auto messages = served.messages();
  std::sort(messages.begin(), messages.end());
  CHECK(messages == std::vector<std::string>{"One.\r\n", "Two.\r\n"});
}

TEST_CASE("bytes that come one at a time make the same message") {
  Served served;
  Client client(served.path());
  for (const char c : head + "DATA\r\nOne.\r\n..\r\n.\r\nQUIT\r\n")
    REQUIRE(client.send(std::string_view(&c, 1)));
  client.until("221");
  CHECK(served.messages() == std::vector<std::string>{"One.\r\n.\r\n"});
}

TEST_CASE("a client that goes in the middle of a message leaves nothing behind") {
  Served served;
  {
    Client client(served.path());
    REQUIRE(client.send(head + "DATA\r\n" + std::string(200'000, 'x')));
    client.until("354");
  }
  Client other(served.path());  // served after the first one is gone or not: both are fine
  REQUIRE(other.send(head + "DATA\r\nOne.\r\n.\r\nQUIT\r\n"));
  other.until("221");
  CHECK(served.messages() == std::vector<std::string>{"One.\r\n"});
  served.stop(SIGTERM);
  CHECK(fs::is_empty(served.queue() / "tmp"));
}

TEST_CASE("a line without end costs no memory and an error") {
  ReceiverLimits limits;
  limits.line_bytes = 1000;
  Served served(limits);
  Client client(served.path());
  for (int i = 0; i < 200; ++i) REQUIRE(client.send(std::string(100'000, 'x')));
  REQUIRE(client.send("\r\nQUIT\r\n"));
  CHECK_THAT(client.until("221"), Contains("500 5.5.2"));
}

TEST_CASE("who is silent, or too slow, is sent away in time") {
  ReceiverLimits limits;
  limits.patience = std::chrono::seconds(1);
  Served served(limits);
  SECTION("saying nothing") {
    Client client(served.path());
    CHECK_THAT(client.rest(), Contains("421 4.4.2"));
  }
  SECTION("a letter now and then is no line") {
    Client client(served.path());
    client.until("220");
    while (client.send("N")) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    CHECK(served.messages().empty());
  }
  SECTION("nor is it a message") {
    Client client(served.path());
    REQUIRE(client.send(head + "DATA\r\n"));
    while (client.send("x\r\n")) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    CHECK(served.messages().empty());
  }
}

TEST_CASE("too many clients at once are told so, and the others go on") {
  ReceiverLimits limits;
  limits.connections = 2;
  Served served(limits);
  Client one(served.path()), two(served.path());
  one.until("220");
  two.until("220");
  Client three(served.path());
  CHECK_THAT(three.rest(), Contains("421 4.3.2"));
  REQUIRE(one.send(head + "DATA\r\nOne.\r\n.\r\nQUIT\r\n"));
  CHECK_THAT(one.until("221"), Contains("Kept"));
}

TEST_CASE("stopping lets a message come to its end, and tells idle clients") {
  Served served;
  Client busy(served.path()), idle(served.path());
  idle.until("220");
  REQUIRE(busy.send(head + "DATA\r\n"));
  busy.until("354");
  ::kill(served.process(), SIGTERM);
  CHECK_THAT(idle.rest(), Contains("421 4.3.2"));
  REQUIRE(busy.send("One.\r\n.\r\n"));
  CHECK_THAT(busy.rest(), Contains("Kept") && Contains("421"));
  CHECK(served.wait() == 0);
  CHECK(served.messages().size() == 1);
}

TEST_CASE("a disk that fills up within a message is 452, and leaves room behind") {
  Served served({}, [] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{100'000, 100'000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(3);
  });
  Client client(served.path());
  std::string lines;
  for (int i = 0; i < 5000; ++i) lines.append(70, 'x').append("\r\n");
  REQUIRE(client.send(head + "DATA\r\n" + lines + ".\r\n"));
  CHECK_THAT(client.until("452"), Contains("452 4.3.1"));
  REQUIRE(client.send("MAIL FROM:<s@y>\r\nRCPT TO:<a@x>\r\nDATA\r\nshort\r\n.\r\nQUIT\r\n"));
  CHECK_THAT(client.until("221"), Contains("Kept"));
  CHECK(served.messages() == std::vector<std::string>{"short\r\n"});
}

TEST_CASE("many clients at once are all served") {
  Served served;
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 50; ++i) clients.push_back(std::make_unique<Client>(served.path()));
  for (auto& client : clients) REQUIRE(client->send(head + "DATA\r\nOne.\r\n.\r\nQUIT\r\n"));
  for (auto& client : clients) CHECK_THAT(client->until("221"), Contains("Kept"));
  CHECK(served.messages().size() == 50);
}
