#include "wire.hpp"

#include <algorithm>

namespace transport_smtp {

bool has_bare_cr(std::span<const std::string_view> pieces) {
  bool after_cr = false;
  for (const auto piece : pieces) {
    if (piece.empty()) continue;
    if (after_cr && piece.front() != '\n') return true;
    after_cr = piece.back() == '\r';
    for (auto at = piece.find('\r'); at != std::string_view::npos; at = piece.find('\r', at + 1))
      if (at + 1 < piece.size() && piece[at + 1] != '\n') return true;
  }
  return after_cr;
}

void Wire::add(std::string_view piece, std::string& out) {
  while (!piece.empty()) {
    if (at_line_start_ && piece[0] == '.') out += '.';
    const auto end = piece.find('\n');
    const auto line = piece.substr(0, end);
    out += line;
    if (!line.empty()) {
      after_cr_ = line.back() == '\r';
      at_line_start_ = false;
    }
    if (end == std::string_view::npos) return;
    if (!after_cr_) out += '\r';
    out += '\n';
    at_line_start_ = true;
    after_cr_ = false;
    piece.remove_prefix(end + 1);
  }
}

void Wire::finish(std::string& out) {
  if (!at_line_start_) out += after_cr_ ? "\n" : "\r\n";
  out += ".\r\n";
}

}  // namespace transport_smtp
