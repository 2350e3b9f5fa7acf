// Any bytes as a header value and as an encoded body: reading ends, what is shown is one line, and
// what we write ourselves begins no field.
#include "base/check.hpp"
#include "base/text.hpp"
#include "mail/header.hpp"
#include "mail/transfer.hpp"

#include <cstdint>

using namespace chancery;

namespace {

bool is_one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

void check_our_own(std::string_view bytes) {
  const auto value = encode_header(bytes);
  CHECK(is_utf8(value), "our own header values are text");
  std::string_view rest = value;
  for (auto at = rest.find_first_of("\r\n"); at != std::string_view::npos;
       at = rest.find_first_of("\r\n")) {
    CHECK(rest.substr(at).starts_with("\r\n "), "a line break is followed by a blank");
    rest.remove_prefix(at + 3);
  }
  CHECK(value.find('\0') == std::string::npos, "our own header values have no NUL");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  CHECK(is_one_line(decode_words(bytes)), "decoded words are one line");
  CHECK(unfold(bytes).size() <= bytes.size(), "unfolding adds nothing");
  const auto parsed = parse_parameters(bytes);
  CHECK(parsed.value == lower(parsed.value), "a value is in lower case");
  CHECK(parsed.value.find_first_of("();\" \t\r\n") == std::string::npos, "a value is a token");
  for (const auto& [name, text] : parsed.parameters)
    CHECK(parsed.parameter(name) == text && name == lower(name), "a parameter can be found");
  check_our_own(bytes);
  for (const std::string_view encoding : {"base64", "quoted-printable", "7bit"})
    (void)decode_transfer(bytes, encoding);
  CHECK(*decode_transfer(encode_base64_lines(bytes, "\n"), "base64") == bytes, "base64 comes back");
  CHECK(canonical_crlf(canonical_crlf(bytes)) == canonical_crlf(bytes), "CRLF is stable");
  return 0;
}
