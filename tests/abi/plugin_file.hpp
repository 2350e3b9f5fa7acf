// Plugin files to be refused: copies of good ones with bytes of theirs changed.
#pragma once

#include "host/descriptor.hpp"

#include "support/paths.hpp"

#include <cstring>
#include <string>

namespace test {

// Where the plugins of these tests lie.
inline fs::path abi_plugin(const std::string& id) {
  return build_folder() / "tests/abi/plugins" / (id + ".so");
}

// A copy of a plugin file, under its own name in a folder of its own.
class PluginFile {
 public:
  explicit PluginFile(const std::string& id);

  const fs::path& path() const { return path_; }
  const std::string& bytes() const { return bytes_; }
  fs::path folder() const { return path_.parent_path(); }

  // Overwrites `value` at an offset of the descriptor.
  template <class Value>
  void patch(std::size_t offset, const Value& value) {
    std::memcpy(bytes_.data() + descriptor_ + offset, &value, sizeof value);
    write(bytes_);
  }
  template <class Value>
  Value peek(std::size_t offset) const {
    Value value;
    std::memcpy(&value, bytes_.data() + descriptor_ + offset, sizeof value);
    return value;
  }
  void write(const std::string& bytes) const;
  chancery::Result<chancery::Descriptor> read() const { return chancery::read_descriptor(path_); }

 private:
  TemporaryFolder folder_;
  fs::path path_;
  std::string bytes_;
  std::size_t descriptor_ = 0;  // where it lies in the file
};

}  // namespace test
