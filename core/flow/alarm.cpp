#include "flow/alarm.hpp"

#include "flow/notice.hpp"

#include <algorithm>

namespace chancery {

namespace {

constexpr std::size_t most_bytes = 1'000'000;

fs::path mark_of(const Office& office) {
  return office.settings.places.state / "told" / file_name(office.list.name);
}

bool was_told(const Error& error, const Office& office) {
  const auto told = read_file(mark_of(office), most_bytes);
  return told && *told == error.what;
}

void complain(const Error& error, const Office& office) {
  office.log.write(Severity::warning, "alarm",
                   {{"list", office.list.name}, {"problem", error.what}});
}

// Where it cannot be remembered it is told again: rather twice than not at all.
void remember(const Error& error, const Office& office) {
  const auto mark = mark_of(office);
  auto made = make_folder(mark.parent_path());
  if (made) made = write_file(mark, error.what);
  if (!made) complain(made.error(), office);
}

}  // namespace

void raise_alarm(const Error& error, const Office& office, Exit& exit) {
  if (error.code != Code::misconfigured || was_told(error, office)) return;
  auto notice = Notice::of_alarm(error, office);
  if (!notice) return;
  const auto results = exit.send(notice->copy());
  const bool left = std::all_of(results.begin(), results.end(), [](const DeliveryResult& result) {
    return result.outcome == DeliveryResult::Outcome::delivered;
  });
  if (left && !results.empty()) return remember(error, office);
  complain(Err(Code::try_later, "the listmasters could not be told: " + error.what), office);
}

void end_alarm(const Office& office) {
  std::error_code failed;
  fs::remove(mark_of(office), failed);
  if (failed) complain(Err(Code::try_later, failed.message()), office);
}

}  // namespace chancery
