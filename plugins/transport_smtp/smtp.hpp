// Hands copies to the site's mail server.
#pragma once

#include "session.hpp"

namespace transport_smtp {

class Smtp final : public chancery::Transport {
 public:
  chancery::Result<void> configure(const chancery::Settings& settings);
  chancery::Result<std::unique_ptr<Session>> open() override;

 private:
  Options options_;
};

}  // namespace transport_smtp
