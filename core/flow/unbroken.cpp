#include "flow/unbroken.hpp"

namespace chancery {

namespace {

Result<std::vector<Status>> statuses_of(std::string_view entity, Time at, const Office& office) {
  auto parsed = parse({make_buffer(std::string(entity)), std::nullopt, at}, office.settings.limits);
  if (!parsed) return parsed.error();
  const auto opened = open(std::move(*parsed), office.keyring, office.settings.limits);
  if (!opened) return opened.error();
  std::vector<Status> statuses;
  for (const auto& signature : opened->evidence.signatures) statuses.push_back(signature.status);
  return statuses;
}

}  // namespace

Result<bool> is_unbroken(std::string_view before, std::string_view after, Time at,
                         const Office& office) {
  if (before == after) return true;
  const auto came = statuses_of(before, at, office);
  if (!came) return came.error();
  const auto leaves = statuses_of(after, at, office);
  if (!leaves) return leaves.error();
  return *came == *leaves;
}

}  // namespace chancery
