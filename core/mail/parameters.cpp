// The parameters of MIME fields: RFC 2045 section 5.1 with comments and quoted strings anywhere,
// and RFC 2231's continuations and charsets.
#include "mail/charset.hpp"
#include "mail/header.hpp"

#include "base/text.hpp"

#include <charconv>
#include <map>

namespace chancery {

namespace {

constexpr std::string_view specials = "()<>@,;:\\\"/[]?= \t\r\n";
constexpr std::size_t most_sections = 1000;   // of one continued parameter
constexpr std::size_t most_parameters = 100;  // of one field; the rest is passed over

class ParameterReader {
 public:
  explicit ParameterReader(std::string_view text) : text_(text) {}

  // The token, or the two tokens around a slash, before the first semicolon; comments and white
  // space may stand between them. What follows them before the semicolon is passed over.
  std::string value() {
    skip();
    std::string found = token();
    skip();
    if (at_ < text_.size() && text_[at_] == '/') {
      ++at_;
      skip();
      const auto subtype = token();
      found = found.empty() || subtype.empty() ? "" : found + "/" + subtype;
    }
    pass_over();
    return lower(found);
  }

  // The next name=value; false at the end. What is broken up to the next semicolon is passed over.
  bool next(std::string& name, std::string& value) {
    for (;;) {
      skip();
      if (at_ >= text_.size()) return false;
      if (text_[at_] == ';') {
        ++at_;
        continue;
      }
      name = lower(token());
      skip();
      if (name.empty() || at_ >= text_.size() || text_[at_] != '=') {
        pass_over();
        continue;
      }
      ++at_;
      skip();
      value = at_ < text_.size() && text_[at_] == '"' ? quoted() : loose_token();
      pass_over();
      return true;
    }
  }

  // Before a semicolon, or at the end.
  std::size_t at() const { return at_; }

 private:
  // White space and comments, however deeply these are nested.
  void skip() {
    for (std::size_t depth = 0; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '(')
        ++depth;
      else if (depth > 0 && c == ')')
        --depth;
      else if (depth > 0 && c == '\\')
        ++at_;
      else if (depth == 0 && c != ' ' && c != '\t' && c != '\r' && c != '\n')
        return;
    }
    at_ = std::min(at_, text_.size());
  }
  std::string token() {
    const auto begin = at_;
    at_ = std::min(text_.find_first_of(specials, at_), text_.size());
    return std::string(text_.substr(begin, at_ - begin));
  }
  // What is unquoted and should have been quoted is read to the next blank or semicolon.
  std::string loose_token() {
    const auto begin = at_;
    at_ = std::min(text_.find_first_of("; \t\r\n(", at_), text_.size());
    return std::string(text_.substr(begin, at_ - begin));
  }
  std::string quoted() {
    std::string found;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      if (text_[at_] != '\r' && text_[at_] != '\n') found += text_[at_];
    }
    if (at_ < text_.size()) ++at_;
    return found;
  }
  void pass_over() {
    while (at_ < text_.size() && text_[at_] != ';') {
      if (text_[at_] == '"')
        quoted();
      else if (text_[at_] == '(')
        skip();  // a semicolon in a comment ends nothing
      else
        ++at_;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string percent_decoded(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = hex_byte(text.substr(i), '%');
    bytes += byte.value_or(text[i]);
    if (byte) i += 2;
  }
  return bytes;
}

// A parameter in pieces: name*0, name*1*, or name* alone.
struct Continued {
  std::map<std::size_t, std::pair<std::string, bool>> sections;  // text, and whether it is encoded
};

// RFC 2231 section 4: charset'language'text in the first section, if that is encoded.
std::string joined(const Continued& continued) {
  std::string charset, bytes;
  std::size_t expected = 0;
  for (const auto& [number, section] : continued.sections) {
    if (number != expected++) break;
    std::string_view text = section.first;
    if (section.second && number == 0) {
      const auto first = text.find('\''), second = text.find('\'', first + 1);
      if (first != std::string_view::npos && second != std::string_view::npos) {
        charset = text.substr(0, first);
        text.remove_prefix(second + 1);
      }
    }
    bytes += section.second ? percent_decoded(text) : std::string(text);
  }
  return to_utf8(bytes, charset).value_or(bytes);
}

// "filename*1*" -> "filename", 1, encoded.
struct SectionName {
  std::string name;
  std::size_t number = 0;
  bool encoded = false;
};
std::optional<SectionName> section_name(std::string_view written) {
  const auto star = written.find('*');
  if (star == std::string_view::npos) return std::nullopt;
  SectionName section{std::string(written.substr(0, star)), 0, written.ends_with('*')};
  auto number = written.substr(star + 1);
  if (number.ends_with('*')) number.remove_suffix(1);
  if (number.empty()) return section;
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), section.number);
  if (error != std::errc() || end != number.data() + number.size()) return std::nullopt;
  if (section.number >= most_sections) return std::nullopt;
  return section;
}

// The first counts.
void add(Parameterized& result, const std::string& name, std::string text) {
  if (result.parameter(name))
    result.has_repetition = true;
  else
    result.parameters.emplace_back(name, std::move(text));
}

}  // namespace

Parameterized parse_parameters(std::string_view value) {
  ParameterReader reader(value);
  Parameterized result;
  result.value = reader.value();
  std::map<std::string, Continued> continued;
  std::string name, text;
  for (std::size_t i = 0; reader.next(name, text); ++i) {
    if (i == most_parameters) {
      result.has_repetition = true;  // for all that is known
      break;
    }
    if (const auto section = section_name(name))
      result.has_repetition |=
          !continued[section->name]
               .sections.emplace(section->number, std::pair(text, section->encoded))
               .second;
    else
      add(result, name, text);
  }
  for (const auto& [section_of, sections] : continued) add(result, section_of, joined(sections));
  return result;
}

std::string without_parameter(std::string_view value, std::string_view name) {
  ParameterReader reader(value);
  reader.value();
  std::string kept, found, text;
  std::size_t kept_to = 0;
  for (auto begin = reader.at(); reader.next(found, text); begin = reader.at()) {
    const auto section = section_name(found);
    if ((section ? section->name : found) != name) continue;
    kept += value.substr(kept_to, begin - kept_to);
    kept_to = reader.at();
  }
  return kept += value.substr(kept_to);
}

std::optional<std::string> Parameterized::parameter(std::string_view name) const {
  for (const auto& [known, text] : parameters)
    if (known == name) return text;
  return std::nullopt;
}

}  // namespace chancery
