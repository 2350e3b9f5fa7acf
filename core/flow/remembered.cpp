#include "flow/remembered.hpp"

namespace chancery {

namespace {

constexpr std::size_t most_answers = 100'000;

}  // namespace

std::optional<bool> FilterAnswers::find(const std::string& question, Time now) const {
  const auto found = answers_.find(question);
  if (found == answers_.end() || found->second.until <= now) return std::nullopt;
  return found->second.answer;
}

// Senders are strangers, and could fill any memory: when there are too many, all are forgotten.
void FilterAnswers::keep(const std::string& question, bool answer, Time until, Time now) {
  if (until <= now) return;
  if (answers_.size() >= most_answers) answers_.clear();
  answers_.insert_or_assign(question, Answer{answer, until});
}

}  // namespace chancery
