// A plugin that adds to a post: a splice, or one word why not.
#pragma once

#include "mail/message.hpp"
#include "mail/splice.hpp"

#include <chancery/role/decorator.h>
#include <chancery/result.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace chancery {

class DecoratorPlugin {
 public:
  DecoratorPlugin(std::string plugin, const chancery_decorator* table)
      : plugin_(std::move(plugin)), table_(table) {}
  const std::string& plugin() const { return plugin_; }
  struct Decorated {
    bool applied = false;
    std::string reason;  // one word, when not applied
    Spliced message;     // when applied
  };
  struct About {
    std::string_view list;
    std::optional<std::string_view> footer;
    bool root_signed = false, root_encrypted = false;
  };
  Result<Decorated> decorate(const Message& message, const About& about) const;

 private:
  std::string plugin_;
  const chancery_decorator* table_;
};

}  // namespace chancery
