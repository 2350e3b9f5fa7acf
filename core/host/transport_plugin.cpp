#include "host/transport_plugin.hpp"

#include "host/answer.hpp"

#include <algorithm>

namespace chancery {

namespace {

using Outcome = DeliveryResult::Outcome;
using Results = std::vector<std::optional<DeliveryResult>>;

std::optional<Outcome> outcome_of(chancery_code code) {
  if (code == CHANCERY_OK) return Outcome::delivered;
  if (code == CHANCERY_FAILED) return Outcome::failed;
  if (code == CHANCERY_TRY_LATER) return Outcome::try_later;
  return std::nullopt;
}

// RFC 3463 section 2: class.subject.detail.
bool is_enhanced(std::string_view text) {
  const auto numbers = split(text, '.');
  if (numbers.size() != 3 || (text[0] != '2' && text[0] != '4' && text[0] != '5')) return false;
  return numbers[0].size() == 1 && std::all_of(numbers.begin(), numbers.end(), [](auto number) {
           return !number.empty() && number.size() <= 3 &&
                  number.find_first_not_of("0123456789") == std::string_view::npos;
         });
}

// A result that nobody can understand counts as none, so that the copy is kept and tried again. So
// do those of recipients that are not there; of two for one recipient the first counts.
void collect(void* self, const chancery_delivery* delivery) noexcept {
  auto& results = *static_cast<Results*>(self);
  if (!delivery || !CHANCERY_HAS(delivery, chancery_delivery, reply)) return;
  const auto outcome = outcome_of(delivery->code);
  if (!outcome || delivery->recipient >= results.size() || results[delivery->recipient]) return;
  const auto enhanced = text(delivery->enhanced);
  results[delivery->recipient] = DeliveryResult{
      delivery->recipient, *outcome, is_enhanced(enhanced) ? std::string(enhanced) : std::string(),
      printable(text(delivery->reply), 500)};
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
  if (handle_) static_cast<void>(contained([&] { table_->close(table_->self, handle_); }));
}

std::vector<DeliveryResult> TransportPlugin::Session::send(const OutgoingCopy& copy) {
  std::vector<chancery_view> recipients, content;
  for (const auto& recipient : copy.recipients) recipients.push_back(view(recipient));
  for (const auto piece : copy.content) content.push_back(view(piece));
  const std::uint32_t flags = (copy.has_8bit ? std::uint32_t{CHANCERY_COPY_8BIT} : 0) |
                              (copy.has_utf8 ? std::uint32_t{CHANCERY_COPY_UTF8} : 0);
  const chancery_copy c{sizeof c,          flags,          view(copy.sender), recipients.data(),
                        recipients.size(), content.data(), content.size()};
  Results results(recipients.size());
  const chancery_delivery_sink sink{&results, &collect};
  const auto done = ask(plugin_, "delivering", [&](const chancery_sink* error) {
    return table_->send(table_->self, handle_, &c, &sink, error);
  });
  const auto why = done ? broken_contract(plugin_, "it gave no result").what : done.error().what;
  std::vector<DeliveryResult> complete;
  for (std::size_t i = 0; i < results.size(); ++i)
    complete.push_back(results[i].value_or(DeliveryResult{i, Outcome::try_later, {}, why}));
  return complete;
}

}  // namespace chancery
