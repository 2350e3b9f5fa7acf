#include "flow/filters.hpp"

#include "base/text.hpp"
#include "scenario/text_filter.hpp"

namespace chancery {

namespace {

constexpr std::size_t most_bytes = 50'000'000;

Error not_there(std::string_view file, const std::vector<fs::path>& folders) {
  std::string looked;
  for (const auto& folder : folders) looked += "\n  " + folder.string();
  return Err(Code::misconfigured,
             "the filter " + printable(file) + " is not there; looked in:" + looked);
}

}  // namespace

std::vector<fs::path> filter_folders(const Settings& settings, const ListSettings& list) {
  return {list.folder / "search_filters", settings.places.etc / settings.domain / "search_filters",
          settings.places.etc / "search_filters"};
}

Result<bool> Filters::find(std::string_view file, std::string_view text) const {
  if (file.ends_with(".txt")) return find_text(file, text);
  return Err(Code::unsupported, "the filter " + printable(file) + " is of no known kind");
}

Result<bool> Filters::find_text(std::string_view file, std::string_view text) const {
  bool is_there = false;
  for (const auto& folder : folders_) {
    const auto filter = read_file(folder / file, most_bytes);
    if (!filter && filter.error().code == Code::not_found) continue;
    if (!filter) return Err(Code::misconfigured, filter.error().what);
    if (scenario::text_filter_finds(*filter, text)) return true;
    is_there = true;
  }
  if (is_there || file == "blocklist.txt") return false;
  return not_there(file, folders_);
}

}  // namespace chancery
