// Comma-separated values, RFC 4180: quoted fields, doubled quotes, CRLF or LF, line breaks in
// quotes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chancery::cli {

struct CsvRow {
  std::size_t line = 0;  // 1-based, where the row begins
  std::vector<std::string> fields;
  std::string problem;  // not empty: the row is broken
};

// Empty lines are left out. A byte order mark before the first row goes.
std::vector<CsvRow> read_csv(std::string_view text);

}  // namespace chancery::cli
