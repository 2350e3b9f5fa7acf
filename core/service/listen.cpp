#include "service/listen.hpp"

#include "base/text.hpp"

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace chancery {
namespace {

constexpr int backlog = 512;
constexpr int first_handed_over = 3;

Error cannot(const std::string& where, const std::string& why, const std::string& hint = {}) {
  return Err(Code::misconfigured, "listening on " + where + ": " + why, hint);
}

// A socket that nobody listens on any more is in the way of the next; any other file is not ours.
Result<void> clear_the_place(const fs::path& file, const std::string& where,
                             const sockaddr_un& address) {
  struct stat status {};
  if (::lstat(file.c_str(), &status) != 0) return {};
  if (!S_ISSOCK(status.st_mode)) return cannot(where, "there is a file that is no socket");
  const FileDescriptor asking(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(asking.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return cannot(where, "somebody is listening there already");
  if (::unlink(file.c_str()) != 0) return cannot(where, std::strerror(errno));
  return {};
}

// Whoever may enter the folder may send: the mail server runs as somebody else.
Result<std::vector<FileDescriptor>> listen_unix(const fs::path& file, const std::string& where) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (file.native().size() >= sizeof address.sun_path)
    return cannot(where, "the path is too long for a socket",
                  "at most " + std::to_string(sizeof address.sun_path - 1) + " bytes");
  std::memcpy(address.sun_path, file.c_str(), file.native().size());
  if (auto clear = clear_the_place(file, where, address); !clear) return clear.error();
  FileDescriptor listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::bind(listener.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return cannot(where, std::strerror(errno), "is the folder there, and may it be written?");
  if (::chmod(file.c_str(), 0666) != 0 || ::listen(listener.number(), backlog) != 0)
    return cannot(where, std::strerror(errno));
  std::vector<FileDescriptor> listeners;
  listeners.push_back(std::move(listener));
  return listeners;
}

struct HostPort {
  std::string host, port;
};

std::optional<HostPort> host_port(std::string_view where) {
  const auto colon = where.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  auto host = where.substr(0, colon);
  const auto port = where.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  unsigned number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc() || end != port.data() + port.size() || number > 65535 || host.empty())
    return std::nullopt;
  return HostPort{std::string(host), std::string(port)};
}

Result<FileDescriptor> listen_at(const addrinfo& address, const std::string& where) {
  FileDescriptor listener(::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(listener.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (address.ai_family == AF_INET6)
    ::setsockopt(listener.number(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (::bind(listener.number(), address.ai_addr, address.ai_addrlen) != 0 ||
      ::listen(listener.number(), backlog) != 0)
    return cannot(where, std::strerror(errno));
  return listener;
}

}  // namespace

Result<std::vector<FileDescriptor>> listen_on(std::string_view text, const fs::path& folder) {
  const std::string where = printable(text);
  if (text.starts_with("unix:") && text.size() > 5)
    return listen_unix(folder / text.substr(5), where);
  const auto named = host_port(text);
  if (!named) return cannot(where, "that is no place", "write it as unix:PATH or HOST:PORT");
  addrinfo wanted{}, *found = nullptr;
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE;
  if (const int code = ::getaddrinfo(named->host.c_str(), named->port.c_str(), &wanted, &found))
    return cannot(where, ::gai_strerror(code));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> all(found, ::freeaddrinfo);
  std::vector<FileDescriptor> listeners;
  for (const addrinfo* one = found; one; one = one->ai_next) {
    auto listener = listen_at(*one, where);
    if (!listener) return listener.error();
    listeners.push_back(std::move(*listener));
  }
  return listeners;
}

std::vector<FileDescriptor> handed_over() {
  std::vector<FileDescriptor> listeners;
  const char* process = std::getenv("LISTEN_PID");
  const char* count = std::getenv("LISTEN_FDS");
  if (!process || !count || std::to_string(::getpid()) != process) return listeners;
  for (int i = 0; i < std::atoi(count); ++i) {
    ::fcntl(first_handed_over + i, F_SETFD, FD_CLOEXEC);
    listeners.emplace_back(first_handed_over + i);
  }
  return listeners;
}

}  // namespace chancery
