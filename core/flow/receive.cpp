// receive: bytes from somebody become an Incoming.
#include "flow/stages.hpp"

namespace chancery {

namespace {

// "From somebody date": RFC 4155. "From :" is the field as RFC 5322 section 4.5 still allows it.
bool begins_an_mbox(std::string_view bytes) {
  if (!bytes.starts_with("From ")) return false;
  const auto behind = bytes.find_first_not_of(" \t", 4);
  return behind == std::string_view::npos || bytes[behind] != ':';
}

}  // namespace

Result<Incoming> receive(std::string bytes, std::optional<std::string> envelope_sender, Time at) {
  if (begins_an_mbox(bytes)) {
    const auto end = bytes.find('\n');
    bytes.erase(0, end == std::string::npos ? end : end + 1);
  }
  if (bytes.empty())
    return Err(Code::unusable, "the input is empty: there is no message to process");
  return Incoming{make_buffer(std::move(bytes)), std::move(envelope_sender), at};
}

}  // namespace chancery
