#include "connection.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace transport_smtp {

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

constexpr std::size_t longest_line = 8192;

chancery::Error failure(const std::string& doing, int error) {
  return Err(Code::try_later, doing + ": " + std::strerror(error));
}

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

int poll_until(int socket, short events, Connection::Clock::time_point deadline) {
  pollfd descriptor{socket, events, 0};
  int ready = 0;
  do {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - Connection::Clock::now());
    ready = ::poll(&descriptor, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
  } while (ready < 0 && errno == EINTR);
  return ready;
}

// The socket, or -1 with errno set.
int connect_to(const sockaddr* address, socklen_t size, std::chrono::seconds timeout) {
  const int socket = ::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket < 0) return -1;
  int error = 0;
  if (::connect(socket, address, size) < 0) {
    error = errno;
    if (error == EINPROGRESS) {
      socklen_t error_size = sizeof error;
      if (poll_until(socket, POLLOUT, Connection::Clock::now() + timeout) <= 0)
        error = ETIMEDOUT;
      else if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &error_size) < 0)
        error = errno;
    }
  }
  if (error == 0) return socket;
  ::close(socket);
  errno = error;
  return -1;
}

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), std::min(path.size(), sizeof address.sun_path - 1));
  return address;
}

Result<Server> unix_server(std::string_view path) {
  if (path.starts_with('/') && path.size() < sizeof sockaddr_un{}.sun_path)
    return Server{{}, {}, std::string(path)};
  return Err(Code::misconfigured, "the key server is 'unix:" + std::string(path) +
                                      "', and should be unix:/PATH, with at most " +
                                      std::to_string(sizeof sockaddr_un{}.sun_path - 1) + " bytes");
}

}  // namespace

Result<Server> Server::parse(std::string_view text) {
  if (text.starts_with("unix:")) return unix_server(text.substr(5));
  Server server{std::string(text), "25", {}};
  const auto bracket = text.find(']');
  if (text.starts_with('[') && bracket != std::string_view::npos) {
    server.host = text.substr(1, bracket - 1);
    text.remove_prefix(bracket + 1);
    if (text.starts_with(':')) server.port = text.substr(1);
  } else if (const auto colon = text.rfind(':'); colon != std::string_view::npos) {
    server.host = text.substr(0, colon);
    server.port = text.substr(colon + 1);
  }
  const bool is_number = !server.port.empty() && server.port.size() <= 5 &&
                         server.port.find_first_not_of("0123456789") == std::string::npos;
  const int port = is_number ? std::stoi(server.port) : 0;
  if (server.host.empty() || port < 1 || port > 65535)
    return Err(Code::misconfigured, "the key server is '" + std::string(text) +
                                        "', and should be HOST:PORT or unix:/PATH");
  return server;
}

Result<std::unique_ptr<Connection>> Connection::open(const Server& server,
                                                     std::chrono::seconds timeout) {
  if (!server.path.empty()) {
    const auto address = address_of(server.path);
    const int socket =
        connect_to(reinterpret_cast<const sockaddr*>(&address), sizeof address, timeout);
    if (socket >= 0) return std::make_unique<Connection>(socket, timeout);
    return failure("connecting to " + server.path, errno);
  }
  const auto name = server.host + ":" + server.port;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* list = nullptr;
  if (const int error = getaddrinfo(server.host.c_str(), server.port.c_str(), &hints, &list);
      error != 0)
    return Err(Code::try_later, "looking up " + name + ": " + gai_strerror(error));
  const std::unique_ptr<addrinfo, FreeAddresses> addresses(list);
  for (const auto* address = list; address; address = address->ai_next) {
    const int socket = connect_to(address->ai_addr, address->ai_addrlen, timeout);
    if (socket >= 0) return std::make_unique<Connection>(socket, timeout);
  }
  return failure("connecting to " + name, errno);
}

Connection::~Connection() { ::close(socket_); }

Result<void> Connection::wait(short events, Clock::time_point deadline) const {
  const int ready = poll_until(socket_, events, deadline);
  if (ready > 0) return {};
  if (ready < 0) return failure("waiting for the server", errno);
  return Err(Code::try_later,
             "the server did not answer within " + std::to_string(timeout_.count()) + " seconds");
}

Result<void> Connection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (auto ready = wait(POLLOUT, this->deadline()); !ready) return ready;
    } else if (errno != EINTR) {
      return failure("writing to the server", errno);
    }
  }
  return {};
}

Result<std::string> Connection::read_line(Clock::time_point deadline) {
  for (;;) {
    if (const auto end = buffer_.find('\n'); end != std::string::npos) {
      auto line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      if (line.ends_with('\r')) line.pop_back();
      return line;
    }
    if (buffer_.size() > longest_line)
      return Err(Code::try_later, "the server sends a line without an end");
    if (auto ready = wait(POLLIN, deadline); !ready) return ready.error();
    std::array<char, 4096> chunk{};
    const auto got = ::recv(socket_, chunk.data(), chunk.size(), 0);
    if (got == 0) return Err(Code::try_later, "the server closed the connection");
    if (got < 0 && errno != EAGAIN && errno != EINTR)
      return failure("reading from the server", errno);
    if (got > 0) buffer_.append(chunk.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace transport_smtp
