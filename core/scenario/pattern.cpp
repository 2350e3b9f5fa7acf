#include "scenario/pattern.hpp"

#include "scenario/perl_syntax.hpp"

#include "base/text.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>

namespace chancery::scenario {

namespace {

// PCRE2 counts its own steps anew at every start in the subject and does not count the characters
// that a simple repeat runs over, so a long subject can make an innocent pattern quadratic. The
// callouts before each item count both, over all subjects of a question.
constexpr std::size_t most_work = 20'000'000;
constexpr std::uint32_t match_limit = 1'000'000;
constexpr std::uint32_t depth_limit = 100'000;
constexpr std::uint32_t heap_limit = 20'000;  // KiB

struct Work {
  std::size_t done = 0;
  std::size_t at = 0;
};

int count_work(pcre2_callout_block* block, void* data) {
  auto& work = *static_cast<Work*>(data);
  const auto at = block->current_position;
  work.done += 1 + (at > work.at ? at - work.at : work.at - at);
  work.at = at;
  return work.done > most_work ? PCRE2_ERROR_MATCHLIMIT : 0;
}

constexpr std::array<std::string_view, 2> domain_names = {"[domain]", "[host]"};

std::string message_of(int error) {
  std::array<PCRE2_UCHAR, 200> text{};
  pcre2_get_error_message(error, text.data(), text.size());
  return reinterpret_cast<const char*>(text.data());
}

// To PCRE2 a null pointer is no empty text.
PCRE2_SPTR units(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data() ? text.data() : "");
}

Error broken(std::string_view text, const std::string& why) {
  return Err(chancery::Code::unusable, "the regular expression /" + printable(text) + "/ " + why);
}

std::string with_domain(std::string_view text, std::string_view domain) {
  std::string literal;
  for (const char c : domain) {
    if (c == '.' || c == '-') literal += '\\';
    literal += c;
  }
  std::string result(text);
  for (const auto name : domain_names)
    for (std::size_t at = 0; (at = result.find(name, at)) != std::string::npos;
         at += literal.size())
      result.replace(at, name.size(), literal);
  return result;
}

}  // namespace

struct Pattern::Code {
  Code() = default;
  Code(const Code&) = delete;
  Code& operator=(const Code&) = delete;
  ~Code() {
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
    pcre2_code_free(code);
  }
  pcre2_code* code = nullptr;
  pcre2_match_context* context = nullptr;
  pcre2_match_data* data = nullptr;
  Work work;
  bool empty = false;
};

Pattern::Pattern(std::unique_ptr<Code> code) : code_(std::move(code)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Result<Pattern> Pattern::compile(std::string_view text) {
  if (const auto foreign = foreign_to_perl(text)) return broken(text, *foreign);
  std::uint32_t options = PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT;
  if (is_utf8(text)) options |= PCRE2_UTF | PCRE2_MATCH_INVALID_UTF;
  int error = 0;
  PCRE2_SIZE offset = 0;
  auto code = std::make_unique<Pattern::Code>();
  code->empty = text.empty();
  code->code = pcre2_compile(units(text), text.size(), options, &error, &offset, nullptr);
  if (!code->code)
    return broken(text, "is broken behind its character " + std::to_string(offset) + ": " +
                            message_of(error));
  code->context = pcre2_match_context_create(nullptr);
  code->data = pcre2_match_data_create(1, nullptr);
  if (!code->context || !code->data) return Err(chancery::Code::try_later, "out of memory");
  pcre2_set_match_limit(code->context, match_limit);
  pcre2_set_depth_limit(code->context, depth_limit);
  pcre2_set_heap_limit(code->context, heap_limit);
  pcre2_set_callout(code->context, count_work, &code->work);
  return Pattern(std::move(code));
}

// As written first: what stands in the place of a domain may only look like syntax, or hide some.
Result<Pattern> Pattern::compile_for(std::string_view domain, std::string_view text) {
  if (const auto foreign = foreign_to_perl(text)) return broken(text, *foreign);
  return compile(with_domain(text, domain));
}

Result<bool> Pattern::matches_any(const Value& subjects) const {
  if (code_->empty) return false;
  code_->work = {};
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const auto subject = subjects[i];
    const int found =
        pcre2_match(code_->code, units(subject), subject.size(), 0, 0, code_->data, code_->context);
    if (found >= 0) return true;
    if (found == PCRE2_ERROR_NOMATCH) continue;
    return Err(chancery::Code::failed, "the regular expression ran away on " +
                                           std::to_string(subject.size()) +
                                           " bytes and was stopped (" + message_of(found) + ")");
  }
  return false;
}

bool names_domain(std::string_view text) {
  return text.find(domain_names[0]) != std::string_view::npos ||
         text.find(domain_names[1]) != std::string_view::npos;
}

}  // namespace chancery::scenario
