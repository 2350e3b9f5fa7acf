// OpenSSL's error queue as sentences. The queue is a thread's, so what one call leaves behind would
// be blamed on the next: every entry of the plugin begins and ends with an empty one.
#pragma once

#include <chancery/result.hpp>

#include <string>

namespace openssl {

// Stands at the top of every entry.
class CleanErrors {
 public:
  CleanErrors();
  CleanErrors(const CleanErrors&) = delete;
  CleanErrors& operator=(const CleanErrors&) = delete;
  ~CleanErrors();
};

// What OpenSSL says went wrong, the cause first; empties the queue. Only reasons: never data.
std::string take_errors();
// Whether something in the queue says that an algorithm is not to be had. Leaves the queue.
bool errors_say_unsupported();

// "<what>: <what OpenSSL says>".
chancery::Error failure(chancery::Code code, std::string what);

}  // namespace openssl
