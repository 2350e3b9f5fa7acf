// Named filters, which search() asks: files in the folders search_filters of the list, the domain
// and the site. A filter that is nowhere, is wrong or does not answer is an Error, never "no"; only
// blocklist.txt may be missing.
#pragma once

#include "flow/filter_text.hpp"
#include "flow/stages.hpp"

#include <string_view>
#include <vector>

namespace chancery {

std::vector<fs::path> filter_folders(const Settings& settings, const ListSettings& list);

// What search() would find wrong with a filter before it asks anybody.
Result<void> check_filter(std::string_view file, const std::vector<fs::path>& folders,
                          const Plugins& plugins, Store& store);

class Filters {
 public:
  explicit Filters(const Office& office)
      : office_(office), folders_(filter_folders(office.settings, office.list)) {}

  // NAME.txt: the texts of all folders' files together. NAME.sql, NAME.ldap: the first folder that
  // has the file.
  Result<bool> find(std::string_view file, const Sought& sought) const;

 private:
  Result<bool> in_texts(std::string_view file, std::string_view text) const;
  Result<bool> in_store(std::string_view file, const Sought& sought) const;
  Result<bool> in_directory(std::string_view file, const Sought& sought) const;

  const Office& office_;
  std::vector<fs::path> folders_;
};

}  // namespace chancery
