#include "postgres/open.hpp"

#include "postgres/bodies.hpp"
#include "postgres/schema.hpp"
#include "store/sql_queue.hpp"
#include "store/sql_store.hpp"

namespace chancery::postgres {
namespace {

Result<std::unique_ptr<Database>> open_current(const std::string& address) {
  auto database = Database::open(address);
  if (!database) return database;
  if (auto current = check_tables(**database); !current) return current.error();
  return database;
}

}  // namespace

Result<void> make(const std::string& address) {
  const auto database = Database::open(address);
  if (!database) return database.error();
  return make_tables(**database);
}

Result<std::unique_ptr<Store>> open_store(const std::string& address) {
  auto database = open_current(address);
  if (!database) return database.error();
  return std::unique_ptr<Store>(std::make_unique<SqlStore>(std::move(*database)));
}

Result<std::unique_ptr<Queue>> open_queue(const std::string& address, const QueuePolicy& policy,
                                          const Clock* clock) {
  auto database = open_current(address);
  if (!database) return database.error();
  auto bodies = std::make_unique<RowBodies>(**database, clock);
  if (auto asked = bodies->take_in(); !asked) return asked.error();
  return std::unique_ptr<Queue>(
      std::make_unique<SqlQueue>(std::move(*database), std::move(bodies), policy));
}

}  // namespace chancery::postgres
