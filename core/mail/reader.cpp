// The one pass over a message. A line that begins with "--" is a candidate for a delimiter; any
// other costs one memchr. Delimiters are compared as whole lines: RFC 2046 section 5.1.1 would be
// content with the beginning of one, but then a boundary that begins like another cuts its parts.
#include "mail/reader.hpp"

#include "mail/header.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cstring>

namespace chancery {

namespace {

// From `at` to behind the next LF, or to the end.
std::size_t line_end(std::string_view text, std::size_t at) {
  const void* found = std::memchr(text.data() + at, '\n', text.size() - at);
  return found ? static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) + 1
               : text.size();
}

// The line break before a delimiter belongs to the delimiter (RFC 2046 section 5.1.1).
std::size_t before_line_break(std::string_view text, std::size_t at) {
  if (at > 0 && text[at - 1] == '\n') --at;
  if (at > 0 && text[at - 1] == '\r') --at;
  return at;
}

bool is_blank_line(std::string_view line) { return line == "\n" || line == "\r\n"; }

// RFC 5322 section 3.6.8: printable ASCII without the colon. White space before the colon is
// obsolete and read (section 4.5), so that such a From is seen as one.
std::string_view field_name(std::string_view text) {
  const auto name = text.substr(0, text.find_last_not_of(" \t") + 1);
  const bool good = std::all_of(name.begin(), name.end(), [](char c) { return c > 32 && c < 127; });
  return good ? name : std::string_view();
}

Field field_of(std::string_view raw) {
  auto line = raw;
  if (line.ends_with('\n')) {
    line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return {{}, line, raw};
  const auto name = field_name(line.substr(0, colon));
  if (name.empty()) return {{}, line, raw};
  return {name, line.substr(colon + 1), raw};
}

enum class Delimiter { none, next, last };

// "--", the boundary, "--" when it is the last, then only white space.
Delimiter compare(std::string_view line, std::string_view boundary) {
  if (line.size() < boundary.size() + 2 || line.substr(2, boundary.size()) != boundary)
    return Delimiter::none;
  auto rest = line.substr(2 + boundary.size());
  const bool last = rest.starts_with("--");
  if (last) rest.remove_prefix(2);
  if (rest.find_first_not_of(" \t\r\n") != std::string_view::npos) return Delimiter::none;
  return last ? Delimiter::last : Delimiter::next;
}

Error beyond(const char* what, std::size_t limit, const char* key) {
  return Err(
      Code::unusable,
      std::string("the message has more ") + what + " than the limit of " + std::to_string(limit),
      key);
}

// What can be read as it stands: RFC 2046 section 5.2.1, RFC 6532 section 3.7.
bool holds_message(const Part& part) {
  if (part.media_type != "message/rfc822" && part.media_type != "message/global") return false;
  return part.encoding == "7bit" || part.encoding == "8bit" || part.encoding == "binary";
}

}  // namespace

Result<void> MimeReader::read() {
  if (auto entered = enter("text/plain"); !entered) return entered;
  while (delimiting_ > 0 && at_ < text_.size()) {
    const auto line = at_;
    at_ = line_end(text_, at_);
    if (text_[line] != '-') continue;
    const auto found = delimiter(line, at_);
    if (!found) continue;
    if (auto passed = pass(*found, line, at_); !passed) return passed;
  }
  close_from(0, text_.size());
  return {};
}

std::optional<MimeReader::Found> MimeReader::delimiter(std::size_t at, std::size_t end) const {
  const auto line = text_.substr(at, end - at);
  if (delimiting_ == 0 || !line.starts_with("--")) return std::nullopt;
  for (std::size_t level = 0; level < open_.size(); ++level) {
    if (!open_[level].delimits) continue;
    const auto kind = compare(line, parts_[open_[level].index].boundary);
    if (kind != Delimiter::none) return Found{level, kind == Delimiter::last};
  }
  return std::nullopt;
}

Result<void> MimeReader::pass(const Found& found, std::size_t line, std::size_t line_end) {
  close_from(found.level + 1, before_line_break(text_, line));
  at_ = line_end;
  auto& multipart = open_[found.level];
  if (found.last) {
    multipart.delimits = false;
    --delimiting_;
    return {};
  }
  const bool digest = parts_[multipart.index].media_type == "multipart/digest";
  return enter(digest ? "message/rfc822" : "text/plain");  // RFC 2046 section 5.1.5
}

// The part that begins here, and the message that it is, and the message that that one is.
Result<void> MimeReader::enter(std::string_view default_type) {
  for (;;) {
    if (auto opened = open(default_type); !opened) return opened;
    if (!holds_message(parts_.back()) || is_nothing_left(at_)) return {};
    default_type = "text/plain";
  }
}

// Whether a body that begins here is empty. A line break before a delimiter is none of it.
bool MimeReader::is_nothing_left(std::size_t at) const {
  if (at == text_.size()) return true;
  const auto end = line_end(text_, at);
  if (delimiter(at, end)) return true;
  return is_blank_line(text_.substr(at, end - at)) && end < text_.size() &&
         delimiter(end, line_end(text_, end));
}

Result<void> MimeReader::open(std::string_view default_type) {
  if (open_.size() >= limits_.depth)
    return beyond("parts inside parts", limits_.depth, "limits.depth");
  if (parts_.size() >= limits_.parts) return beyond("parts", limits_.parts, "limits.parts");
  Open opened{static_cast<std::uint32_t>(parts_.size()), at_};
  auto& part = parts_.emplace_back();
  part.parent = open_.empty() ? 0 : open_.back().index;
  part.first_field = static_cast<std::uint32_t>(fields_.size());
  if (auto read = read_header(opened); !read) return read;
  part.field_count = static_cast<std::uint32_t>(fields_.size()) - part.first_field;
  describe(opened, default_type);
  if (opened.delimits) ++delimiting_;
  open_.push_back(opened);
  return {};
}

// To behind the blank line, or to a delimiter of an open multipart, or to the end.
Result<void> MimeReader::read_header(Open& part) {
  while (at_ < text_.size()) {
    auto end = line_end(text_, at_);
    part.header_end = at_;
    if (is_blank_line(text_.substr(at_, end - at_))) {
      part.body_begin = at_ = end;
      return {};
    }
    if (delimiter(at_, end)) break;
    while (end < text_.size() && (text_[end] == ' ' || text_[end] == '\t'))
      end = line_end(text_, end);
    if (end - part.begin > limits_.header_bytes)
      return beyond("bytes in a header", limits_.header_bytes, "limits.header_bytes");
    if (auto added = add_field(text_.substr(at_, end - at_)); !added) return added;
    at_ = end;
  }
  part.header_end = part.body_begin = at_;
  return {};
}

Result<void> MimeReader::add_field(std::string_view raw) {
  if (fields_.size() >= limits_.fields)
    return beyond("header fields", limits_.fields, "no mail that people read has so many");
  fields_.push_back(field_of(raw));
  return {};
}

void MimeReader::describe(Open& opened, std::string_view default_type) {
  auto& part = parts_[opened.index];
  part.media_type = default_type;
  part.encoding = "7bit";
  const Field *type = nullptr, *encoding = nullptr;  // the first of each
  for (std::uint32_t i = 0; i < part.field_count; ++i) {
    const auto& field = fields_[part.first_field + i];
    if (!type && equal_ignoring_case(field.name, "Content-Type")) type = &field;
    if (!encoding && equal_ignoring_case(field.name, "Content-Transfer-Encoding"))
      encoding = &field;
  }
  if (encoding)
    if (auto value = parse_parameters(encoding->value).value; !value.empty())
      part.encoding = std::move(value);
  if (!type) return;
  const auto parsed = parse_parameters(type->value);
  // RFC 2045 section 5.2: what has no valid syntax is plain text.
  const bool valid = parsed.value.find('/') != std::string::npos;
  part.media_type = valid ? parsed.value : "text/plain";
  if (!part.media_type.starts_with("multipart/")) return;
  const auto boundary = parsed.parameter("boundary").value_or("");
  // It may not end with a blank (RFC 2046 section 5.1.1), and what is behind it on a line is none.
  part.boundary = boundary.substr(0, boundary.find_last_not_of(" \t") + 1);
  opened.delimits = !part.boundary.empty();
}

void MimeReader::close_from(std::size_t level, std::size_t end) {
  while (open_.size() > level) {
    close(open_.back(), end);
    if (open_.back().delimits) --delimiting_;
    open_.pop_back();
  }
}

// The end may lie before what was read as header or blank line: their line break was the
// delimiter's.
void MimeReader::close(const Open& opened, std::size_t end) {
  auto& part = parts_[opened.index];
  const auto span = [&](std::size_t from, std::size_t to) {
    from = std::min(from, end);
    return text_.substr(from, std::min(to, end) - from);
  };
  part.next = static_cast<std::uint32_t>(parts_.size());
  part.raw = span(opened.begin, end);
  part.header = span(opened.begin, opened.header_end);
  part.body = span(opened.body_begin, end);
  if (part.field_count == 0) return;
  auto& field = fields_[part.first_field + part.field_count - 1];
  const auto begin = static_cast<std::size_t>(field.raw.data() - text_.data());
  if (begin + field.raw.size() > end) field = field_of(text_.substr(begin, end - begin));
}

}  // namespace chancery
