// What was found out about the signatures of a post, for those who get a copy: RFC 8601, with the
// method smime of RFC 7281. The name that stands for this house is the list's domain.
#pragma once

#include "flow/stages.hpp"

namespace chancery {

// A complete field in ASCII: one result a signature that decides, or "none".
std::string authentication_results(const Authenticated& post, std::string_view domain,
                                   std::string_view newline);

// Whether a field with this value claims to be of that domain. Whoever cannot read it as RFC 8601
// section 2.2 does may take it for ours, so what cannot be read is.
bool claims_to_be_of(std::string_view value, std::string_view domain);

}  // namespace chancery
