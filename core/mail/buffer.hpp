// The bytes of a message, as they came. Shared and never changed: every span of a message points
// into one of these.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace chancery {

using Buffer = std::shared_ptr<const std::string>;

inline Buffer make_buffer(std::string bytes) {
  return std::make_shared<const std::string>(std::move(bytes));
}

}  // namespace chancery
