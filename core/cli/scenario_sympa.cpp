// scenario check --sympa: what files from Sympa did there, what they do here, and why.
#include "cli/print.hpp"
#include "cli/scenario.hpp"

#include "scenario/compatibility.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace chancery::cli {

namespace {

using Json = nlohmann::ordered_json;
using scenario::Compatibility;

Json json_of(const std::string& file, const Compatibility& compared) {
  Json differences = Json::array();
  for (const auto& difference : compared.differences)
    differences.push_back({{"line", difference.line},
                           {"written", difference.written},
                           {"sympa", difference.sympa},
                           {"here", difference.here},
                           {"why", difference.why}});
  return {{"file", file},
          {"sympa", compared.sympa},
          {"here", compared.here},
          {"differences", std::move(differences)},
          {"notes", compared.notes}};
}

void tell(const std::string& file, const Compatibility& compared) {
  print(file + "\n  Sympa " + compared.sympa + "\n  here it " + compared.here + "\n");
  for (const auto& difference : compared.differences) {
    print(file + ":" + std::to_string(difference.line) + ": " + difference.written + "\n");
    print("  Sympa " + difference.sympa + "\n");
    for (const auto& why : difference.why) print("    " + why + "\n");
    print("  here it " + difference.here + "\n");
  }
  for (const auto& note : compared.notes) print("  " + note + "\n");
}

}  // namespace

Result<int> compare_with_sympa(const Session& session, const std::vector<std::string>& files) {
  const auto vocabulary = shipped_vocabulary(session);
  Json all = Json::array();
  int code = exit_ok;
  for (const auto& file : files) {
    const auto text = input_file(file);
    if (!text) return text.error();
    const auto ours = parse_scenario(session, *text, file, vocabulary);
    if (std::holds_alternative<scenario::Problems>(ours)) code = exit_unusable;
    const auto compared = scenario::compare_with_sympa(*text, ours);
    if (session.json)
      all.push_back(json_of(file, compared));
    else
      tell(file, compared);
  }
  if (session.json) print_json(all);
  return code;
}

}  // namespace chancery::cli
