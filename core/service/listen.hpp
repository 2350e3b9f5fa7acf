// Where mail comes in: sockets that are bound and listening, our own or those that systemd hands
// over (sd_listen_fds(3)).
#pragma once

#include "base/file_descriptor.hpp"
#include "base/files.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace chancery {

// "unix:PATH", where a relative path starts in `folder`; "HOST:PORT", "[IPV6]:PORT". All addresses
// of a host name are listened on. Nobody can be listening there: misconfigured.
Result<std::vector<FileDescriptor>> listen_on(std::string_view where, const fs::path& folder);

// Those that this process was started with; none: it was not.
std::vector<FileDescriptor> handed_over();

}  // namespace chancery
