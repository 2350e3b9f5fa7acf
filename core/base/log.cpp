#include "base/log.hpp"

#include "base/text.hpp"

#include <cstdio>

namespace chancery {

namespace {

bool needs_quotes(std::string_view value) {
  return value.empty() || value.find_first_of(" \"=") != std::string_view::npos;
}

std::string quoted(std::string_view value) {
  std::string text = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + '"';
}

}  // namespace

void Log::write(Severity severity, std::string_view event, std::initializer_list<Field> fields) {
  std::string text(event);
  for (const auto& [key, bytes] : fields) {
    const auto value = printable(bytes, 1000);
    text.append(" ").append(key).append("=").append(needs_quotes(value) ? quoted(value) : value);
  }
  line(severity, text);
}

void StderrLog::line(Severity severity, const std::string& text) {
  if (severity < least_) return;
  const char* word = severity == Severity::error     ? "error: "
                     : severity == Severity::warning ? "warning: "
                                                     : "";
  std::fprintf(stderr, "chancery: %s%s\n", word, text.c_str());
}

}  // namespace chancery
