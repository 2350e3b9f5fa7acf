// The answers that a case of `scenario eval` has to the questions of its scenario, with Sympa's
// meanings. Nothing outside the case is asked.
#pragma once

#include "cli/scenario_case.hpp"

#include "scenario/question.hpp"

namespace chancery::cli {

class CaseAnswers final : public scenario::Answers {
 public:
  CaseAnswers(const ScenarioCase& world, Time now) : world_(world), now_(now) {}

  Result<bool> ask(std::string_view predicate, std::span<const scenario::Value> arguments) override;
  Result<scenario::Value> value(std::string_view variable, std::string_view key) override;
  Result<bool> search(std::string_view file, std::string_view text) override;

 private:
  bool is_subscriber() const;  // the sender, of the list
  const ScenarioCase::Roles* roles_of(std::string_view list) const;
  bool stands(std::string_view role, const ScenarioCase::Roles& roles, std::string_view who) const;
  Result<scenario::Value> site_parameter(std::string_view key) const;
  Result<scenario::Value> list_parameter(std::string_view key) const;

  const ScenarioCase& world_;
  Time now_;
};

}  // namespace chancery::cli
