#include "service/notify.hpp"

#include "base/file_descriptor.hpp"

#include <cstddef>
#include <cstdlib>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>

namespace chancery {

// Nobody is told when it fails: there is nobody else to tell, and the service works all the same.
void notify(std::string_view state) {
  const char* place = std::getenv("NOTIFY_SOCKET");
  sockaddr_un address{};
  if (!place || (place[0] != '/' && place[0] != '@')) return;
  const auto size = std::strlen(place);
  if (size >= sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, place, size);
  if (place[0] == '@') address.sun_path[0] = '\0';  // the abstract name space
  const FileDescriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + size);
  static_cast<void>(::sendto(socket.number(), state.data(), state.size(), MSG_NOSIGNAL,
                             reinterpret_cast<const sockaddr*>(&address), length));
}

}  // namespace chancery
