// A message: one immutable buffer and its MIME structure as spans over it (RFC 5322, RFC 2045,
// 2046).
//
// Every byte of the buffer belongs to exactly one place of the tree, nothing is decoded or altered,
// and both LF and CRLF are read. Broken mail gets a structure too (a header line without a colon is
// a field without a name, a missing final boundary ends at the end); only what passes a limit is
// refused.
#pragma once

#include "mail/buffer.hpp"

#include <chancery/message.h>
#include <chancery/result.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

// What is read of a message from strangers. Beyond one: unusable, naming the limit.
struct Limits {
  std::size_t message_bytes = 50'000'000;
  std::size_t header_bytes = 1'000'000;  // of one part
  std::size_t depth = 50;                // of nested parts
  std::size_t parts = 10'000;
  std::size_t fields = 200'000;  // of all parts: a field of two bytes costs fifty of memory
};

struct Field {
  std::string_view name;   // as written; empty for a line that is no field
  std::string_view value;  // after the colon, folding included, without the final line break
  std::string_view raw;    // the whole field, final line break included
};

struct Part {
  std::uint32_t parent = 0;  // index; the root names itself
  std::uint32_t next = 0;    // index of the first part after this one's subtree
  std::uint32_t first_field = 0;
  std::uint32_t field_count = 0;
  std::string_view raw, header, body;
  std::string media_type;  // lower case, defaults of RFC 2045 section 5.2 applied
  std::string encoding;    // lower case; "7bit" when not said
  std::string boundary;    // of a multipart
};

class Message {
 public:
  static Result<Message> parse(Buffer bytes, const Limits& limits = {});

  std::string_view raw() const { return *buffer_; }
  const Buffer& buffer() const { return buffer_; }
  std::span<const Part> parts() const { return parts_; }  // document order; [0] is the root
  const Part& root() const { return parts_.front(); }
  std::span<const Field> fields(const Part& part) const;
  std::span<const Field> fields() const { return fields(root()); }
  std::span<const Field> all_fields() const { return fields_; }  // of all parts, in their order
  std::vector<const Part*> children(const Part& part) const;

  // The values of the root's fields of this name (ASCII case ignored), in order, as written.
  std::vector<std::string_view> values(std::string_view name) const;
  std::optional<std::string_view> first(std::string_view name) const;
  std::string_view newline()
      const;  // "\r\n" or "\n": what the first line ends with; "\r\n" if none does

 private:
  Buffer buffer_;
  std::vector<Part> parts_;
  std::vector<Field> fields_;
};

// What of the root other programs may read differently than this one: a second Content-Type,
// Content-Transfer-Encoding or MIME-Version, or a parameter that is said twice. Empty: nothing.
std::string ambiguity_of(const Message& message);

// Names of header fields that describe the content (RFC 2045): Content-*, MIME-Version.
bool describes_content(std::string_view field_name);

// The same as plain data for plugins. Valid as long as the message.
class MessageView {
 public:
  explicit MessageView(const Message& message);
  const chancery_message* get() const { return &view_; }

 private:
  std::vector<chancery_part> parts_;
  std::vector<chancery_field> fields_;
  chancery_message view_{};
};

}  // namespace chancery
