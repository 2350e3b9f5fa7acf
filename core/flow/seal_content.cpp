// seal: what all copies of a post are made of. What came encrypted passes on or is encrypted anew,
// what came in clear is encrypted where the list wants it, and what nobody signed the list may
// sign.
#include "flow/entity.hpp"
#include "flow/envelope.hpp"
#include "flow/header_inside.hpp"
#include "flow/sign.hpp"
#include "flow/stages.hpp"

namespace chancery {

namespace {

Result<std::string> signed_inside(std::string_view content, const Office& office) {
  const auto signer = ListSigner::open(office);
  if (!signer) return signer.error();
  return signer->sign(content, "\r\n");
}

// What is encrypted of a message that came in clear.
Result<std::string> content_of(const Spliced& message, Time at, const Office& office) {
  const auto parsed = Message::parse(make_buffer(message.flatten()), office.settings.limits);
  if (!parsed) return parsed.error();
  return encryptable(*parsed, at, office);
}

Result<std::string> to_seal(std::string_view content, bool is_signed, const Office& office) {
  return is_signed ? signed_inside(content, office) : Result<std::string>(std::string(content));
}

Result<Spliced> signed_by_list(const Spliced& message, const Office& office) {
  const auto parsed = Message::parse(make_buffer(message.flatten()), office.settings.limits);
  if (!parsed) return parsed.error();
  const auto signer = ListSigner::open(office);
  if (!signer) return signer.error();
  return signer->sign(*parsed);
}

// What is encrypted of a post that came in clear. Where nothing goes inside, the whole message is
// signed and not its entity: its lines end as they came.
Result<std::string> content_to_seal(const Draft& draft, Sealing& sealing, const Office& office) {
  const auto at = draft.opened().incoming.received_at;
  auto bare = content_of(draft.message(), at, office);
  if (!bare) return bare.error();
  const auto inside = with_header_inside(*bare, draft, office);
  if (!inside) return inside.error();
  sealing.subject_inside = inside->subject;
  if (inside->content) return to_seal(*inside->content, sealing.is_signed, office);
  if (!sealing.is_signed) return bare;
  const auto message = signed_by_list(draft.message(), office);
  return message ? content_of(*message, at, office) : Result<std::string>(message.error());
}

}  // namespace

// What came encrypted: passed on, where the list wants it and nothing was added inside.
Result<void> Sealed::seal_again(const Unlocked& unlocked) {
  sealing_.mode = "reencrypt";
  const auto& opened = draft_.content() ? *draft_.content() : *unlocked.content;
  const auto inside = with_header_inside(opened, draft_, *office_);
  if (!inside) return inside.error();
  sealing_.subject_inside = inside->subject;
  const bool rewraps = office_->list.distribution == Distribution::rewrap && !draft_.content();
  if (rewraps && inside->content) sealing_.reason = "the Subject goes inside";
  if (rewraps && !inside->content) {
    auto passed = pass_on(unlocked, *office_);
    if (!passed) return passed.error();
    if (passed->content) {
      content_ = std::move(*passed->content);
      sealing_.mode = "rewrap";
      return {};
    }
    sealing_.reason = std::move(passed->why_not);
  }
  sealing_.is_signed = is_to_sign(draft_, office_->list);
  const auto content =
      to_seal(inside->content ? *inside->content : opened, sealing_.is_signed, *office_);
  return content ? put_in_envelopes(*content) : Result<void>(content.error());
}

Result<void> Sealed::seal_clear() {
  sealing_.is_signed = is_to_sign(draft_, office_->list);
  if (office_->list.encrypt == EncryptedPosts::always) {
    sealing_.mode = "encrypt";
    const auto content = content_to_seal(draft_, sealing_, *office_);
    return content ? put_in_envelopes(*content) : Result<void>(content.error());
  }
  message_ = draft_.message();
  if (!sealing_.is_signed) return {};
  auto message = signed_by_list(message_, *office_);
  if (!message) return message.error();
  message_ = std::move(*message);
  return {};
}

Result<void> Sealed::put_in_envelopes(std::string_view content) {
  auto sealed = encrypt(content, *office_);
  if (!sealed) return sealed.error();
  content_ = std::move(*sealed);
  return {};
}

}  // namespace chancery
