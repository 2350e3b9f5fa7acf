#include "members.hpp"

using chancery::Err;
using chancery::Result;
using chancery::text;
using chancery::view;

namespace {

chancery_view first_of(const chancery_argument& argument) {
  return argument.count > 0 ? argument.items[0] : view("");
}

Result<bool> answer_of(chancery_code code, std::int32_t answer, const std::string& said) {
  if (code != CHANCERY_OK) return Err(chancery::from_c(code), said);
  return answer == 1;
}

}  // namespace

Result<bool> Members::has(chancery_view list, Who who, std::int32_t relation) const {
  std::int32_t answer = 0;
  std::string said;
  const chancery::StringSink error(said);
  const auto code = service_->has(service_->self, list, view(who), relation, &answer, error.get());
  return answer_of(code, answer, said);
}

Result<bool> Members::any(chancery_view list, std::int32_t relation) const {
  std::int32_t answer = 0;
  std::string said;
  const chancery::StringSink error(said);
  const auto code = service_->any(service_->self, list, relation, &answer, error.get());
  return answer_of(code, answer, said);
}

// Sympa: a listmaster counts as an owner of every list; where a list has no editor, its owners are
// the editors, and listmasters are not.
Result<bool> Members::stands(std::string_view predicate, chancery_view list, Who who) const {
  if (predicate == "is_subscriber") return has(list, who, CHANCERY_MEMBER);
  if (predicate == "is_listmaster") return has(view(""), who, CHANCERY_LISTMASTER);
  if (predicate == "is_owner") {
    const auto owner = has(list, who, CHANCERY_OWNER);
    return !owner || *owner ? owner : has(list, who, CHANCERY_LISTMASTER);
  }
  const auto editors = any(list, CHANCERY_EDITOR);
  if (!editors) return editors;
  return has(list, who, *editors ? CHANCERY_EDITOR : CHANCERY_OWNER);
}

Result<bool> Members::evaluate(const chancery_predicate_request& request) {
  const auto predicate = text(request.name);
  const bool about_list = predicate != "is_listmaster";
  const auto list = about_list ? first_of(chancery::argument(request, 0)) : view("");
  if (about_list && text(list).empty()) return false;  // the service would ask about the site
  const auto& people = chancery::argument(request, about_list ? 1 : 0);
  for (std::size_t i = 0; i < people.count; ++i) {
    const auto who = text(people.items[i]);
    if (who.empty() || who == "nobody") continue;
    const auto answer = stands(predicate, list, who);
    if (!answer || *answer) return answer;
  }
  return false;
}
