// What plugins may ask of the host, as C tables over the house. One object a process.
#pragma once

#include "host/plugins.hpp"

#include <chancery/service/clock.h>
#include <chancery/service/log.h>
#include <chancery/service/members.h>

namespace chancery {

class Services {
 public:
  Services(Surroundings surroundings, std::string domain);
  Services(const Services&) = delete;

  // NULL: not known.
  const void* find(std::string_view id) const;

 private:
  Result<bool> has(std::string_view list, std::string_view address, std::int32_t relation) const;
  Result<bool> any(std::string_view list, std::int32_t relation) const;
  Result<std::string> name_of(std::string_view list) const;

  Surroundings surroundings_;
  std::string domain_;
  chancery_log log_;
  chancery_members members_;
  chancery_clock clock_;
};

}  // namespace chancery
