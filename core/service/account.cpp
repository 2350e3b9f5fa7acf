#include "service/account.hpp"

#include "base/text.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

namespace chancery {
namespace {

Error refused(const std::string& why, const std::string& hint) {
  return Err(Code::misconfigured, "not running as root: " + why, hint);
}

// HOME goes along: what others' programs and libraries keep for a user lies there, a database's
// password above all.
Result<void> become(const std::string& name) {
  const auto* user = ::getpwnam(name.c_str());
  if (!user)
    return refused("there is no user " + printable(name),
                   "make that user, or name another one in service.user");
  if (::initgroups(user->pw_name, user->pw_gid) != 0 ||
      ::setresgid(user->pw_gid, user->pw_gid, user->pw_gid) != 0 ||
      ::setresuid(user->pw_uid, user->pw_uid, user->pw_uid) != 0 ||
      ::setenv("HOME", user->pw_dir, 1) != 0)
    return refused("becoming " + printable(name) + ": " + std::strerror(errno), "");
  return {};
}

Result<void> can_work(const Settings& settings, const std::string& name) {
  const auto& places = settings.places;
  const auto refusal = [&](const fs::path& what) {
    const std::string why = std::strerror(errno);
    return refused(name + " has no access to " + what.string() + ": " + why,
                   "chown -R " + name + " " + places.state.string() +
                       ", and let that user enter the folders above");
  };
  if (::access(places.file.c_str(), R_OK) != 0) return refusal(places.file);
  if (::access(places.state.c_str(), R_OK | W_OK | X_OK) != 0) return refusal(places.state);
  if (settings.store) return {};  // no file, and who may use it the server knows
  const auto store = places.store();
  if (::access(store.c_str(), R_OK | W_OK) != 0) return refusal(store);
  return {};
}

}  // namespace

Result<void> become_service_user(const Settings& settings, Log& log) {
  if (::geteuid() != 0) return {};
  const auto& user = settings.service.user;
  if (!user)
    return refused("service.user is not set",
                   "name the user that owns " + settings.places.state.string() + " in " +
                       settings.places.file.string() + ", under [service]");
  if (*user == "root") {
    log.write(Severity::warning, "serve",
              {{"user", "root"}, {"problem", "a fault in any part has all rights"}});
    return {};
  }
  if (auto done = become(*user); !done) return done;
  return can_work(settings, *user);
}

}  // namespace chancery
