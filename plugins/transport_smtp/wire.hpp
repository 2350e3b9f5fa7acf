// A message as it goes over the wire behind DATA (RFC 5321 sections 2.3.8, 4.5.2): every line ended
// by CRLF, a dot at the start of a line doubled, and the final dot. Pure: pieces in, pieces out.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace transport_smtp {

// Whether a CR stands anywhere but before an LF. It must not go out (RFC 5321 section 2.3.8): where
// a server takes it for a line end, what follows could be commands.
bool has_bare_cr(std::span<const std::string_view> pieces);

class Wire {
 public:
  // Appends to `out` what goes over the wire for the next piece of the message. A bare LF becomes
  // CRLF, which signatures survive (RFC 8551 section 3.1.1). No piece has a bare CR.
  void add(std::string_view piece, std::string& out);
  // The end: a line break where the last line has none, then the dot.
  void finish(std::string& out);

 private:
  bool at_line_start_ = true;
  bool after_cr_ = false;
};

}  // namespace transport_smtp
