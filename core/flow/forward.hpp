// Mail to those who run a list, as it came, with a mark in front by which it is known when it comes
// back. Nothing is decided about it: whoever cannot post must be able to ask why.
//
// What cannot be handed on goes to the list's address for bounces, which answers nobody; bounces
// and other mail without a sender go on without one. So no letter goes round.
#pragma once

#include "flow/stages.hpp"

namespace chancery {

class Forward {
 public:
  // To the list's owners; without any to the listmasters, whom every site has by custom at least.
  // `address`: of the list's, to which it was sent. None: it has been here before.
  static Result<std::optional<Forward>> to_owners(const Parsed& parsed, std::string_view address,
                                                  const Office& office);

  // To one of them alone, who is tried again.
  void only_to(const std::string& address) { recipients_ = {address}; }
  Copy copy();  // valid as long as this and the message stay where they are

 private:
  Forward(const Message& message, std::string mark, std::string sender,
          std::vector<std::string> recipients);
  const Message* message_;
  std::string mark_, sender_;
  std::vector<std::string> recipients_;
  std::vector<std::string_view> pieces_;
};

}  // namespace chancery
