#include "host/services.hpp"

#include "base/text.hpp"

#include <chancery/thunk.hpp>

#include <algorithm>

namespace chancery {

namespace {

Severity severity_of(std::int32_t severity) {
  if (severity == CHANCERY_LOG_ERROR) return Severity::error;
  return severity == CHANCERY_LOG_WARNING ? Severity::warning : Severity::info;
}

std::optional<Role> role_of(std::int32_t relation) {
  switch (relation) {
    case CHANCERY_MEMBER: return Role::member;
    case CHANCERY_OWNER: return Role::owner;
    case CHANCERY_EDITOR: return Role::editor;
    default: return std::nullopt;
  }
}

Result<void> put(const Result<bool>& answer, std::int32_t* into) {
  if (!answer) return answer.error();
  *into = *answer ? 1 : 0;
  return {};
}

}  // namespace

Services::Services(Surroundings surroundings, std::string domain)
    : surroundings_(std::move(surroundings)), domain_(std::move(domain)) {
  log_ = {sizeof log_, this,
          [](void* self, std::int32_t severity, chancery_view sentence) noexcept {
            static_cast<Services*>(self)->surroundings_.log.write(severity_of(severity), "plugin",
                                                                  {{"says", text(sentence)}});
          }};
  members_ = {sizeof members_, this,
              [](void* self, chancery_view list, chancery_view address, std::int32_t relation,
                 std::int32_t* answer, const chancery_sink* error) noexcept {
                return guarded(error, [&] {
                  return put(static_cast<Services*>(self)->has(text(list), text(address), relation),
                             answer);
                });
              },
              [](void* self, chancery_view list, std::int32_t relation, std::int32_t* answer,
                 const chancery_sink* error) noexcept {
                return guarded(error, [&] {
                  return put(static_cast<Services*>(self)->any(text(list), relation), answer);
                });
              }};
  clock_ = {sizeof clock_, this, [](void* self) noexcept -> std::int64_t {
              return seconds(static_cast<Services*>(self)->surroundings_.clock.now());
            }};
}

const void* Services::find(std::string_view id) const {
  if (id == CHANCERY_SERVICE_LOG) return &log_;
  if (id == CHANCERY_SERVICE_MEMBERS) return &members_;
  if (id == CHANCERY_SERVICE_CLOCK) return &clock_;
  return nullptr;
}

// "name" or "name@domain"; with another domain it is no list of ours, and nobody is in it.
Result<std::string> Services::name_of(std::string_view list) const {
  const auto at = list.rfind('@');
  if (at != std::string_view::npos && !equal_ignoring_case(list.substr(at + 1), domain_))
    return std::string();
  return lower(list.substr(0, at));
}

Result<bool> Services::has(std::string_view list, std::string_view address,
                           std::int32_t relation) const {
  const auto canonical = Address::make(address);
  if (!canonical) return false;
  if (relation == CHANCERY_LISTMASTER) {
    const auto& masters = surroundings_.listmasters;
    return std::find(masters.begin(), masters.end(), *canonical) != masters.end();
  }
  const auto role = role_of(relation);
  if (!role)
    return Err(Code::unsupported, "the relation " + std::to_string(relation) + " is not known");
  if (!surroundings_.store) return Err(Code::failed, "there is no store to ask");
  const auto name = name_of(list);
  if (!name) return name.error();
  return surroundings_.store->has(*name, canonical->text(), *role);
}

Result<bool> Services::any(std::string_view list, std::int32_t relation) const {
  if (relation == CHANCERY_LISTMASTER) return !surroundings_.listmasters.empty();
  const auto role = role_of(relation);
  if (!role)
    return Err(Code::unsupported, "the relation " + std::to_string(relation) + " is not known");
  if (!surroundings_.store) return Err(Code::failed, "there is no store to ask");
  const auto name = name_of(list);
  if (!name) return name.error();
  return surroundings_.store->any(*name, *role);
}

}  // namespace chancery
