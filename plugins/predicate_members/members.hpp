// is_subscriber, is_owner, is_editor and is_listmaster, with Sympa's meanings.
#pragma once

#include <chancery/plugin.hpp>

class Members final : public chancery::Predicate {
 public:
  explicit Members(chancery::Host host)
      : service_(host.service<chancery_members>(CHANCERY_SERVICE_MEMBERS)) {}
  chancery::Result<bool> evaluate(const chancery_predicate_request& request) override;

 private:
  using Who = std::string_view;
  chancery::Result<bool> stands(std::string_view predicate, chancery_view list, Who who) const;
  chancery::Result<bool> has(chancery_view list, Who who, std::int32_t relation) const;
  chancery::Result<bool> any(chancery_view list, std::int32_t relation) const;

  const chancery_members* service_;
};
