#include "host/answer.hpp"
#include "host/backend.hpp"

namespace chancery {

Result<bool> PredicatePlugin::evaluate(std::string_view name,
                                       std::span<const scenario::Value> arguments,
                                       const About& about) const {
  std::vector<std::vector<chancery_view>> items(arguments.size());
  std::vector<chancery_argument> views;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    for (std::size_t j = 0; j < arguments[i].size(); ++j) items[i].push_back(view(arguments[i][j]));
    views.push_back({items[i].data(), items[i].size()});
  }
  const auto colons = name.rfind("::");
  const auto declared = colons == std::string_view::npos ? name : name.substr(colons + 2);
  const chancery_predicate_request request{
      sizeof request, sizeof(chancery_argument), view(declared),     views.data(),
      views.size(),   view(about.list),          view(about.domain), seconds(about.at)};
  std::int32_t answer = -1;
  auto done = ask(plugin_, "evaluating " + printable(name), [&](const chancery_sink* error) {
    return table_->evaluate(table_->self, &request, &answer, error);
  });
  if (!done) return done.error();
  if (answer != 0 && answer != 1)
    return broken_contract(plugin_, "its answer is neither yes nor no");
  return answer == 1;
}

}  // namespace chancery
