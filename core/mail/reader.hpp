// Reads the structure of a message in one pass: every byte is looked at once, however deep the
// parts are nested.
//
// A delimiter line of an outer multipart ends whatever is open inside it, as RFC 2046 section 5.1.2
// asks; so candidates are compared with the boundaries of all open multiparts, from the outside in.
// Nothing is decoded, and nothing recurses: depth is a limit of policy, not of the stack.
#pragma once

#include "mail/message.hpp"

namespace chancery {

class MimeReader {
 public:
  MimeReader(std::string_view text, const Limits& limits, std::vector<Part>& parts,
             std::vector<Field>& fields)
      : text_(text), limits_(limits), parts_(parts), fields_(fields) {}

  Result<void> read();

 private:
  // A part whose end is not known yet. Offsets are into the text.
  struct Open {
    std::uint32_t index;
    std::size_t begin;
    std::size_t header_end = 0;
    std::size_t body_begin = 0;
    bool delimits = false;  // a multipart whose last delimiter has not come
  };
  struct Found {
    std::size_t level;  // into open_
    bool last;
  };

  std::optional<Found> delimiter(std::size_t at, std::size_t end) const;
  bool is_nothing_left(std::size_t at) const;
  Result<void> enter(std::string_view default_type);
  Result<void> open(std::string_view default_type);
  Result<void> read_header(Open& part);
  Result<void> add_field(std::string_view raw);
  void describe(Open& opened, std::string_view default_type);
  Result<void> pass(const Found& found, std::size_t line, std::size_t line_end);
  void close_from(std::size_t level, std::size_t end);
  void close(const Open& opened, std::size_t end);

  std::string_view text_;
  const Limits& limits_;
  std::vector<Part>& parts_;
  std::vector<Field>& fields_;
  std::vector<Open> open_;      // from the root to the innermost
  std::size_t delimiting_ = 0;  // how many of them delimit
  std::size_t at_ = 0;          // start of a line
};

}  // namespace chancery
