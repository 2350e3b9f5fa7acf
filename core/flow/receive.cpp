// receive: bytes from somebody become an Incoming.
#include "flow/stages.hpp"

namespace chancery {

Result<Incoming> receive(std::string bytes, std::optional<std::string> envelope_sender, Time at) {
  if (bytes.starts_with("From ")) {
    const auto end = bytes.find('\n');
    bytes.erase(0, end == std::string::npos ? end : end + 1);
  }
  if (bytes.empty())
    return Err(Code::unusable, "the input is empty: there is no message to process");
  return Incoming{make_buffer(std::move(bytes)), std::move(envelope_sender), at};
}

}  // namespace chancery
