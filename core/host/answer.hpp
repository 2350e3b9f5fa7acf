// How a plugin's answer is read: its code and sentence become an Error that names the plugin.
#pragma once

#include "base/text.hpp"

#include <chancery/bytes.hpp>
#include <chancery/thunk.hpp>

#include <string>

namespace chancery {

// Calls `function(error sink)` and turns what is not CHANCERY_OK into an Error.
template <class Function>
Result<void> ask(const std::string& plugin, const char* doing, Function&& function) {
  std::string said;
  const StringSink error(said);
  const chancery_code code = function(error.get());
  if (code == CHANCERY_OK) return {};
  return Err(from_c(code), plugin + ": " + doing + ": " +
                               (said.empty() ? "no reason given" : printable(said, 1000)));
}

// A plugin that does not keep the contract: its answer counts as none.
inline Error broken_contract(const std::string& plugin, const std::string& what) {
  return Err(Code::failed, plugin + ": it does not keep its contract: " + what,
             "tell the plugin's author");
}

}  // namespace chancery
