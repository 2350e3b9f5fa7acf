// Any bytes as a message: it is refused with a reason, or gets a structure that keeps the rules of
// spans and is the one that a plain reading of RFC 2046, from the outside in, finds.
#include "base/check.hpp"
#include "base/text.hpp"
#include "mail/address.hpp"
#include "mail/header.hpp"
#include "mail/message.hpp"
#include "rules.hpp"

#include <cstdint>

using namespace chancery;

namespace {

std::string_view without_line_break(std::string_view text) {
  if (text.ends_with("\r\n")) return text.substr(0, text.size() - 2);
  return text.ends_with('\n') ? text.substr(0, text.size() - 1) : text;
}

std::string_view take_line(std::string_view& rest) {
  const auto line = rest.substr(0, rest.find('\n') + 1);
  const auto taken = line.empty() ? rest : line;
  rest.remove_prefix(taken.size());
  return taken;
}

// The same structure once more: each multipart is cut by its own delimiters alone, then each piece
// is read as if nothing were around it. Slow, and easy to believe.
class PlainReader {
 public:
  explicit PlainReader(const Message& message) : message_(message) {}

  void read(std::string_view raw) {
    CHECK(index_ < message_.parts().size(), "there are as many parts");
    const auto& part = message_.parts()[index_++];
    CHECK(part.raw == raw, "a part is what lies between two delimiters");
    CHECK(part.body == body_of(raw), "a body begins behind the first blank line");
    if (!part.boundary.empty())
      read_multipart(part.body, part.boundary);
    else if (part.media_type.starts_with("message/") && part.next > index_)
      read(part.body);
  }
  std::size_t count() const { return index_; }

 private:
  static std::string_view body_of(std::string_view raw) {
    while (!raw.empty()) {
      const auto line = take_line(raw);
      if (line == "\n" || line == "\r\n") break;
      while (raw.starts_with(' ') || raw.starts_with('\t')) take_line(raw);
    }
    return raw;
  }

  void read_multipart(std::string_view body, const std::string& boundary) {
    const char* begin = nullptr;
    const auto piece = [&](const char* end) {
      return std::string_view(begin, static_cast<std::size_t>(end - begin));
    };
    for (auto rest = body; !rest.empty();) {
      const auto line = take_line(rest);
      const auto text = line.substr(0, line.find_last_not_of(" \t\r\n") + 1);
      const bool last = text == "--" + boundary + "--";
      if (!last && text != "--" + boundary) continue;
      if (begin) read(without_line_break(piece(line.data())));
      begin = line.data() + line.size();
      if (last) return;
    }
    if (begin) read(piece(body.data() + body.size()));
  }

  const Message& message_;
  std::size_t index_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto buffer = make_buffer({reinterpret_cast<const char*>(data), size});
  const auto message = Message::parse(buffer);
  if (!message) {
    CHECK(!message.error().what.empty(), "a refusal has a reason");
    return 0;
  }
  CHECK(message->raw().data() == buffer->data(), "nothing is copied");
  CHECK(message->raw() == std::string_view(reinterpret_cast<const char*>(data), size),
        "nothing is altered");
  const auto broken = test::broken_rule(*message);
  CHECK(broken.empty(), broken);
  PlainReader plain(*message);
  plain.read(message->raw());
  CHECK(plain.count() == message->parts().size(), "there are no more parts");
  const MessageView view(*message);
  CHECK(view.get()->part_count == message->parts().size(), "plugins see the same parts");
  if (const auto sender = sender_of(*message); !sender)
    CHECK(is_utf8(sender.error().what), "a reason is text");
  return 0;
}
