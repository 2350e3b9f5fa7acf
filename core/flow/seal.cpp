// seal: what came encrypted is encrypted once, or passes on as its sender encrypted it, and every
// member gets an envelope of their own whose only new part is their RecipientInfo. What came in
// clear goes out in clear, unless the list encrypts everything.
//
// One bad certificate is that member's problem alone: a notice goes in the place of the content.
#include "flow/armour.hpp"
#include "flow/authentication_results.hpp"
#include "flow/entity.hpp"
#include "flow/header_inside.hpp"
#include "flow/list_header.hpp"
#include "flow/notice.hpp"
#include "flow/prepare.hpp"
#include "flow/stages.hpp"
#include "mail/eight_bit.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery {

namespace {

// Recipients of one clear copy: enough to share a transaction, few enough to keep memory flat.
constexpr std::size_t batch_size = 100;

// The header that all sealed copies share: the post's, with what describes the content replaced
// (RFC 8551 section 3.3).
std::string sealed_header(const Message& outer, const ListSettings& list, bool authenticated,
                          bool subject_inside) {
  const auto newline = outer.newline();
  const std::string_view type = authenticated ? "authEnveloped-data" : "enveloped-data";
  auto header = subject_inside ? header_without_subject(outer, list) : header_around(outer, list);
  header.append("MIME-Version: 1.0").append(newline);
  header.append("Content-Type: application/pkcs7-mime; smime-type=").append(type).append(";");
  header.append(newline).append(" name=\"smime.p7m\"").append(newline);
  header.append("Content-Transfer-Encoding: base64").append(newline);
  header.append("Content-Disposition: attachment; filename=\"smime.p7m\"").append(newline);
  return header.append(newline);
}

PreparedBy prepared_by(const CryptoBackend& crypto) {
  return {crypto.plugin(), crypto.prepare_version()};
}

}  // namespace

Result<Sealed> seal(Draft draft, AddressRange range, const Office& office) {
  Sealed sealed(std::move(draft), std::move(range), office);
  const auto* unlocked = std::get_if<Unlocked>(&sealed.draft_.opened().secrecy);
  auto done = unlocked ? sealed.seal_again(*unlocked) : sealed.seal_clear();
  if (!done) return done.error();
  return sealed;
}

Result<void> Sealed::each_copy(Receiver& receiver) const {
  return content_ ? each_sealed(receiver) : each_clear(receiver);
}

std::string Sealed::results() const {
  return authentication_results(draft_.authorized().post(), office_->list.address.domain(),
                                draft_.opened().outer.newline());
}

// In address order. Addresses beyond ASCII leave in batches of their own: a server that takes no
// such address must fail nobody else.
Result<void> Sealed::each_clear(Receiver& receiver) const {
  const auto& outer = draft_.opened().outer;
  const ListHeader list_header(office_->list, outer.newline());
  const auto message = without_list_fields(message_, outer, office_->list);
  std::vector<std::string_view> pieces = {{}};  // the list's header, and the message
  pieces.insert(pieces.end(), message.pieces().begin(), message.pieces().end());
  OutgoingCopy outgoing;
  outgoing.sender = bounces_address(office_->list);
  outgoing.has_8bit = std::any_of(pieces.begin(), pieces.end(), is_8bit);
  outgoing.has_utf8 = has_utf8(outer.root().header);
  auto& batch = outgoing.recipients;
  const auto send = [&] {
    if (batch.empty()) return;
    const auto head = results() + list_header.text(batch.front());
    pieces.front() = head;
    outgoing.content = pieces;
    receiver.copy(Copy(Copy::Kind::clear, outgoing));
    batch.clear();
  };
  const std::size_t most = list_header.is_personal() ? 1 : batch_size;
  const auto take = [&](std::string_view address) -> Result<void> {
    const bool other_kind = !batch.empty() && is_8bit(batch.front()) != is_8bit(address);
    if (other_kind || batch.size() == most) send();
    batch.emplace_back(address);
    return {};
  };
  const auto all = office_->store.each_address(office_->list.name, range_, take);
  if (all) send();
  return all;
}

// The beginning of this member's envelope, or why there is none.
Result<std::string> Sealed::head_for(const Recipient& recipient) const {
  if (!recipient.prepared.empty())
    return office_->plugins.crypto()->seal_recipient(content_->content, recipient.prepared);
  if (recipient.certificate_der.empty()) return Err(Code::no_key, std::string(recipient.why_not));
  // Imported under another backend or version.
  const auto member = Address::make(recipient.address);
  if (!member) return member.error();
  const auto prepared = prepare_for(*member, draft_.opened().incoming.received_at,
                                    *office_->plugins.crypto(), office_->store);
  if (!prepared) return prepared.error();
  return office_->plugins.crypto()->seal_recipient(content_->content, *prepared);
}

namespace {

// What the member is told; none: it is no matter of this member's certificate. What the backend
// said stays in the log.
std::optional<std::string> member_problem(const Recipient& recipient, const Error& error) {
  switch (error.code) {
    case Code::no_key:
    case Code::unusable:
    case Code::unsupported:
      return recipient.certificate_der.empty() && !recipient.why_not.empty()
                 ? std::string(recipient.why_not)
                 : std::string("the certificate cannot be encrypted to");
    case Code::failed:
    case Code::try_later:
    case Code::misconfigured:
    case Code::usage:
    case Code::not_found: return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

// In the place of the content, never the content in clear.
void Sealed::go_without(std::string_view address, const std::string& why,
                        Receiver& receiver) const {
  switch (office_->list.without_certificate) {
    case WithoutCertificate::skip: return receiver.skip(address, why);
    case WithoutCertificate::hold: return receiver.later(address, why);
    case WithoutCertificate::notice: {
      auto notice = Notice::to_member(address, why, *office_);
      return receiver.copy(notice.copy());
    }
  }
}

Result<void> Sealed::each_sealed(Receiver& receiver) const {
  const auto& outer = draft_.opened().outer;
  const ListHeader list_header(office_->list, outer.newline());
  auto list_fields = results() + list_header.text({});
  const auto header =
      sealed_header(outer, office_->list, content_->authenticated, sealing_.subject_inside);
  Armour armour(content_->content.tail, outer.newline());
  OutgoingCopy outgoing;
  outgoing.sender = bounces_address(office_->list);
  outgoing.has_8bit = is_8bit(header);
  outgoing.has_utf8 = has_utf8(header);
  const auto seal_one = [&](const Recipient& recipient) -> Result<void> {
    auto head = head_for(recipient);
    if (head) {
      const auto text = armour.encode(std::move(*head));
      if (list_header.is_personal()) list_fields = results() + list_header.text(recipient.address);
      const std::string_view pieces[] = {list_fields, header, text.head, text.tail};
      outgoing.content = pieces;
      outgoing.recipients.assign(1, std::string(recipient.address));
      receiver.copy(Copy(Copy::Kind::sealed, outgoing));
    } else if (const auto problem = member_problem(recipient, head.error())) {
      go_without(recipient.address, *problem, receiver);
    } else if (head.error().code == Code::misconfigured) {
      return head.error();
    } else {
      receiver.later(recipient.address, head.error().what);
    }
    return {};
  };
  return office_->store.each_recipient(office_->list.name, range_,
                                       draft_.opened().incoming.received_at,
                                       prepared_by(*office_->plugins.crypto()), seal_one);
}

}  // namespace chancery
