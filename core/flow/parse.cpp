// parse: bytes become structure, within limits. Pure.
#include "flow/stages.hpp"

namespace chancery {

Result<Parsed> parse(Incoming incoming, const Limits& limits) {
  auto message = Message::parse(incoming.bytes, limits);
  if (!message) return message.error();
  return Parsed{std::move(incoming), std::move(*message)};
}

}  // namespace chancery
