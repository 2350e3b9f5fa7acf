// parse: bytes become structure, within limits. Pure.
#include "flow/stages.hpp"

#include <algorithm>

namespace chancery {

Result<Parsed> parse(Incoming incoming, const Limits& limits) {
  auto message = Message::parse(incoming.bytes, limits);
  if (!message) return message.error();
  const auto fields = message->fields();
  if (std::none_of(fields.begin(), fields.end(), [](const Field& f) { return !f.name.empty(); }))
    return Err(Code::unusable, "this is no message: it has no header field");
  return Parsed{std::move(incoming), std::move(*message)};
}

}  // namespace chancery
