// One layer of protection around a message, as MIME knows it: what the root is by its label, and
// the CMS object in it. A label only leads to looking; what counts is the CMS object itself
// (RFC 8551 section 3.2). Knows nothing of keys.
#pragma once

#include "mail/message.hpp"

#include <optional>
#include <string>

namespace chancery {

enum class Wrapping {
  none,
  clear_signed,  // multipart/signed by CMS, or that says so
  cms,           // one CMS object: signed, encrypted or neither
};
Wrapping wrapping_of(const Message& message);

// A detached signature and what it is over.
struct ClearSigned {
  const Part* content = nullptr;
  std::string cms;
};
// RFC 1847 section 2.1: exactly two parts. An Error says what is wrong with the structure, or that
// other programs may read another one in it.
Result<ClearSigned> clear_signed(const Message& message);

// Whether nothing follows the signature of a signed root: no text behind the last boundary, none
// behind the base64. In front many programs write a sentence for those who cannot read it.
bool ends_with_the_signature(const Message& message);

// The CMS object of the root, decoded; an Error: its transfer encoding is broken.
Result<std::string> cms_of(const Message& message);

// Whether a signed part holds a further layer or protects header fields: most do not, and need not
// be looked into.
bool is_worth_looking(const Message& message, const Part& part);

}  // namespace chancery
