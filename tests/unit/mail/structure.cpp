#include "structure.hpp"

#include "support/catch.hpp"

using namespace chancery;

namespace test {

Message message(std::string_view text, const Limits& limits) {
  auto parsed = Message::parse(make_buffer(std::string(text)), limits);
  if (!parsed) FAIL(parsed.error().what);
  return std::move(*parsed);
}

std::string refusal(std::string_view text, const Limits& limits) {
  const auto parsed = Message::parse(make_buffer(std::string(text)), limits);
  return parsed ? std::string() : parsed.error().what;
}

std::string structure(const Message& message) {
  std::string text;
  std::vector<std::uint32_t> ends;  // of the subtrees that are open
  const auto parts = message.parts();
  for (std::uint32_t i = 0; i < parts.size(); ++i) {
    bool first = true;
    for (; !ends.empty() && ends.back() == i; ends.pop_back(), first = false) text += ')';
    if (i > 0 && !(first && text.ends_with('('))) text += ',';
    text += parts[i].media_type;
    if (parts[i].next > i + 1) {
      text += '(';
      ends.push_back(parts[i].next);
    }
  }
  return text.append(ends.size(), ')');
}

std::string with_crlf(std::string_view text) {
  std::string crlf;
  for (const char c : text) {
    if (c == '\n') crlf += '\r';
    crlf += c;
  }
  return crlf;
}

}  // namespace test
