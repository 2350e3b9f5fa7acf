#include "scenario/perl_syntax.hpp"

#include <algorithm>
#include <array>

namespace chancery::scenario {

namespace {

using Finding = std::optional<std::string>;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// "{3}", "{3,}" or "{3,5}" at the beginning. Others are repeats to some Perls and text to others.
bool is_repeat(std::string_view text) {
  std::size_t at = 1;
  while (at < text.size() && is_digit(text[at])) ++at;
  if (at == 1) return false;
  if (at < text.size() && text[at] == ',') ++at;
  while (at < text.size() && is_digit(text[at])) ++at;
  return at < text.size() && text[at] == '}';
}

// The name in \p{NAME}, in lower case and without what does not count in it.
std::string property_of(std::string_view text) {
  std::string name;
  for (const char c : text.substr(1, text.substr(0, text.find('}')).size() - 1)) {
    if (c == '_' || c == '-' || c == ' ' || c == '^') continue;
    name += is_letter(c) ? static_cast<char>(c | 0x20) : c;
  }
  return name;
}

// With case ignored, Perl's \p{Lu} is any letter that has a case, and PCRE2's is not.
bool is_of_case(const std::string& property) {
  return property == "lu" || property == "ll" || property == "lt" ||
         property.find("upper") != std::string::npos ||
         property.find("lower") != std::string::npos || property.find("title") != std::string::npos;
}

// Words behind (* that Perl has too.
bool is_verb_of_perl(std::string_view text) {
  constexpr std::array verbs = {"ACCEPT", "COMMIT", "PRUNE", "SKIP", "THEN",
                                "FAIL",   "F",      "MARK",  ""};
  const auto word = text.substr(0, text.find_first_of(":)"));
  return std::find(verbs.begin(), verbs.end(), word) != verbs.end();
}

bool is_assertion_of_perl(std::string_view text) {
  constexpr std::array words = {"pla",
                                "plb",
                                "nla",
                                "nlb",
                                "positive_lookahead",
                                "positive_lookbehind",
                                "negative_lookahead",
                                "negative_lookbehind",
                                "atomic",
                                "sr",
                                "asr",
                                "script_run",
                                "atomic_script_run"};
  const auto word = text.substr(0, text.find(':'));
  return word.size() < text.size() && std::find(words.begin(), words.end(), word) != words.end();
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  Finding find() {
    while (!rest_.empty())
      if (auto found = in_class_ ? member() : item()) return found;
    return std::nullopt;
  }

 private:
  Finding item() {
    switch (rest_.front()) {
      case '\\': return escape();
      case '[': return open_class();
      case '(': return group();
      case '{':
        if (!is_repeat(rest_))
          return "has a { that is no repeat like {2,5}: some Perls read it as one, others as text; "
                 "write \\{ for the character, {0,5} for {,5}";
    }
    rest_.remove_prefix(1);
    return std::nullopt;
  }

  Finding escape() {
    const char c = rest_.size() > 1 ? rest_[1] : '\0';
    const auto behind = rest_.substr(std::min<std::size_t>(rest_.size(), 2));
    if (c == '\\') return R"(has \\, of which Sympa makes one \: write \x5C for that character)";
    if (c == 'Q' || c == 'E')
      return R"(has \Q or \E, which quotes nothing in Sympa: write \ before each character)";
    const bool braced = behind.starts_with('{');
    if ((c == 'b' || c == 'B') && braced)
      return "has \\" + std::string(1, c) + "{, a kind of boundary that only Perl has";
    if (c == 'g' && (behind.starts_with('<') || behind.starts_with('\'')))
      return R"(has \g<, which Perl does not have: write (?1) or (?&name))";
    if ((c == 'p' || c == 'P') && braced && is_of_case(property_of(behind)))
      return R"(asks for upper or lower case, and case is ignored: write \p{L&} for both)";
    rest_.remove_prefix(std::min<std::size_t>(rest_.size(), 2));
    // A braced name, which may hold anything.
    if (braced && std::string_view("xopPNkg").find(c) != std::string_view::npos)
      rest_.remove_prefix(std::min(rest_.size(), rest_.find('}')));
    return std::nullopt;
  }

  // A ] that comes first stands for itself.
  Finding open_class() {
    rest_.remove_prefix(1);
    if (rest_.starts_with('^')) rest_.remove_prefix(1);
    if (rest_.starts_with(']')) rest_.remove_prefix(1);
    in_class_ = true;
    return std::nullopt;
  }

  Finding member() {
    if (rest_.starts_with('\\')) return escape();
    if (rest_.starts_with("[domain]") || rest_.starts_with("[host]"))
      return "has the list's domain in a class: its letters are hardly meant";
    if (rest_.starts_with("[:<:]") || rest_.starts_with("[:>:]"))
      return R"(has [:<:] or [:>:], which Perl does not have: write \b)";
    if (rest_.starts_with("[:")) {
      const auto end = rest_.find(":]");
      rest_.remove_prefix(end == std::string_view::npos ? 2 : end + 2);
      return std::nullopt;
    }
    in_class_ = !rest_.starts_with(']');
    rest_.remove_prefix(1);
    return std::nullopt;
  }

  Finding group() {
    rest_.remove_prefix(1);
    if (rest_.starts_with('*')) return word_group();
    if (!rest_.starts_with('?')) return std::nullopt;
    rest_.remove_prefix(1);
    if (rest_.starts_with('#')) {
      rest_.remove_prefix(std::min(rest_.size(), rest_.find(')')));
      return std::nullopt;
    }
    if (rest_.starts_with('*') || rest_.starts_with("<*"))
      return "has (?* or (?<*, which Perl does not have";
    if (rest_.starts_with('{') || rest_.starts_with("?{"))
      return "would run a program of its author";
    if (rest_.starts_with('C')) return "has a callout, (?C, which is not allowed";
    const auto options = rest_.substr(0, rest_.find_first_of(":)"));
    const bool are_letters = std::all_of(options.begin(), options.end(), [](char c) {
      return is_letter(c) || c == '-' || c == '^';
    });
    if (are_letters && options.find_first_of("JU") != std::string_view::npos)
      return "has the option J or U, which Perl does not have";
    return std::nullopt;
  }

  Finding word_group() {
    rest_.remove_prefix(1);
    if (is_verb_of_perl(rest_) || is_assertion_of_perl(rest_)) return std::nullopt;
    return "has (*" + std::string(rest_.substr(0, rest_.find_first_of(":)"))) +
           ", which Perl does not have";
  }

  std::string_view rest_;
  bool in_class_ = false;
};

}  // namespace

std::optional<std::string> foreign_to_perl(std::string_view pattern) {
  return Scanner(pattern).find();
}

}  // namespace chancery::scenario
