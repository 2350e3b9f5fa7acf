// Reads the structure of a message: from the outside in, so that an outer boundary ends whatever is
// inside, as RFC 2046 section 5.1.2 asks. A range of bytes is looked through once a level of
// nesting.
#pragma once

#include "mail/message.hpp"

namespace chancery {

class MimeReader {
 public:
  MimeReader(const Limits& limits, std::vector<Part>& parts, std::vector<Field>& fields)
      : limits_(limits), parts_(parts), fields_(fields) {}

  Result<void> read(std::string_view message) { return read_entity(message, 0, 1, "text/plain"); }

 private:
  Result<void> read_entity(std::string_view raw, std::uint32_t parent, std::size_t depth,
                           std::string_view default_type);
  Result<void> read_children(std::uint32_t index, std::size_t depth);
  Result<void> read_multipart(std::uint32_t index, std::size_t depth);
  Result<void> read_header(Part& part);
  void describe(Part& part, std::string_view default_type) const;

  const Limits& limits_;
  std::vector<Part>& parts_;
  std::vector<Field>& fields_;
};

}  // namespace chancery
