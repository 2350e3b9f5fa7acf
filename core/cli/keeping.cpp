#include "cli/keeping.hpp"

#include "postgres/open.hpp"

namespace chancery::cli {

Result<void> make_store(const Settings& settings) {
  return settings.store ? postgres::make(*settings.store)
                        : Store::make(settings.places.store().string());
}

Result<std::unique_ptr<Store>> open_store(const Settings& settings) {
  return settings.store ? postgres::open_store(*settings.store)
                        : Store::open(settings.places.store().string());
}

Result<std::unique_ptr<Queue>> open_queue(const Settings& settings, const Clock& clock) {
  QueuePolicy policy;
  policy.crashes = settings.service.crashes;
  return settings.store ? postgres::open_queue(*settings.store, policy)
                        : Queue::open(settings.places.queue(), clock, policy);
}

Result<std::unique_ptr<Intake>> open_intake(const Settings& settings) {
  return settings.store ? postgres::open_intake(*settings.store, settings.places.queue())
                        : Intake::open(settings.places.queue());
}

}  // namespace chancery::cli
