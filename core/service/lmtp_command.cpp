#include "service/lmtp_command.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>

namespace chancery::lmtp {
namespace {

constexpr std::pair<std::string_view, Verb> verbs[] = {
    {"LHLO", Verb::lhlo}, {"MAIL", Verb::mail}, {"RCPT", Verb::rcpt}, {"DATA", Verb::data},
    {"BDAT", Verb::bdat}, {"RSET", Verb::rset}, {"NOOP", Verb::noop}, {"QUIT", Verb::quit},
    {"VRFY", Verb::vrfy}, {"HELP", Verb::help}};

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return result;
}

// The > that ends a path: not one within a quoted local part.
std::size_t end_of_path(std::string_view text) {
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (quoted && text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      quoted = !quoted;
    else if (text[at] == '>' && !quoted)
      return at;
  }
  return std::string_view::npos;
}

// RFC 5321 section 4.1.1.3: source routes are accepted and ignored.
std::string_view without_route(std::string_view path) {
  const auto colon = path.starts_with('@') ? path.find(':') : std::string_view::npos;
  return colon == std::string_view::npos ? path : path.substr(colon + 1);
}

// Longer than any address can be: 64 and 255 bytes and what lies between (RFC 5321
// section 4.5.3.1), and quoting.
constexpr std::size_t longest_address = 500;

bool is_plain(std::string_view address) {
  return address.size() <= longest_address && is_utf8(address) &&
         std::none_of(address.begin(), address.end(),
                      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; });
}

}  // namespace

Command parse_command(std::string_view line) {
  const auto blank = std::min(line.find_first_of(" \t"), line.size());
  const auto word = line.substr(0, blank);
  for (const auto& [name, verb] : verbs)
    if (equal_ignoring_case(word, name)) return {verb, trim(line.substr(blank))};
  return {};
}

std::optional<Path> parse_path(std::string_view rest, std::string_view keyword) {
  if (rest.size() <= keyword.size() ||
      !equal_ignoring_case(rest.substr(0, keyword.size()), keyword))
    return std::nullopt;
  rest = trim(rest.substr(keyword.size()));  // a blank after the colon is wrong and common
  if (!rest.starts_with('<')) return std::nullopt;
  const auto end = end_of_path(rest);
  if (end == std::string_view::npos) return std::nullopt;
  const auto address = without_route(rest.substr(1, end - 1));
  if (!is_plain(address)) return std::nullopt;
  Path path{std::string(address), {}};
  rest.remove_prefix(end + 1);
  if (!rest.empty() && rest.front() != ' ') return std::nullopt;
  for (const auto word : split(rest, ' ')) {
    if (word.empty()) continue;
    const auto equals = std::min(word.find('='), word.size());
    path.parameters.emplace_back(upper(word.substr(0, equals)),
                                 std::string(word.substr(std::min(equals + 1, word.size()))));
  }
  return path;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return size;
}

std::optional<Chunk> parse_chunk(std::string_view rest) {
  const auto blank = std::min(rest.find(' '), rest.size());
  const auto size = parse_size(rest.substr(0, blank));
  const auto word = trim(rest.substr(blank));
  if (!size || (!word.empty() && !equal_ignoring_case(word, "LAST"))) return std::nullopt;
  return Chunk{*size, !word.empty()};
}

}  // namespace chancery::lmtp
