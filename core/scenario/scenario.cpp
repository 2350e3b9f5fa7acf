#include "scenario/scenario.hpp"

#include <array>
#include <utility>

namespace chancery::scenario {

namespace {

constexpr std::array methods = {std::pair(std::string_view("smtp"), Method::smtp),
                                std::pair(std::string_view("dkim"), Method::dkim),
                                std::pair(std::string_view("md5"), Method::md5),
                                std::pair(std::string_view("pgp"), Method::pgp),
                                std::pair(std::string_view("smime"), Method::smime)};

}  // namespace

std::optional<Method> method_named(std::string_view word) {
  for (const auto& [known, method] : methods)
    if (known == word) return method;
  return std::nullopt;
}

std::string_view function_of(std::string_view scenario_name) {
  return scenario_name.substr(0, scenario_name.find('.'));
}

std::string_view name(Method method) {
  for (const auto& [word, known] : methods)
    if (known == method) return word;
  return {};
}

}  // namespace chancery::scenario
