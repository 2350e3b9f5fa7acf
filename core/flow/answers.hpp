// The answers to what a scenario asks about a post: from the plugins, the settings, the list and
// the store. Mail has no web client, no session and no topics: those variables are empty.
#pragma once

#include "flow/filters.hpp"
#include "flow/stages.hpp"
#include "scenario/question.hpp"

namespace chancery {

class PostAnswers final : public scenario::Answers {
 public:
  // `sender`: of the question. All outlive this.
  PostAnswers(const Office& office, const scenario::Question& question)
      : office_(office), question_(question), filters_(office) {}

  Result<bool> ask(std::string_view predicate, std::span<const scenario::Value> arguments) override;
  Result<scenario::Value> value(std::string_view variable, std::string_view key) override;
  Result<bool> search(std::string_view file, std::string_view text) override;

 private:
  Result<scenario::Value> site_parameter(std::string_view key) const;
  Result<scenario::Value> list_parameter(std::string_view key) const;
  Result<scenario::Value> subscriber(std::string_view key) const;

  const Office& office_;
  const scenario::Question& question_;
  Filters filters_;
};

}  // namespace chancery
