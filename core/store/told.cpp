// How many notices an address has had today. Days before are forgotten on the way.
#include "store/sql_store.hpp"

namespace chancery {

namespace {

std::int64_t day_of(Time at) {
  return std::chrono::floor<std::chrono::days>(at).time_since_epoch().count();
}

}  // namespace

// A day that comes later begins anew; a clock that went back does not.
Result<bool> SqlStore::may_tell(const Address& address, Time at, std::int64_t most) {
  constexpr std::string_view doing = "counting notices";
  const auto day = day_of(at);
  return together([&]() -> Result<bool> {
    const auto forgotten = change("DELETE FROM told WHERE day < ?1", doing, {day});
    if (!forgotten) return forgotten.error();
    const auto counted = change(
        "INSERT INTO told (address, day, count) SELECT ?1, ?2, 1 WHERE ?3 > 0"
        " ON CONFLICT (address) DO UPDATE SET count = told.count + 1 WHERE told.count < ?3",
        doing, {address.text(), day, most});
    if (!counted) return counted.error();
    return *counted > 0;
  });
}

}  // namespace chancery
