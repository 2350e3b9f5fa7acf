// How a plugin is called and how its answer is read: its code and sentence become an Error that
// begins with the plugin's id. Nothing that a plugin does wrong goes further than this.
#pragma once

#include "base/text.hpp"

#include <chancery/bytes.hpp>
#include <chancery/thunk.hpp>

#include <string>

namespace chancery {

// A plugin that does not keep the contract: its answer counts as none, and what asked waits until
// somebody has mended the plugin. It says nothing about the message.
inline Error broken_contract(const std::string& plugin, const std::string& what) {
  return Err(Code::try_later, plugin + ": it does not keep its contract: " + what,
             "tell the plugin's author");
}

// Runs a call into a plugin. No exception may cross; one that does ends here. False: it did.
template <class Function>
bool contained(Function&& call) noexcept {
  try {
    call();
    return true;
  } catch (...) {
    return false;
  }
}

// Calls `function(error sink)` and turns what is not CHANCERY_OK into an Error.
template <class Function>
Result<void> ask(const std::string& plugin, const std::string& doing, Function&& function) {
  std::string said;
  const StringSink error(said);
  chancery_code code = CHANCERY_FAILED;
  if (!contained([&] { code = function(error.get()); }))
    return broken_contract(plugin, doing + ", it threw an exception");
  if (code == CHANCERY_OK) return {};
  if (code < CHANCERY_OK || code > CHANCERY_UNUSABLE)
    return broken_contract(plugin, doing + ", it answered with the code " + std::to_string(code) +
                                       ", which does not exist");
  return Err(from_c(code), plugin + ": " + doing + ": " +
                               (said.empty() ? "no reason given" : printable(said, 1000)));
}

}  // namespace chancery
