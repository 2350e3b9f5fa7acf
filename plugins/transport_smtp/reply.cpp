#include "reply.hpp"

#include <algorithm>

namespace transport_smtp {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "5.1.1 " at the start, of the class that the reply has (RFC 3463 section 2); its length, 0: none.
std::size_t enhanced_size(std::string_view text, char reply_class) {
  if (text.size() < 5 || text[0] != reply_class || text[1] != '.') return 0;
  std::size_t at = 2;
  for (int part = 0; part < 2; ++part) {
    const auto begin = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    if (at == begin || at - begin > 3) return 0;
    if (part == 0 && (at >= text.size() || text[at++] != '.')) return 0;
  }
  return at == text.size() || text[at] == ' ' ? at : 0;
}

}  // namespace

bool add_line(Reply& reply, std::string_view line) {
  const bool coded = line.size() >= 3 && std::all_of(line.begin(), line.begin() + 3, is_digit) &&
                     (line.size() == 3 || line[3] == ' ' || line[3] == '-');
  const int code = coded ? (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0') : 0;
  if (!coded || code < 200 || code > 599 || (!reply.lines.empty() && code != reply.code)) {
    reply.code = 0;
    reply.lines.emplace_back(line);
    return true;
  }
  reply.code = code;
  auto text = line.size() > 4 ? line.substr(4) : std::string_view();
  if (const auto size = enhanced_size(text, line[0]); size > 0) {
    reply.enhanced = text.substr(0, size);
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  reply.lines.emplace_back(text);
  return line.size() == 3 || line[3] == ' ';
}

chancery_code Reply::outcome() const {
  if (positive()) return CHANCERY_OK;
  return code >= 500 ? CHANCERY_FAILED : CHANCERY_TRY_LATER;
}

std::string Reply::text() const {
  std::string all = code ? std::to_string(code) : "no reply of SMTP:";
  for (const auto& line : lines) all += " " + line;
  return all;
}

}  // namespace transport_smtp
