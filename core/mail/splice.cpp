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
  const std::less<const char*> before;
  std::vector<std::string_view> gone(spans.begin(), spans.end());
  std::sort(gone.begin(), gone.end(),
            [&](auto one, auto other) { return before(one.data(), other.data()); });
  Spliced rest;
  rest.held_ = held_;
  const auto keep_between = [&rest](const char* begin, const char* end) {
    if (begin != end) rest.pieces_.emplace_back(begin, static_cast<std::size_t>(end - begin));
  };
  for (const auto piece : pieces_) {
    const char* at = piece.data();
    const char* const end = at + piece.size();
    // The spans do not overlap, so their ends are in order too.
    auto span = std::partition_point(gone.begin(), gone.end(), [&](auto each) {
      return !before(at, each.data() + each.size());
    });
    for (; span != gone.end() && before(span->data(), end); ++span) {
      keep_between(at, std::max(span->data(), at, before));
      at = std::min(span->data() + span->size(), end, before);
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
