#include "flow/bounce.hpp"

#include "base/text.hpp"
#include "mail/header.hpp"

#include <algorithm>

namespace chancery {

namespace {

constexpr std::size_t most_recipients = 100;

// "rfc822; bob@example.org", RFC 3464 section 2.3.1 and 2.3.2; utf-8: RFC 6533.
std::optional<Address> address_of(std::string_view value) {
  const auto text = unfold(value);
  const auto semicolon = text.find(';');
  if (semicolon == std::string::npos) return std::nullopt;
  const auto type = lower(trim(std::string_view(text).substr(0, semicolon)));
  if (type != "rfc822" && type != "utf-8") return std::nullopt;
  auto spec = trim(std::string_view(text).substr(semicolon + 1));
  if (spec.starts_with('<') && spec.ends_with('>')) spec = spec.substr(1, spec.size() - 2);
  auto address = Address::make(spec);
  if (!address) return std::nullopt;
  return std::move(*address);
}

// The fields of one recipient, which are those of a message's header.
struct Group {
  bool failed = false;
  std::optional<Address> original, final;
};

void read_field(Group& group, std::string_view field) {
  const auto colon = field.find(':');
  if (colon == std::string_view::npos) return;
  const auto name = lower(trim(field.substr(0, colon)));
  const auto value = field.substr(colon + 1);
  if (name == "action") group.failed = lower(unfold(value)) == "failed";
  if (name == "original-recipient") group.original = address_of(value);
  if (name == "final-recipient") group.final = address_of(value);
}

void close(Group& group, std::vector<FailedRecipient>& found) {
  FailedRecipient recipient;
  if (group.original) recipient.addresses.push_back(*group.original);
  if (group.final && group.final != group.original) recipient.addresses.push_back(*group.final);
  if (group.failed && !recipient.addresses.empty() && found.size() < most_recipients)
    found.push_back(std::move(recipient));
  group = {};
}

void read_report(std::string_view body, std::vector<FailedRecipient>& found) {
  Group group;
  std::string field;
  for (const auto line : lines(body)) {
    if (line.starts_with(' ') || line.starts_with('\t')) {
      field.append(" ").append(trim(line));
      continue;
    }
    read_field(group, field);
    field = line;
    if (line.empty()) close(group, found);
  }
  read_field(group, field);
  close(group, found);
}

}  // namespace

std::vector<FailedRecipient> failed_recipients(const Message& message) {
  std::vector<FailedRecipient> found;
  if (message.root().media_type != "multipart/report") return found;
  for (const auto* part : message.children(message.root()))
    if (part->media_type == "message/delivery-status" ||
        part->media_type == "message/global-delivery-status")
      read_report(part->body, found);
  return found;
}

}  // namespace chancery
