#include "scenario/library.hpp"

#include "base/text.hpp"

#include <algorithm>

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

Library::Library(std::vector<fs::path> folders, Vocabulary vocabulary, Blocklist blocklist)
    : folders_(std::move(folders)),
      vocabulary_(std::move(vocabulary)),
      blocklist_(std::move(blocklist)) {}

Result<Source> Library::find(const std::string& file_name, std::vector<Stamp>& stamps) const {
  if (!is_name(file_name))
    return Err(Code::misconfigured, printable(file_name) + " cannot be the name of a scenario");
  std::string looked;
  for (const auto& folder : folders_) {
    const auto file = folder / file_name;
    stamps.emplace_back(file);
    auto text = read_file(file, most_bytes);
    if (text) return Source{std::move(*text), file.string()};
    if (text.error().code != Code::not_found) return Err(Code::misconfigured, text.error().what);
    looked += "\n  " + folder.string();
  }
  return Err(Code::not_found, "the scenario " + file_name + " is not there; looked in:" + looked);
}

// As with scenarios, one that is there counts even if it cannot be read: asking it will fail.
bool Library::has_blocklist(const std::string& function, std::vector<Stamp>& stamps) const {
  const auto& functions = blocklist_.functions;
  if (std::find(functions.begin(), functions.end(), function) == functions.end()) return false;
  bool found = false;
  std::error_code unknown;
  for (const auto& folder : blocklist_.folders) {
    stamps.emplace_back(folder / "blocklist.txt");
    const auto status = fs::symlink_status(folder / "blocklist.txt", unknown);
    found = found || status.type() != fs::file_type::not_found;
  }
  return found;
}

Result<Scenario> Library::load(const std::string& function, const std::string& name) const {
  std::vector<Stamp> stamps;
  return load(function, name, stamps);
}

Result<Scenario> Library::load(const std::string& function, const std::string& name,
                               std::vector<Stamp>& stamps) const {
  const auto wanted = function + "." + name;
  const auto source = find(wanted, stamps);
  if (!source) return source.error();
  Company company;
  company.include = [&](const std::string& included) {
    return find("include." + included, stamps);
  };
  company.header = true;
  company.blocklist = has_blocklist(function, stamps);
  auto parsed = parse(source->text, wanted, source->file, vocabulary_, company);
  if (auto* scenario = std::get_if<Scenario>(&parsed)) return std::move(*scenario);
  return problems_of(source->file, std::get<std::vector<Problem>>(parsed));
}

}  // namespace chancery::scenario
