// What a receiver lets a client have of it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace chancery {

struct ReceiverLimits {
  std::size_t message_bytes = 50'000'000;
  std::size_t recipients = 1000;  // of one message; RFC 5321 section 4.5.3.1.8: at least 100
  std::size_t line_bytes = 4096;  // of a command; RFC 5321 section 4.5.3.1.4 and what SMTPUTF8 adds
  std::size_t errors = 20;        // then the connection ends
  std::size_t connections = 200;  // at once
  std::chrono::seconds patience{300};       // for a command, or for the next 64 KB of a message
  std::uint64_t spare_bytes = 100'000'000;  // of the disk, that stay free
};

}  // namespace chancery
