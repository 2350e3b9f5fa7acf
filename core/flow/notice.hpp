// Messages that the engine itself writes: built from fixed sentences and typed values, never from
// the content, the Subject or any other text of a message. RFC 3834: null envelope sender,
// Auto-Submitted, and nothing at all to robots, bounces and null senders.
#pragma once

#include "flow/stages.hpp"

#include <optional>
#include <string>

namespace chancery {

class Notice {
 public:
  // In the place of a post that could not be sealed for this member.
  static Notice to_member(std::string_view address, std::string why, const Office& office);
  // That a post was held or rejected; nothing, when there is nobody who should be told.
  static std::optional<Notice> to_sender(const Stopped& stopped, const Office& office);
  // That a post waits for the listmasters' decision. Where the site names none: to the address that
  // they have by custom, listmaster@DOMAIN.
  static Notice to_listmasters(const Stopped& stopped, const Office& office);
  // That the list's messages wait until somebody has mended what is wrong; nothing, when the site
  // names no listmasters: whoever brings the messages is told too.
  static std::optional<Notice> of_alarm(const Error& error, const Office& office);

  Copy copy();  // valid as long as this stays where it is

 private:
  static Notice for_listmasters(std::string subject, std::string text, const Office& office);
  Notice(std::vector<std::string> recipients, std::string text, std::string why);
  std::vector<std::string> recipients_;
  std::string text_;
  std::string_view piece_;
  std::string why_;
};

// Whether an automatic answer to this message would do harm (RFC 3834 section 2).
bool is_automatic(const Message& message);

}  // namespace chancery
