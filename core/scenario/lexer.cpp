#include "scenario/lexer.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <charconv>

namespace chancery::scenario {

namespace {

using Kind = Token::Kind;

constexpr std::string_view blanks = " \t";

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
}
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// Sympa takes 'x [word] y' for the variable [word] and forgets the rest.
bool has_variable(std::string_view text) {
  for (auto at = text.find('['); at != std::string_view::npos; at = text.find('[', at + 1)) {
    auto end = at + 1;
    while (end < text.size() && is_name(text[end])) ++end;
    if (end == at + 1 || end >= text.size()) continue;
    if (text[end] == ']' || text.substr(end).starts_with("->")) return true;
  }
  return false;
}

class Lexer {
 public:
  Lexer(std::string_view line, int number, Problems& problems)
      : line_(line), number_(number), problems_(problems) {}

  std::optional<std::vector<Token>> read() {
    for (;;) {
      const auto begin = at_;
      at_ = std::min(line_.find_first_not_of(blanks, at_), line_.size());
      Token token;
      token.column = column(at_);
      token.spaced = at_ > begin || at_ == 0;
      if (at_ == line_.size() || (line_[at_] == '#' && token.spaced)) {
        tokens_.push_back(token);
        return std::move(tokens_);
      }
      const auto start = at_;
      if (!next(token)) return std::nullopt;
      token.written = line_.substr(start, at_ - start);
      tokens_.push_back(token);
    }
  }

 private:
  static int column(std::size_t at) { return static_cast<int>(at) + 1; }
  bool problem(std::size_t at, std::string what, std::string hint = {}) {
    problems_.push_back({number_, column(at), std::move(what), std::move(hint)});
    return false;
  }
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < line_.size() ? line_[at_ + ahead] : '\0';
  }
  bool take(Token& token, Kind kind, std::size_t size) {
    token.kind = kind;
    token.text = line_.substr(at_, size);
    at_ += size;
    return true;
  }

  bool next(Token& token) {
    const char c = peek();
    if (is_name(c) || c == '.' || (c == '-' && peek(1) != '>')) return word(token);
    switch (c) {
      case '[': return variable(token);
      case '\'':
      case '"': return quoted(token);
      case '/': return pattern(token);
      case '(': return take(token, Kind::open, 1);
      case ')': return take(token, Kind::close, 1);
      case ',': return take(token, Kind::comma, 1);
      case '=': return take(token, Kind::equals, 1);
      case '!': return take(token, Kind::bang, 1);
      case '-': return take(token, Kind::arrow, 2);
      case '#':
        return problem(at_, "a # glued to a word is ambiguous: Sympa ends the line there",
                       "put a blank before a comment");
      default: return sign(token);
    }
  }

  bool sign(Token& token) {
    if (peek() == ':' && peek(1) == ':') return take(token, Kind::colons, 2);
    if (is_control(peek()))
      return problem(at_, "the control character " + printable(line_.substr(at_, 1)) +
                              " has no place in a scenario");
    std::size_t size = 1;
    while ((peek(size) & 0xC0) == 0x80) ++size;
    return take(token, Kind::other, size);
  }

  bool word(Token& token) {
    std::size_t size = 0;
    while (is_name(peek(size)) || peek(size) == '.' || (peek(size) == '-' && peek(size + 1) != '>'))
      ++size;
    return take(token, Kind::word, size);
  }

  std::string_view run_of_name(std::string_view more = {}) {
    const auto begin = at_;
    while (at_ < line_.size() && (is_name(peek()) || more.find(peek()) != std::string_view::npos))
      ++at_;
    return line_.substr(begin, at_ - begin);
  }

  // [name], [name->key], either followed by [index].
  bool variable(Token& token) {
    const auto begin = at_++;
    token.kind = Kind::variable;
    token.text = run_of_name();
    if (peek() == '-' && peek(1) == '>') {
      at_ += 2;
      token.key = run_of_name("-");
      if (token.key.empty())
        return problem(at_, "behind -> stands a name, as in [header->Subject]");
    }
    if (token.text.empty() || peek() != ']')
      return problem(begin, "no variable looks like this",
                     "write [name], [name->key] or [name->key][0], without blanks");
    ++at_;
    return peek() != '[' || index(token);
  }

  bool index(Token& token) {
    const auto begin = at_++;
    if (peek() == '+') ++at_;
    const auto digits = run_of_name("-");
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size() ||
        peek() != ']')
      return problem(begin, "an index is a whole number, as in [header->Received][-1]");
    ++at_;
    token.index = value;
    return true;
  }

  bool quoted(Token& token) {
    const auto begin = at_;
    const char quote = peek();
    const auto end = line_.find(quote, at_ + 1);
    if (end == std::string_view::npos)
      return problem(at_, std::string("this text is not closed by ") + quote);
    token.kind = Kind::quoted;
    token.text = line_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    if (has_variable(token.text))
      problem(begin, "a variable in quotes: Sympa takes it for the whole text",
              "write the variable without quotes, or the text without [ ]");
    if (token.text.find(')') != std::string_view::npos)
      problem(begin, "Sympa cannot read a ) in quotes",
              "write a regular expression: match(..., /\\)/)");
    return readable(token, begin);
  }

  bool pattern(Token& token) {
    const auto begin = at_++;
    while (at_ < line_.size() && peek() != '/') at_ += peek() == '\\' ? 2 : 1;
    if (at_ >= line_.size())
      return problem(begin, "this regular expression is not closed by /",
                     "a text that is no plain word stands in quotes: '10.0.0.0/8'");
    token.kind = Kind::pattern;
    token.text = line_.substr(begin + 1, at_ - begin - 1);
    ++at_;
    return readable(token, begin);
  }

  // Sympa cuts the line at any #, here too: its author meant something else than it reads.
  bool readable(const Token& token, std::size_t begin) {
    const auto hash = token.text.find('#');
    if (hash != std::string_view::npos)
      problem(begin + 1 + hash, "a # in a text is ambiguous: Sympa ends the line there",
              "in a regular expression write \\x23");
    const auto control = std::find_if(token.text.begin(), token.text.end(),
                                      [](char c) { return is_control(c) && c != '\t'; });
    if (control == token.text.end()) return true;
    return problem(begin, "a control character has no place in a scenario");
  }

  std::string_view line_;
  int number_;
  Problems& problems_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<std::vector<Token>> lex(std::string_view line, int number, Problems& problems) {
  return Lexer(line, number, problems).read();
}

std::string_view without_comment(std::string_view line, int number, Problems& problems) {
  const auto at = line.find('#');
  if (at == std::string_view::npos) return line;
  if (at > 0 && !is_blank(line[at - 1]))
    problems.push_back({number, static_cast<int>(at) + 1,
                        "a # glued to a word is ambiguous: Sympa ends the line there",
                        "put a blank before a comment"});
  return line.substr(0, at);
}

}  // namespace chancery::scenario
