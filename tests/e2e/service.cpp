#include "service.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>

namespace e2e {

namespace {

// A connection that is told to give up after a while: a service under test may be killed.
class Connection {
 public:
  explicit Connection(const fs::path& path) : socket_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    const timeval patience{20, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    good_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  Connection(const Connection&) = delete;
  ~Connection() { ::close(socket_); }

  void send(std::string_view bytes) {
    while (good_ && !bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      good_ = sent > 0;
      if (good_) bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  // One reply, of which only the last line counts; "" when the connection broke.
  std::string reply() {
    std::string line;
    while (good_) {
      char c = 0;
      good_ = ::recv(socket_, &c, 1, 0) == 1;
      if (!good_) return "";
      if (c != '\n') {
        line += c;
        continue;
      }
      if (line.size() > 3 && line[3] == ' ') return line.substr(0, line.find('\r'));
      line.clear();
    }
    return "";
  }
  std::string ask(const std::string& command) {
    send(command + "\r\n");
    return reply();
  }

 private:
  int socket_;
  bool good_ = false;
};

std::string stuffed(std::string_view message) {
  std::string text;
  bool line_start = true;
  for (const char c : message) {
    if (c == '\r') continue;
    if (line_start && c == '.') text += '.';
    line_start = c == '\n';
    text += line_start ? std::string("\r\n") : std::string(1, c);
  }
  return text + (line_start ? ".\r\n" : "\r\n.\r\n");
}

}  // namespace

bool eventually(const std::function<bool()>& holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

std::vector<std::string> send(const fs::path& socket, std::string_view message,
                              const Words& recipients, const std::string& sender) {
  Connection connection(socket);
  connection.reply();
  connection.ask("LHLO test.example");
  connection.ask("MAIL FROM:<" + sender + ">");
  std::vector<std::string> replies;
  std::size_t accepted = 0;
  for (const auto& recipient : recipients) {
    const auto reply = connection.ask("RCPT TO:<" + recipient + ">");
    if (reply.starts_with("250"))
      ++accepted;
    else
      replies.push_back(reply);
  }
  if (accepted == 0) return replies;
  if (!connection.ask("DATA").starts_with("354")) return {};
  connection.send(stuffed(message));
  for (std::size_t i = 0; i < accepted; ++i) {
    auto reply = connection.reply();
    if (reply.empty()) return {};
    replies.push_back(std::move(reply));
  }
  return replies;
}

Service::Service(const Site& site, const Words& options)
    : site_(site), options_(options), log_(site.root().parent_path() / "serve.log") {
  start();
}

Service::~Service() {
  if (process_ > 0) end(SIGKILL);
}

void Service::start() {
  Words words = {test::binary(), "--root", site_.root(), "serve", "--lmtp", "unix:lmtp"};
  words.insert(words.end(), options_.begin(), options_.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const auto before = log().size();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, log_.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  REQUIRE(posix_spawn(&process_, argv[0], &actions, nullptr, argv.data(), environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
  const bool ready = eventually([&] {
    return log().find("ready\n", before) != std::string::npos ||
           ::waitpid(process_, nullptr, WNOHANG) != 0;
  });
  INFO(log());
  REQUIRE(ready);
  REQUIRE(::kill(process_, 0) == 0);
}

void Service::signal(int signal) const { ::kill(process_, signal); }

int Service::end(int signal) {
  ::kill(process_, signal);
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::vector<pid_t> Service::processes(const std::string& kind) const {
  const auto ran = site_({"--json", "status"});
  INFO(ran.err);
  REQUIRE(ran.exit == 0);
  std::vector<pid_t> found;
  const auto status = Json::parse(ran.out);
  for (const auto& one : status["processes"])
    if (one["kind"] == kind) found.push_back(std::stoi(one["process"].get<std::string>()));
  return found;
}

std::string Service::log() const { return fs::exists(log_) ? read(log_) : std::string(); }

}  // namespace e2e
