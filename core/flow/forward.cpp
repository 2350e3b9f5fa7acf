#include "flow/forward.hpp"

#include "flow/list_header.hpp"
#include "mail/eight_bit.hpp"

namespace chancery {

namespace {

Result<std::vector<std::string>> owners_of(const Office& office) {
  const auto owners = office.store.members(office.list.name, Role::owner);
  if (!owners) return owners.error();
  std::vector<std::string> addresses;
  for (const auto& owner : *owners) addresses.push_back(owner.address.text());
  if (!addresses.empty()) return addresses;
  for (const auto& listmaster : office.settings.listmasters) addresses.push_back(listmaster.text());
  if (addresses.empty()) addresses.push_back("listmaster@" + office.settings.domain);
  return addresses;
}

}  // namespace

Forward::Forward(const Message& message, std::string mark, std::string sender,
                 std::vector<std::string> recipients)
    : message_(&message),
      mark_(std::move(mark)),
      sender_(std::move(sender)),
      recipients_(std::move(recipients)) {}

Result<std::optional<Forward>> Forward::to_owners(const Parsed& parsed, std::string_view address,
                                                  const Office& office) {
  const auto& message = parsed.message;
  if (has_loop_mark(message, address)) return std::optional<Forward>();
  auto recipients = owners_of(office);
  if (!recipients) return recipients.error();
  const bool from_nobody = parsed.incoming.envelope_sender == "";
  return std::optional(
      Forward(message, "X-Loop: " + std::string(address) + std::string(message.newline()),
              from_nobody ? std::string() : bounces_address(office.list), std::move(*recipients)));
}

Copy Forward::copy() {
  const auto whole = message_->raw();
  pieces_ = {mark_, whole.substr(stray_continuation(*message_).size())};
  OutgoingCopy outgoing;
  outgoing.sender = sender_;
  outgoing.recipients = recipients_;
  outgoing.content = pieces_;
  outgoing.has_8bit = is_8bit(whole);
  const auto header = message_->root().header;
  outgoing.has_utf8 = has_utf8(header);
  return Copy(Copy::Kind::clear, std::move(outgoing));
}

}  // namespace chancery
