// Whether what a plugin declares makes sense: names, types, defaults within their range.
#pragma once

#include <chancery/descriptor.h>

#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

// What is wrong: the field, what stands there, what may stand there.
struct Flaw {
  std::string field, theirs, ours;
};

// A fixed-size text of a descriptor; none: it has no end.
template <std::size_t N>
std::optional<std::string> fixed_text(const char (&field)[N]) {
  const void* end = std::memchr(field, '\0', N);
  if (!end) return std::nullopt;
  return std::string(field, static_cast<std::size_t>(static_cast<const char*>(end) - field));
}
inline Flaw endless(std::string field) {
  return {std::move(field), "a text without an end", "one with a NUL before the field ends"};
}

// [a-z0-9_]+, as ids, keys and names of predicates are.
bool is_plain_name(std::string_view name);
std::optional<Flaw> flaw_of_name(const std::string& field, const std::optional<std::string>& name);

std::optional<Flaw> flaw_of(const std::vector<chancery_setting_declaration>& settings);
std::optional<Flaw> flaw_of(const std::vector<chancery_predicate_declaration>& predicates);

}  // namespace chancery
