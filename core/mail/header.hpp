// What stands inside header fields: unfolding, encoded words, and the parameters of MIME fields.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chancery {

// RFC 5322 section 2.2.3: line breaks before white space go, outer white space too.
std::string unfold(std::string_view value);

// RFC 2047, to UTF-8. An encoded word in an unknown charset or with broken encoding stays as
// written. The result is unfolded and holds no CR, LF or NUL, also where an encoded word would
// decode to one.
std::string decode_words(std::string_view value);

// "multipart/signed; protocol=...; micalg=...": RFC 2045 section 5.1, RFC 2231 continuations and
// charsets. Names in lower case. Of a parameter given twice the first counts.
struct Parameterized {
  bool has_repetition = false;  // of a parameter, in whatever form: others may read the other one
  std::string value;            // lower case, "multipart/signed"
  std::vector<std::pair<std::string, std::string>> parameters;
  std::optional<std::string> parameter(std::string_view name) const;
};
Parameterized parse_parameters(std::string_view value);
// The same text without the parameter of that name, in whatever form and however often it is there;
// every other byte stays.
std::string without_parameter(std::string_view value, std::string_view name);

// A header value from text for our own fields: encoded words where needed, folded at 76 columns,
// CR, LF and NUL replaced by spaces.
std::string encode_header(std::string_view utf8_text);

}  // namespace chancery
