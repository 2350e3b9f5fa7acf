// A command line of LMTP (RFC 2033, with the syntax of RFC 5321 section 4.1) as its parts. Pure.
#pragma once

#include <chancery/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chancery::lmtp {

enum class Verb { lhlo, mail, rcpt, data, bdat, rset, noop, quit, vrfy, help, other };

struct Command {
  Verb verb = Verb::other;
  std::string_view rest;  // after the verb, trimmed
};
Command parse_command(std::string_view line);

// "FROM:<a@b> SIZE=1 BODY=8BITMIME": what stands in the brackets, without a source route, and the
// parameters with their names in upper case.
struct Path {
  std::string address;
  std::vector<std::pair<std::string, std::string>> parameters;
};
std::optional<Path> parse_path(std::string_view rest, std::string_view keyword);

// "1234 LAST", RFC 3030 section 2.
struct Chunk {
  std::uint64_t bytes = 0;
  bool last = false;
};
std::optional<Chunk> parse_chunk(std::string_view rest);

std::optional<std::uint64_t> parse_size(std::string_view text);  // RFC 1870: up to 20 digits

}  // namespace chancery::lmtp
