#include "scenario/pattern.hpp"

#include "base/text.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>

namespace chancery::scenario {

namespace {

constexpr std::uint32_t match_limit = 1'000'000;  // steps
constexpr std::uint32_t depth_limit = 10'000;
constexpr std::uint32_t heap_limit = 20'000;  // KiB

std::string with_domain(std::string_view text, std::string_view domain) {
  std::string literal;
  for (const char c : domain) {
    if (c == '.') literal += '\\';
    literal += c;
  }
  std::string result(text);
  for (const std::string_view variable : {"[domain]", "[host]"})
    for (std::size_t at = 0; (at = result.find(variable, at)) != std::string::npos;
         at += literal.size())
      result.replace(at, variable.size(), literal);
  return result;
}

std::string message_of(int error) {
  std::array<PCRE2_UCHAR, 200> text{};
  pcre2_get_error_message(error, text.data(), text.size());
  return reinterpret_cast<const char*>(text.data());
}

PCRE2_SPTR units(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.data()); }

}  // namespace

struct Pattern::Code {
  Code() = default;
  Code(const Code&) = delete;
  ~Code() {
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
    pcre2_code_free(code);
  }
  pcre2_code* code = nullptr;
  pcre2_match_context* context = nullptr;
  pcre2_match_data* data = nullptr;
  bool empty = false;
};

Pattern::Pattern(std::unique_ptr<Code> code) : code_(std::move(code)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(std::string_view text, std::string_view domain) {
  const auto source = with_domain(text, domain);
  // Subjects are any bytes: what is no UTF-8 in them matches nothing, and is no error.
  std::uint32_t options = PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C;
  if (is_utf8(source)) options |= PCRE2_UTF | PCRE2_MATCH_INVALID_UTF;
  if (source.find("(?C") != std::string::npos)
    return Err(chancery::Code::unusable, "callouts are not allowed in a regular expression");
  int error = 0;
  PCRE2_SIZE offset = 0;
  auto code = std::make_unique<Pattern::Code>();
  code->empty = source.empty();
  code->code = pcre2_compile(units(source), source.size(), options, &error, &offset, nullptr);
  if (!code->code)
    return Err(chancery::Code::unusable, "the regular expression /" + printable(source) +
                                             "/ is broken at its character " +
                                             std::to_string(offset + 1) + ": " + message_of(error));
  code->context = pcre2_match_context_create(nullptr);
  code->data = pcre2_match_data_create(1, nullptr);
  pcre2_set_match_limit(code->context, match_limit);
  pcre2_set_depth_limit(code->context, depth_limit);
  pcre2_set_heap_limit(code->context, heap_limit);
  return Pattern(std::move(code));
}

Result<bool> Pattern::matches(std::string_view subject) const {
  if (code_->empty) return false;  // as in Sympa
  const int found =
      pcre2_match(code_->code, units(subject), subject.size(), 0, 0, code_->data, code_->context);
  if (found >= 0) return true;
  if (found == PCRE2_ERROR_NOMATCH) return false;
  return Err(chancery::Code::failed, "matching a regular expression: " + message_of(found));
}

}  // namespace chancery::scenario
