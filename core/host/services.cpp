#include "host/services.hpp"

#include "host/grants.hpp"

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

Error unknown_relation(std::int32_t relation) {
  return Err(Code::unsupported, "the relation " + std::to_string(relation) + " is not known");
}

Result<void> put(const Result<bool>& answer, std::int32_t* into) {
  if (!answer) return answer.error();
  *into = *answer ? 1 : 0;
  return {};
}

}  // namespace

Services::Services(Surroundings surroundings, std::string domain, fs::path lists,
                   const Descriptor& descriptor)
    : surroundings_(std::move(surroundings)),
      domain_(std::move(domain)),
      lists_(std::move(lists)),
      plugin_(descriptor.id),
      roles_(descriptor.roles) {
  log_ = {sizeof log_, this,
          [](void* self, std::int32_t severity, chancery_view sentence) noexcept {
            const auto& services = *static_cast<Services*>(self);
            services.surroundings_.log.write(severity_of(severity), "plugin",
                                             {{"id", services.plugin_}, {"says", text(sentence)}});
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
  host_ = {sizeof host_, CHANCERY_ABI_MINOR, surroundings_.version.c_str(), this,
           [](void* self, const char* id) noexcept -> const void* {
             const auto& services = *static_cast<const Services*>(self);
             return id && is_granted(id, services.roles_) ? services.find(id) : nullptr;
           }};
}

const void* Services::find(std::string_view id) const {
  if (id == CHANCERY_SERVICE_LOG) return &log_;
  if (id == CHANCERY_SERVICE_MEMBERS) return &members_;
  if (id == CHANCERY_SERVICE_CLOCK) return &clock_;
  return nullptr;
}

// From "name" or "name@domain"; empty: with another domain it is no list of ours.
std::string Services::name_of(std::string_view list) const {
  if (list.find('@') == std::string_view::npos) return lower(list);
  const auto address = Address::make(list);
  return address && address->domain() == domain_ ? std::string(address->local()) : std::string();
}

bool Services::exists(const std::string& list) const {
  std::error_code ignored;
  return is_list_name(list) && fs::is_directory(lists_ / list, ignored);
}

// Of the site, when no list is named; else of that list, so of none that is not there.
bool Services::is_listmaster(std::string_view list, const Address& address) const {
  const auto& all = surroundings_.listmasters;
  return std::find(all.begin(), all.end(), address) != all.end() &&
         (list.empty() || exists(name_of(list)));
}

Result<bool> Services::has(std::string_view list, std::string_view address,
                           std::int32_t relation) const {
  const auto canonical = Address::make(address);
  if (!canonical) return false;
  if (relation == CHANCERY_LISTMASTER) return is_listmaster(list, *canonical);
  const auto role = role_of(relation);
  if (!role) return unknown_relation(relation);
  if (!surroundings_.store) return Err(Code::failed, "there is no store to ask");
  const auto name = name_of(list);
  return name.empty() ? Result<bool>(false)
                      : surroundings_.store->has(name, canonical->text(), *role);
}

Result<bool> Services::any(std::string_view list, std::int32_t relation) const {
  if (relation == CHANCERY_LISTMASTER)
    return !surroundings_.listmasters.empty() && (list.empty() || exists(name_of(list)));
  const auto role = role_of(relation);
  if (!role) return unknown_relation(relation);
  if (!surroundings_.store) return Err(Code::failed, "there is no store to ask");
  const auto name = name_of(list);
  return name.empty() ? Result<bool>(false) : surroundings_.store->any(name, *role);
}

}  // namespace chancery
