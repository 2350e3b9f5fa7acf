// What one plugin may ask of the host, as C tables over the house: the services that are granted to
// its roles. Does not move.
#pragma once

#include "host/plugins.hpp"

#include <chancery/host.h>
#include <chancery/service/clock.h>
#include <chancery/service/log.h>
#include <chancery/service/members.h>

namespace chancery {

class Services {
 public:
  // `lists`: the folder of the site's lists.
  Services(Surroundings surroundings, std::string domain, fs::path lists,
           const Descriptor& descriptor);
  Services(const Services&) = delete;

  const chancery_host* host() const { return &host_; }

 private:
  const void* find(std::string_view id) const;
  Result<bool> has(std::string_view list, std::string_view address, std::int32_t relation) const;
  Result<bool> any(std::string_view list, std::int32_t relation) const;
  bool is_listmaster(std::string_view list, const Address& address) const;
  std::string name_of(std::string_view list) const;
  bool exists(const std::string& list) const;

  Surroundings surroundings_;
  std::string domain_;
  fs::path lists_;
  std::string plugin_;
  std::vector<std::string> roles_;
  chancery_log log_;
  chancery_members members_;
  chancery_clock clock_;
  chancery_host host_;
};

}  // namespace chancery
