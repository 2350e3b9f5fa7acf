// The text of a filter with its variables put in: [text] is what is looked for, others are those of
// the scenario language.
#pragma once

#include "scenario/question.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace chancery {

// Whom a filter is asked about.
struct Sought {
  std::string_view text;
  const scenario::Question& question;
  scenario::Answers& answers;
};

// The values themselves stand in `values`, and a ? for each in `text`: they are never spliced.
struct SqlText {
  std::string text;
  std::vector<std::string> values;
};
Result<SqlText> sql_text(std::string_view filter, const Sought& sought);
// The same of nobody: the values are empty.
Result<SqlText> sql_text(std::string_view filter);

// The values are escaped (RFC 4515 section 3), so that each is one value and nothing else.
Result<std::string> ldap_text(std::string_view filter, const Sought& sought);
Result<std::string> ldap_text(std::string_view filter);

}  // namespace chancery
