#include "mail/splice.hpp"

#include "base/check.hpp"

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
