// Whom the service becomes, and what that user needs.
#include "service/account.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <cstdlib>
#include <fstream>
#include <functional>

#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace chancery;

namespace {

class NoLog final : public Log {
 public:
  void line(Severity, const std::string&) override {}
};

// What can be said of it is an exit code: the process is somebody else afterwards.
int in_child(const std::function<int()>& what) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(what());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// A site that nobody owns, without a store of its own.
struct Site {
  test::TemporaryFolder folder;
  Settings settings;

  Site() {
    settings.places.state = folder.path();
    settings.places.file = folder.path() / "chancery.toml";
    settings.service.user = "nobody";
    std::ofstream(settings.places.file) << "";
    const auto* nobody = ::getpwnam("nobody");
    REQUIRE(nobody);
    for (const auto& path : {settings.places.state, settings.places.file})
      REQUIRE(::chown(path.c_str(), nobody->pw_uid, nobody->pw_gid) == 0);
  }
  bool becomes() const {
    NoLog log;
    return become_service_user(settings, log).has_value();
  }
};

}  // namespace

TEST_CASE("a store that is a database needs no file of the service's user") {
  if (::geteuid() != 0) return;  // nobody else can become anybody
  Site site;
  CHECK(in_child([&] { return site.becomes() ? 1 : 0; }) == 0);
  site.settings.store = "postgresql://chancery@db.example.org/chancery";
  CHECK(in_child([&] { return site.becomes() ? 0 : 1; }) == 0);
}

TEST_CASE("the service's user looks for its own files in its own home") {
  if (::geteuid() != 0) return;
  Site site;
  site.settings.store = "postgresql://chancery@db.example.org/chancery";
  const auto code = in_child([&] {
    ::setenv("HOME", "/root", 1);
    if (!site.becomes()) return 1;
    return std::string(std::getenv("HOME")) == ::getpwnam("nobody")->pw_dir ? 0 : 2;
  });
  CHECK(code == 0);
}
