// What an SMTP server answers (RFC 5321 section 4.2, RFC 2034). Pure: text in, meaning out.
#pragma once

#include <chancery/status.h>

#include <string>
#include <string_view>
#include <vector>

namespace transport_smtp {

struct Reply {
  int code = 0;                    // 250; 0: what came was no reply
  std::string enhanced;            // "2.1.5"; empty when none was given
  std::vector<std::string> lines;  // without codes

  bool positive() const { return code >= 200 && code < 300; }
  chancery_code outcome() const;  // OK, TRY_LATER for 4xx and for what was no reply, FAILED for 5xx
  std::string text() const;       // "250 2.1.5 ..."
};

// One line of a reply, without its line break. True: it was the last one.
bool add_line(Reply& reply, std::string_view line);

}  // namespace transport_smtp
