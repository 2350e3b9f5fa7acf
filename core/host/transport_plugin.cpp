#include "host/answer.hpp"
#include "host/backend.hpp"

namespace chancery {

namespace {

DeliveryResult::Outcome outcome_of(chancery_code code) {
  if (code == CHANCERY_OK) return DeliveryResult::Outcome::delivered;
  return code == CHANCERY_TRY_LATER ? DeliveryResult::Outcome::try_later
                                    : DeliveryResult::Outcome::failed;
}

// Results of recipients that are not there are dropped; the first one of each recipient counts.
void collect(void* self, const chancery_delivery* delivery) {
  auto& results = *static_cast<std::vector<std::optional<DeliveryResult>>*>(self);
  if (delivery->recipient >= results.size() || results[delivery->recipient]) return;
  results[delivery->recipient] =
      DeliveryResult{delivery->recipient, outcome_of(delivery->code),
                     printable(text(delivery->enhanced)), printable(text(delivery->reply), 500)};
}

}  // namespace

Result<TransportPlugin::Session> TransportPlugin::open() const {
  void* handle = nullptr;
  auto done = ask(plugin_, "opening a session", [&](const chancery_sink* error) {
    return table_->open(table_->self, &handle, error);
  });
  if (!done) return done.error();
  if (!handle) return broken_contract(plugin_, "it opened a session and gave none back");
  return Session(table_, plugin_, handle);
}

TransportPlugin::Session::~Session() {
  if (handle_) table_->close(table_->self, handle_);
}

std::vector<DeliveryResult> TransportPlugin::Session::send(const OutgoingCopy& copy) {
  std::vector<chancery_view> recipients, content;
  for (const auto& recipient : copy.recipients) recipients.push_back(view(recipient));
  for (const auto piece : copy.content) content.push_back(view(piece));
  const std::uint32_t flags = (copy.has_8bit ? std::uint32_t{CHANCERY_COPY_8BIT} : 0) |
                              (copy.has_utf8 ? std::uint32_t{CHANCERY_COPY_UTF8} : 0);
  const chancery_copy c{sizeof c,          flags,          view(copy.sender), recipients.data(),
                        recipients.size(), content.data(), content.size()};
  std::vector<std::optional<DeliveryResult>> results(recipients.size());
  const chancery_delivery_sink sink{&results, &collect};
  const auto done = ask(plugin_, "delivering", [&](const chancery_sink* error) {
    return table_->send(table_->self, handle_, &c, &sink, error);
  });
  std::vector<DeliveryResult> complete;
  for (std::size_t i = 0; i < results.size(); ++i)
    complete.push_back(results[i].value_or(
        DeliveryResult{i,
                       DeliveryResult::Outcome::try_later,
                       {},
                       done ? plugin_ + ": it gave no result" : done.error().what}));
  return complete;
}

}  // namespace chancery
