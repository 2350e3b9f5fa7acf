// Address lists, RFC 5322 section 3.4 with the obsolete forms of section 4.4: first tokens without
// comments and folding, then a reader over them. Nesting is bounded.
#include "mail/address.hpp"
#include "mail/header.hpp"

#include "base/text.hpp"

#include <optional>

namespace chancery {

namespace {

struct Token {
  enum class Kind { atom, quoted, literal, special };
  Kind kind;
  std::string text;     // as written
  std::string decoded;  // of a quoted string: what it says
  bool spaced = false;  // white space or a comment is before it
};

constexpr int most_comments = 64;             // nested
constexpr std::size_t most_tokens = 200'000;  // some ten thousand addresses, and memory stays small

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text) : text_(text) {}

  Result<std::vector<Token>> tokens() {
    std::vector<Token> found;
    for (;;) {
      const auto begin = at_;
      if (auto skipped = skip(); !skipped) return skipped.error();
      if (at_ >= text_.size()) break;
      const bool spaced = at_ > begin;
      auto token = next(text_[at_]);
      if (!token) return token.error();
      token->spaced = spaced;
      if (found.size() == most_tokens) return Err(Code::unusable, "it is too long to be read");
      found.push_back(std::move(*token));
    }
    return found;
  }

 private:
  Result<Token> next(char c) {
    if (c == '"') return quoted();
    if (c == '[') return literal();
    if (std::string_view("<>@,;:.").find(c) != std::string_view::npos) {
      ++at_;
      return Token{Token::Kind::special, std::string(1, c), {}, {}};
    }
    return atom();
  }

  // White space and comments.
  Result<void> skip() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '(') {
        if (auto done = comment(); !done) return done;
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        ++at_;
      } else {
        break;
      }
    }
    return {};
  }

  Result<void> comment() {
    int depth = 0;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == '(') {
        if (++depth > most_comments) return Err(Code::unusable, "comments are nested too deeply");
      } else if (text_[at_] == ')' && --depth == 0) {
        ++at_;
        return {};
      }
    }
    return Err(Code::unusable, "a comment is never closed");
  }

  Result<Token> quoted() {
    Token token{Token::Kind::quoted, "\"", {}, {}};
    for (++at_; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c == '"') {
        ++at_;
        token.text += '"';
        return token;
      }
      if (c == '\r' || c == '\n') continue;
      if (c == '\\' && at_ + 1 < text_.size()) {
        token.text += c;
        c = text_[++at_];
      }
      token.text += c;
      token.decoded += c;
    }
    return Err(Code::unusable, "a quoted text is never closed");
  }

  Result<Token> literal() {
    const auto end = text_.find(']', at_);
    if (end == std::string_view::npos)
      return Err(Code::unusable, "a domain literal is never closed");
    const auto begin = std::exchange(at_, end + 1);
    return Token{Token::Kind::literal, std::string(text_.substr(begin, end + 1 - begin)), {}, {}};
  }

  Result<Token> atom() {
    const auto begin = at_;
    for (; at_ < text_.size(); ++at_) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (c <= 32 || std::string_view("()<>[]:;@\\,.\"").find(text_[at_]) != std::string_view::npos)
        break;
    }
    if (at_ == begin)
      return Err(Code::unusable,
                 "the character " + printable(text_.substr(at_, 1)) + " may not stand there");
    return Token{Token::Kind::atom, std::string(text_.substr(begin, at_ - begin)), {}, {}};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

class ListReader {
 public:
  explicit ListReader(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  Result<AddressList> read() {
    while (at_ < tokens_.size()) {
      if (takes(',')) continue;
      if (auto done = address(false); !done) return done.error();
      if (at_ < tokens_.size() && !sees(',')) return unexpected();
    }
    return std::move(list_);
  }

 private:
  bool sees(char c) const {
    return at_ < tokens_.size() && tokens_[at_].kind == Token::Kind::special &&
           tokens_[at_].text[0] == c;
  }
  bool takes(char c) {
    if (!sees(c)) return false;
    ++at_;
    return true;
  }
  bool sees_word() const {
    return at_ < tokens_.size() &&
           (tokens_[at_].kind == Token::Kind::atom || tokens_[at_].kind == Token::Kind::quoted);
  }
  Error unexpected() const {
    if (at_ >= tokens_.size()) return Err(Code::unusable, "it ends in the middle of an address");
    return Err(Code::unusable, printable(tokens_[at_].text) + " stands where no such thing may be");
  }

  Result<void> address(bool in_group) {
    const auto begin = at_;
    std::string phrase;
    while (sees_word() || sees('.')) {
      const auto& token = tokens_[at_++];
      if (!phrase.empty() && token.spaced) phrase += ' ';
      phrase += token.kind == Token::Kind::quoted ? token.decoded : token.text;
    }
    if (takes('<')) return angle(decode_words(phrase));
    if (sees(':') && at_ > begin && !in_group) return group();
    at_ = begin;
    return bare();
  }

  Result<void> group() {
    ++at_;
    list_.has_group = true;
    while (!takes(';')) {
      if (at_ >= tokens_.size()) return Err(Code::unusable, "a group is never closed");
      if (takes(',')) continue;
      if (auto done = address(true); !done) return done;
    }
    return {};
  }

  // Behind the "<": an obsolete route goes, then the address and ">".
  Result<void> angle(std::string name) {
    if (sees('@')) {
      while (at_ < tokens_.size() && !sees(':') && !sees('>')) ++at_;
      if (!takes(':')) return unexpected();
    }
    if (takes('>')) {
      list_.mailboxes.push_back({std::move(name), ""});
      return {};
    }
    const auto spec = addr_spec();
    if (!spec) return spec.error();
    if (!takes('>')) return unexpected();
    list_.mailboxes.push_back({std::move(name), *spec});
    return {};
  }

  Result<void> bare() {
    const auto spec = addr_spec();
    if (!spec) return spec.error();
    list_.mailboxes.push_back({{}, *spec});
    return {};
  }

  Result<std::string> addr_spec() {
    auto spec = dotted();
    if (!spec) return spec;
    if (!takes('@')) return unexpected();
    *spec += '@';
    if (at_ < tokens_.size() && tokens_[at_].kind == Token::Kind::literal)
      return *spec + tokens_[at_++].text;
    const auto domain = dotted();
    if (!domain) return domain;
    return *spec + *domain;
  }

  // Words and dots in turn. Two dots, or one at an end, are kept: such an address has no canonical
  // form, and says so.
  Result<std::string> dotted() {
    std::string text;
    bool after_word = false;
    for (; sees_word() || sees('.'); ++at_) {
      const bool word = sees_word();
      if (word && after_word) return unexpected();
      after_word = word;
      text += tokens_[at_].text;
    }
    if (text.empty()) return unexpected();
    return text;
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  AddressList list_;
};

}  // namespace

Result<AddressList> parse_addresses(std::string_view field_value) {
  auto tokens = Tokenizer(field_value).tokens();
  if (!tokens) return tokens.error();
  return ListReader(std::move(*tokens)).read();
}

}  // namespace chancery
