// Named filters, which search() asks: files in the folders search_filters of the list, the domain
// and the site.
#pragma once

#include "base/files.hpp"
#include "config/settings.hpp"

#include <chancery/result.hpp>

#include <string_view>
#include <vector>

namespace chancery {

std::vector<fs::path> filter_folders(const Settings& settings, const ListSettings& list);

class Filters {
 public:
  explicit Filters(std::vector<fs::path> folders) : folders_(std::move(folders)) {}

  // NAME.txt: the texts of all folders' files together. A filter that is nowhere is an Error, but
  // for blocklist.txt, which a site may have or not.
  Result<bool> find(std::string_view file, std::string_view text) const;

 private:
  Result<bool> find_text(std::string_view file, std::string_view text) const;
  std::vector<fs::path> folders_;
};

}  // namespace chancery
