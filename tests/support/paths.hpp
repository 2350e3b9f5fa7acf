// Where tests find what they need. Nothing is written outside of a temporary folder of their own.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

#include <unistd.h>

namespace test {

namespace fs = std::filesystem;

inline fs::path source_folder() { return CHANCERY_SOURCE_DIR; }
inline fs::path build_folder() { return CHANCERY_BUILD_DIR; }
inline fs::path plugin_folder() { return build_folder() / "lib/chancery/plugins"; }
inline fs::path binary() { return build_folder() / "bin/chancery"; }
// Keys, certificates and messages that tests/vectors/make-vectors made while building.
inline fs::path vectors() { return build_folder() / "vectors"; }

// Published material beside the checkout; empty where it is not there.
inline fs::path fixtures() {
  if (const char* given = std::getenv("CHANCERY_FIXTURES")) return given;
  const fs::path beside = source_folder().parent_path() / "shared/fixtures";
  return fs::exists(beside) ? beside : fs::path();
}

// A folder that goes with the object.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const fs::path& in = fs::temp_directory_path()) {
    std::string name = (in / "chancery-test-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// Where syncing costs nothing, for tests that do it ten thousand times.
inline fs::path fast_folder() {
  return ::access("/dev/shm", W_OK) == 0 ? fs::path("/dev/shm") : fs::temp_directory_path();
}

}  // namespace test
