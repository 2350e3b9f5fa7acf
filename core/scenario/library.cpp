#include "scenario/library.hpp"

#include "base/text.hpp"

namespace chancery::scenario {

namespace {

constexpr std::size_t most_bytes = 1'000'000;

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 100 &&
         name.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.") ==
             std::string_view::npos;
}

Error problems_of(const std::string& file, const std::vector<Problem>& problems) {
  std::string what = "the scenario is wrong and decides nothing:";
  for (const auto& problem : problems) what += "\n  " + describe(file, problem);
  return Err(Code::misconfigured, what);
}

}  // namespace

Library::Library(std::vector<fs::path> folders, Vocabulary vocabulary)
    : folders_(std::move(folders)), vocabulary_(std::move(vocabulary)) {}

Result<Scenario> Library::load(const std::string& function, const std::string& name) const {
  const auto wanted = function + "." + name;
  if (!is_name(wanted))
    return Err(Code::misconfigured, printable(wanted) + " cannot be the name of a scenario");
  std::string looked;
  for (const auto& folder : folders_) {
    const auto file = (folder / wanted).string();
    const auto text = read_file(file, most_bytes);
    if (!text && text.error().code == Code::not_found) {
      looked += "\n  " + folder.string();
      continue;
    }
    if (!text) return Err(Code::misconfigured, text.error().what);
    auto parsed = parse(*text, wanted, file, vocabulary_);
    if (auto* scenario = std::get_if<Scenario>(&parsed)) return std::move(*scenario);
    return problems_of(file, std::get<std::vector<Problem>>(parsed));
  }
  return Err(Code::not_found, "the scenario " + wanted + " is not there; looked in:" + looked);
}

}  // namespace chancery::scenario
