// Where everything lies. Shipped files are found from the program's own place, so that an installed
// tree can be moved, and a build tree works like an installed one.
#include "config/settings.hpp"

namespace chancery {
namespace {

// PREFIX/bin/chancery -> PREFIX/share/chancery/scenarios, PREFIX/lib/chancery/plugins.
void set_shipped(Places& places, const fs::path& executable) {
  const fs::path prefix = executable.parent_path().parent_path();
  places.shipped_scenarios = prefix / "share/chancery/scenarios";
  places.shipped_plugins = prefix / "lib/chancery/plugins";
}

// Without a current folder (it was removed) the path stays as it is, and opening it will say why.
fs::path whole(const fs::path& path) {
  std::error_code failed;
  const fs::path found = fs::absolute(path, failed).lexically_normal();
  if (failed) return path;
  return found.has_filename() ? found : found.parent_path();
}

}  // namespace

Places Places::under(const fs::path& root, const fs::path& executable) {
  Places places;
  places.etc = places.state = whole(root);
  places.file = places.etc / "chancery.toml";
  set_shipped(places, whole(executable));
  return places;
}

Places Places::of_system(const fs::path& executable) {
  Places places;
  places.etc = "/etc/chancery";
  places.state = "/var/lib/chancery";
  places.file = places.etc / "chancery.toml";
  set_shipped(places, whole(executable));
  return places;
}

}  // namespace chancery
