// What the header of a distributed post says of the list: which fields come in front of it, and
// which of those that the sender wrote go. RFC 2369, RFC 2919, RFC 8058.
//
// They come in front, so that the bytes that were signed follow as they came. Only fields of the
// outermost header go: what lies inside a signature or an encryption is never touched.
#pragma once

#include "config/settings.hpp"
#include "mail/splice.hpp"

#include <string>
#include <string_view>

namespace chancery {

class ListHeader {
 public:
  // `newline`: as the lines of the post end. `list` outlives this.
  ListHeader(const ListSettings& list, std::string_view newline);

  // Complete lines in ASCII. `member`: whose copy it is, which matters only if is_personal().
  std::string text(std::string_view member) const;
  // Every member's is another.
  bool is_personal() const;

 private:
  const ListSettings& list_;
  std::string newline_;
};

// The envelope sender of all that the list sends on.
std::string bounces_address(const ListSettings& list);

// Whether that is for the list alone to say: the fields above, and Authentication-Results in its
// domain's name. An X-Loop of other lists stays: they know by it what has come back to them.
bool is_of_list(const Field& field, const ListSettings& list);

// First lines that would continue a field in front of them, and had none; empty: there are none
// such.
std::string_view stray_continuation(const Message& outer);

// The message without what its sender wrote for the list. `outer`: whose spans it is made of.
Spliced without_list_fields(const Spliced& message, const Message& outer, const ListSettings& list);

// Whether this list has distributed it before: by its List-Id, or by an X-Loop with its address.
bool has_passed(const Message& outer, const ListSettings& list);
bool has_loop_mark(const Message& outer, std::string_view address);

}  // namespace chancery
