// Whether one value is what its key takes.
#pragma once

#include "config/document.hpp"
#include "config/schema.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

// `name`: of the key as it stands in the file. Empty: nothing is wrong with the value.
std::vector<Problem> problems_with(const Key& key, const std::string& name, const TomlValue& value);

// The lower-case A-label of a domain that mail can be sent to; nothing for anything else.
std::optional<std::string> canonical_domain(std::string_view domain);

// "; did you mean WORD?", or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace chancery
