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

bool is_blank_line(std::string_view line) { return line == "\n" || line == "\r\n"; }

// RFC 5322 section 3.6.8: printable ASCII without the colon. White space before the colon is
// obsolete and read (section 4.5), so that such a From is seen as one.
std::string_view field_name(std::string_view text) {
  const auto name = text.substr(0, text.find_last_not_of(" \t") + 1);
  const bool good = std::all_of(name.begin(), name.end(), [](char c) { return c > 32 && c < 127; });
  return good ? name : std::string_view();
}

std::string_view without_line_break(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

Field field_of(std::string_view raw) {
  const auto line = without_line_break(raw);
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return {{}, line, raw};
  const auto name = field_name(line.substr(0, colon));
  if (name.empty()) return {{}, line, raw};
  return {name, line.substr(colon + 1), raw};
}

enum class Delimiter { none, next, last };

// RFC 2046 section 5.1.1: "--", the boundary, "--" when it is the last, then only white space.
Delimiter delimiter(std::string_view line, std::string_view boundary) {
  if (line.size() < boundary.size() + 2 || line[0] != '-' || line[1] != '-') return Delimiter::none;
  if (line.substr(2, boundary.size()) != boundary) return Delimiter::none;
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

}  // namespace

Result<void> MimeReader::read_header(Part& part) {
  const auto raw = part.raw;
  std::size_t at = 0, body = raw.size();
  part.first_field = static_cast<std::uint32_t>(fields_.size());
  while (at < raw.size()) {
    auto end = line_end(raw, at);
    if (is_blank_line(raw.substr(at, end - at))) {
      body = end;
      break;
    }
    while (end < raw.size() && (raw[end] == ' ' || raw[end] == '\t')) end = line_end(raw, end);
    if (end > limits_.header_bytes)
      return beyond("bytes in a header", limits_.header_bytes, "limits.header_bytes");
    fields_.push_back(field_of(raw.substr(at, end - at)));
    at = end;
  }
  part.field_count = static_cast<std::uint32_t>(fields_.size()) - part.first_field;
  part.header = raw.substr(0, at);
  part.body = raw.substr(body);
  return {};
}

void MimeReader::describe(Part& part, std::string_view default_type) const {
  part.media_type = default_type;
  part.encoding = "7bit";
  bool has_type = false, has_encoding = false;
  for (std::uint32_t i = 0; i < part.field_count; ++i) {
    const auto& field = fields_[part.first_field + i];
    if (!has_type && equal_ignoring_case(field.name, "Content-Type")) {
      has_type = true;
      const auto type = parse_parameters(field.value);
      // RFC 2045 section 5.2: what has no valid syntax is plain text.
      const bool valid = type.value.find('/') != std::string::npos;
      part.media_type = valid ? type.value : "text/plain";
      if (part.media_type.starts_with("multipart/"))
        part.boundary = type.parameter("boundary").value_or("");
    } else if (!has_encoding && equal_ignoring_case(field.name, "Content-Transfer-Encoding")) {
      has_encoding = true;
      part.encoding = parse_parameters(field.value).value;
    }
  }
}

Result<void> MimeReader::read_entity(std::string_view raw, std::uint32_t parent, std::size_t depth,
                                     std::string_view default_type) {
  if (depth > limits_.depth) return beyond("parts inside parts", limits_.depth, "limits.depth");
  if (parts_.size() >= limits_.parts) return beyond("parts", limits_.parts, "limits.parts");
  const auto index = static_cast<std::uint32_t>(parts_.size());
  parts_.emplace_back();
  parts_[index].parent = parent;
  parts_[index].raw = raw;
  if (auto read = read_header(parts_[index]); !read) return read;
  describe(parts_[index], default_type);
  if (auto read = read_children(index, depth); !read) return read;
  parts_[index].next = static_cast<std::uint32_t>(parts_.size());
  return {};
}

Result<void> MimeReader::read_children(std::uint32_t index, std::size_t depth) {
  const auto& part = parts_[index];
  if (!part.boundary.empty()) return read_multipart(index, depth);
  const bool message = part.media_type == "message/rfc822" || part.media_type == "message/global";
  const bool readable =
      part.encoding == "7bit" || part.encoding == "8bit" || part.encoding == "binary";
  if (message && readable && !part.body.empty())
    return read_entity(part.body, index, depth + 1, "text/plain");
  return {};
}

// The line break before a delimiter belongs to the delimiter.
Result<void> MimeReader::read_multipart(std::uint32_t index, std::size_t depth) {
  const auto body = parts_[index].body;
  const auto boundary = parts_[index].boundary;
  const std::string_view default_type =
      parts_[index].media_type == "multipart/digest" ? "message/rfc822" : "text/plain";
  std::optional<std::size_t> begin;  // of the child that is open
  for (std::size_t at = 0; at < body.size();) {
    const auto end = line_end(body, at);
    const auto found =
        body[at] == '-' ? delimiter(body.substr(at, end - at), boundary) : Delimiter::none;
    if (found != Delimiter::none) {
      if (begin) {
        const auto child = without_line_break(body.substr(*begin, at - *begin));
        if (auto read = read_entity(child, index, depth + 1, default_type); !read) return read;
      }
      begin = end;
      if (found == Delimiter::last) return {};
    }
    at = end;
  }
  if (begin) return read_entity(body.substr(*begin), index, depth + 1, default_type);
  return {};
}

}  // namespace chancery
