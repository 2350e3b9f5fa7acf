// Header protection on the way out (RFC 9788): what the author says in the header goes inside the
// encryption, and outside stands [...] in the place of the Subject. What the list says of a post
// (List-Id and the like) stands outside alone.
#pragma once

#include "flow/stages.hpp"

namespace chancery {

struct Inside {
  std::optional<std::string> content;  // none: as it is
  bool subject = false;                // it stands inside, so it need not stand outside
};
// What a post's copies hold, with its header inside where the list wants it there. What others
// signed or encrypted stays as it is, and so does a header that is inside already.
Result<Inside> with_header_inside(std::string_view content, const Draft& draft,
                                  const Office& office);

// The fields that go on around the encryption, field by field, without the Subject and without what
// says it once more.
std::string header_without_subject(const Message& outer, const ListSettings& list);

}  // namespace chancery
