#include "mail/splice.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <functional>

namespace chancery {

void Spliced::keep(const Buffer& buffer, std::string_view span) {
  CHECK(span.empty() || (span.data() >= buffer->data() &&
                         span.data() + span.size() <= buffer->data() + buffer->size()),
        "a span that is kept lies inside its buffer");
  if (held_.empty() || held_.back() != buffer) held_.push_back(buffer);
  if (!span.empty()) pieces_.push_back(span);
}

void Spliced::add(std::string bytes) {
  if (bytes.empty()) return;
  held_.push_back(make_buffer(std::move(bytes)));
  pieces_.push_back(*held_.back());
}

// std::less orders pointers into different buffers, too.
Spliced Spliced::without(std::span<const std::string_view> spans) const {
  Spliced rest;
  rest.held_ = held_;
  const auto keep_between = [&rest](const char* begin, const char* end) {
    if (begin != end) rest.pieces_.emplace_back(begin, static_cast<std::size_t>(end - begin));
  };
  for (const auto piece : pieces_) {
    const char* at = piece.data();
    const char* const end = at + piece.size();
    for (const auto span : spans) {
      const std::less<const char*> before;
      const char* const from = std::clamp(span.data(), at, end, before);
      const char* const to = std::clamp(span.data() + span.size(), at, end, before);
      if (from == to) continue;
      keep_between(at, from);
      at = to;
    }
    keep_between(at, end);
  }
  return rest;
}

std::size_t Spliced::size() const {
  std::size_t total = 0;
  for (const auto piece : pieces_) total += piece.size();
  return total;
}

std::string Spliced::flatten() const {
  std::string whole;
  whole.reserve(size());
  for (const auto piece : pieces_) whole += piece;
  return whole;
}

}  // namespace chancery
