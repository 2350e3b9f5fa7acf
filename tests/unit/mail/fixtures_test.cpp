// The messages that others published: all get a structure that keeps the rules of spans, and the
// structure that mime4j expects, where ours is not different on purpose.
#include "base/files.hpp"
#include "base/text.hpp"
#include "mail/address.hpp"
#include "mail/header.hpp"
#include "structure.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <algorithm>

using namespace chancery;

namespace {

std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

std::string content(const fs::path& file) {
  auto read = read_file(file);
  REQUIRE(read);
  return std::move(*read);
}

// "multipart(body,message(body))"
std::string shape(const Message& message, const Part& part) {
  const auto children = message.children(part);
  if (children.empty() && part.boundary.empty()) return "body";
  std::string inside;
  for (const auto* child : children) inside += (inside.empty() ? "" : ",") + shape(message, *child);
  return (part.boundary.empty() ? "message(" : "multipart(") + inside + ")";
}

// The same from the events of mime4j.
std::string shape_of_events(std::string_view xml) {
  std::string shape;
  int messages = 0;
  for (std::size_t at = 0; (at = xml.find('<', at)) != std::string_view::npos; ++at) {
    auto tag = xml.substr(at + 1, xml.find('>', at) - at - 1);
    const bool ends = tag.starts_with('/');
    if (ends) tag.remove_prefix(1);
    if (tag == "message" && (ends ? --messages == 0 : ++messages == 1)) continue;  // the root
    if (tag != "message" && tag != "multipart" && tag != "body") continue;
    if (ends && tag != "body") shape += ')';
    if (ends) continue;
    if (!shape.empty() && !shape.ends_with('(')) shape += ',';
    shape += tag;
    if (tag != "body") shape += '(';
  }
  return shape;
}

// Where ours is another structure than mime4j's, on purpose.
struct Difference {
  std::string_view file, shape, why;
};
constexpr std::string_view not_decoded =
    "a message is read from bytes as they stand, never decoded";
constexpr std::string_view no_blank_end = "a boundary does not end with a blank (RFC 2046 5.1.1)";
constexpr Difference differences[] = {
    {"multi-2gifs-base64.msg", "body", not_decoded},
    {"bad-newlines-multiple-parts-base64.msg", "body", not_decoded},
    {"base64encoded-rfc822message.msg", "body", not_decoded},
    {"base64encoded-rfc822message-nested.msg", "body", not_decoded},
    {"weird-boundary.msg", "multipart(body,body)", no_blank_end},
    {"very-long-boundary.msg", "multipart(body,body)", no_blank_end},
    {"very-very-long-boundary.msg", "multipart(body,body)", no_blank_end},
    {"ending-boundaries.msg", "multipart()", "a delimiter is a whole line, as most programs read"},
};

const Difference* difference_of(const fs::path& file) {
  for (const auto& difference : differences)
    if (file.filename() == difference.file) return &difference;
  return nullptr;
}

}  // namespace

TEST_CASE("published messages get a structure that keeps the rules", "[fixtures]") {
  if (test::fixtures().empty()) return;
  std::size_t read = 0;
  for (const auto& folder : fs::directory_iterator(test::fixtures())) {
    if (!folder.is_directory()) continue;
    for (const auto& file : files_below(folder)) {
      auto bytes = content(file);
      if (bytes.empty()) continue;
      CAPTURE(file);
      const auto m = test::message(bytes);
      CHECK(m.raw() == bytes);
      CHECK(test::broken_rule(m) == "");
      for (const auto& field : m.all_fields()) {
        CHECK(decode_words(field.value).find_first_of(std::string_view("\r\n\0", 3)) ==
              std::string::npos);
        (void)parse_addresses(field.value);
      }
      if (const auto sender = sender_of(m); !sender) CHECK(!sender.error().what.empty());
      ++read;
    }
  }
  CHECK(read > 1000);
}

TEST_CASE("the structure is the one that mime4j expects", "[fixtures]") {
  if (test::fixtures().empty()) return;
  std::size_t compared = 0, different = 0;
  for (const auto& file : files_below(test::fixtures() / "mime4j/core/src/test/resources")) {
    if (file.extension() != ".msg") continue;
    auto expected = file;
    expected.replace_extension(".xml");
    if (!fs::exists(expected)) continue;
    CAPTURE(file);
    const auto m = test::message(content(file));
    const auto theirs = shape_of_events(content(expected));
    if (const auto* difference = difference_of(file)) {
      CAPTURE(difference->why);
      CHECK(shape(m, m.root()) == difference->shape);
      CHECK(shape(m, m.root()) != theirs);
      ++different;
    } else {
      CHECK(shape(m, m.root()) == theirs);
    }
    ++compared;
  }
  CHECK(compared >= 80);
  CHECK(different == std::size(differences));
}
