#include "plugin_file.hpp"

#include "base/files.hpp"

#include <fstream>

namespace test {

PluginFile::PluginFile(const std::string& id) : path_(folder_.path() / (id + ".so")) {
  auto content = chancery::read_file(abi_plugin(id));
  if (!content) throw std::runtime_error(content.error().what);
  bytes_ = std::move(*content);
  for (auto at = bytes_.find(CHANCERY_MAGIC); at != std::string::npos;
       at = bytes_.find(CHANCERY_MAGIC, at + 1))
    if (bytes_.compare(at + offsetof(chancery_descriptor, id), id.size() + 1, id.c_str(),
                       id.size() + 1) == 0)
      descriptor_ = at;
  if (descriptor_ == 0) throw std::runtime_error("no descriptor in " + id);
  write(bytes_);
}

void PluginFile::write(const std::string& bytes) const {
  std::error_code ignored;
  fs::remove(path_, ignored);  // a new inode: the old one may be mapped
  std::ofstream(path_, std::ios::binary) << bytes;
  fs::permissions(path_, fs::perms::owner_all);
}

}  // namespace test
