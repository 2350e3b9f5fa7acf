#include "service/receiver.hpp"

#include "service/connection.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <list>

#include <sys/socket.h>

namespace chancery {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

using Protocol = asio::generic::stream_protocol;
using Acceptor = asio::basic_socket_acceptor<Protocol>;

// Syncs of several messages at once become one of the file system's journal.
constexpr std::size_t disk_threads = 16;
constexpr auto pause_when_accepting_fails = std::chrono::milliseconds(100);

int family_of(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  return ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0
             ? address.ss_family
             : AF_UNSPEC;
}

}  // namespace

class Receiver::State {
 public:
  State(lmtp::Surroundings around, const std::vector<int>& listeners, Log& log)
      : around_(std::move(around)), log_(log), disk_(disk_threads), signals_(loop_), end_(loop_) {
    for (const int listener : listeners)
      acceptors_.emplace_back(loop_, Protocol(family_of(listener), 0), listener);
  }

  void run(std::chrono::seconds grace, const std::function<void()>& accepting) {
    grace_ = grace;
    for (auto& acceptor : acceptors_) asio::co_spawn(loop_, accept(acceptor), asio::detached);
    signals_.async_wait([this](const error_code& cancelled, int) {
      if (!cancelled) stop();
    });
    asio::post(loop_, accepting);
    loop_.run();
    disk_.join();
  }

  void stop_on(int signal) { signals_.add(signal); }

 private:
  asio::awaitable<void> accept(Acceptor& acceptor) {
    while (acceptor.is_open()) {
      error_code failed;
      auto socket =
          co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, failed));
      if (!acceptor.is_open()) co_return;
      if (failed) {
        co_await refuse_for_a_while(failed);
        continue;
      }
      if (live_ < around_.limits.connections)
        asio::co_spawn(loop_, serve(std::move(socket)), asio::detached);
      else
        asio::co_spawn(loop_, turn_away(std::move(socket)), asio::detached);
    }
  }

  // Out of descriptors, say: trying on at once would only burn.
  asio::awaitable<void> refuse_for_a_while(error_code failed) {
    log_.write(Severity::error, "receive", {{"problem", "accepting: " + failed.message()}});
    asio::steady_timer timer(loop_, pause_when_accepting_fails);
    error_code ignored;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }

  asio::awaitable<void> serve(Connection::Socket socket) {
    auto connection = std::make_shared<Connection>(std::move(socket), around_, disk_, log_);
    connections_.push_back(connection);
    const auto place = std::prev(connections_.end());
    ++live_;
    co_await connection->run();
    --live_;
    connections_.erase(place);
    end_if_done();
  }

  asio::awaitable<void> turn_away(Connection::Socket socket) {
    static constexpr std::string_view reply = "421 4.3.2 Too many connections, try again later\r\n";
    error_code ignored;
    co_await asio::async_write(socket, asio::buffer(reply),
                               asio::redirect_error(asio::use_awaitable, ignored));
    log_.write(Severity::warning, "receive", {{"problem", "too many connections"}});
  }

  void stop() {
    stopping_ = true;
    error_code ignored;
    for (auto& acceptor : acceptors_) acceptor.close(ignored);
    for (auto& connection : connections_) connection->stop();
    end_.expires_after(grace_);
    end_.async_wait([this](const error_code& cancelled) {
      if (!cancelled) loop_.stop();
    });
    end_if_done();
  }

  void end_if_done() {
    if (stopping_ && live_ == 0) end_.cancel();
  }

  lmtp::Surroundings around_;
  Log& log_;
  asio::io_context loop_{1};
  asio::thread_pool disk_;
  asio::signal_set signals_;
  asio::steady_timer end_;
  std::list<Acceptor> acceptors_;
  std::list<std::shared_ptr<Connection>> connections_;
  std::size_t live_ = 0;
  bool stopping_ = false;
  std::chrono::seconds grace_{0};
};

Receiver::Receiver(lmtp::Surroundings around, std::vector<int> listeners, Log& log)
    : state_(std::make_unique<State>(std::move(around), listeners, log)) {}
Receiver::~Receiver() = default;

void Receiver::run(std::chrono::seconds grace, const std::function<void()>& accepting) {
  state_->run(grace, accepting);
}
void Receiver::stop_on(int signal) { state_->stop_on(signal); }

}  // namespace chancery
