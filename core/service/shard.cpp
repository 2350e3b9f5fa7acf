#include "service/shard.hpp"

#include <algorithm>

namespace chancery {

Result<void> WayOut::open() {
  if (session_) return {};
  auto opened = transport_.open();
  if (!opened) return opened.error();
  session_.emplace(std::move(*opened));
  return {};
}

// A batch of one copy may be larger than what may leave between two commits: it goes in parts.
void Shard::copy(const Copy& copy) {
  if (copy.kind() == Copy::Kind::sealed && !over()) ++report_.sealed;
  if (copy.kind() == Copy::Kind::notice && !over()) ++report_.notices;
  auto part = copy.outgoing();
  const auto recipients = std::move(part.recipients);
  for (std::size_t at = 0; at < recipients.size() && !over();) {
    const auto room = policy_.max_duplicates - since_;
    const auto end = std::min(at + room, recipients.size());
    part.recipients.assign(recipients.begin() + static_cast<std::ptrdiff_t>(at),
                           recipients.begin() + static_cast<std::ptrdiff_t>(end));
    send(part);
    at = end;
    if (since_ >= policy_.max_duplicates || stop_()) commit();
  }
}

void Shard::later(std::string_view address, const std::string& why) {
  if (over()) return;
  ++report_.total;
  ++since_;
  put_off(std::string(address), why);
  last_ = address;
  if (since_ >= policy_.max_duplicates || stop_()) commit();
}

void Shard::skip(std::string_view address, const std::string&) {
  if (over()) return;
  ++report_.total;
  ++report_.skipped;
  ++since_;
  ++final_since_;
  last_ = address;
  if (since_ >= policy_.max_duplicates || stop_()) commit();
}

void Shard::send(const OutgoingCopy& copy) {
  report_.total += copy.recipients.size();
  since_ += copy.recipients.size();
  for (const auto& result : way_out_.send(copy)) count(copy.recipients[result.recipient], result);
  last_ = copy.recipients.back();
}

void Shard::count(const std::string& recipient, const DeliveryResult& result) {
  const auto why = result.enhanced.empty() ? result.reply : result.enhanced + " " + result.reply;
  switch (result.outcome) {
    case DeliveryResult::Outcome::delivered:
      ++report_.delivered;
      ++final_since_;
      return;
    case DeliveryResult::Outcome::failed:
      report_.failed.push_back({recipient, why});
      ++final_since_;
      return;
    case DeliveryResult::Outcome::try_later: put_off(recipient, why); return;
  }
}

void Shard::put_off(const std::string& address, const std::string& why) {
  if (policy_.gives_up) {
    report_.failed.push_back({address, "tried for too long: " + why});
    ++final_since_;
  } else {
    later_.push_back({address, why});
  }
}

// Where nobody at all could be reached, it is the server that is away: the part waits as a whole,
// the first time. The second time each waits alone, so that the others are not held up.
bool Shard::is_outage() const { return since_ > 0 && final_since_ == 0 && job_.attempts == 0; }

void Shard::commit() {
  if (over()) return;
  if (is_outage()) {
    ended_ = Ended::outage;
    why_ = later_.front().why;
    return;
  }
  if (auto written = write_down(); !written) {
    failure_ = written.error();
    return;
  }
  const auto ours = queue_.advance(job_, last_, later_);
  if (!ours) {
    failure_ = ours.error();
    return;
  }
  later_.clear();
  since_ = final_since_ = 0;
  vitals_.busy();
  if (!*ours)
    ended_ = Ended::lost;
  else if (stop_())
    ended_ = Ended::stopped;
}

// Before the queue forgets about them: better twice than never.
Result<void> Shard::write_down() {
  if (report_.failed.empty()) return {};
  failed_ += report_.failed.size();
  auto kept = keep_failed_(report_);
  report_.failed.clear();
  return kept;
}

Result<Ended> Shard::end() {
  if (failure_) return *failure_;
  if (ended_ != Ended::done) return ended_;
  if (is_outage()) {
    why_ = later_.front().why;
    return Ended::outage;
  }
  if (auto written = write_down(); !written) return written.error();
  return Ended::done;
}

// No address has the byte 255, so nothing lies between that and the address itself.
AddressRange only(const std::string& address) {
  AddressRange range{address, address};
  if (range.after.empty()) return range;
  --range.after.back();
  range.after += '\xff';
  return range;
}

}  // namespace chancery
