// seal: what all copies of a post are made of. What came encrypted passes on or is encrypted anew,
// what came in clear is encrypted where the list wants it, and what nobody signed the list may
// sign.
#include "flow/entity.hpp"
#include "flow/envelope.hpp"
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

Result<Spliced> signed_by_list(const Spliced& message, const Office& office) {
  const auto parsed = Message::parse(make_buffer(message.flatten()), office.settings.limits);
  if (!parsed) return parsed.error();
  const auto signer = ListSigner::open(office);
  if (!signer) return signer.error();
  return signer->sign(*parsed);
}

}  // namespace

// What came encrypted: passed on, where the list wants it and nothing was added inside.
Result<void> Sealed::seal_again(const Unlocked& unlocked) {
  sealing_.mode = "reencrypt";
  if (office_->list.distribution == Distribution::rewrap && !draft_.content()) {
    auto passed = pass_on(unlocked, *office_);
    if (!passed) return passed.error();
    if (passed->content) {
      content_ = std::move(*passed->content);
      sealing_.mode = "rewrap";
      return {};
    }
    sealing_.reason = std::move(passed->why_not);
  }
  const auto& content = draft_.content() ? *draft_.content() : *unlocked.content;
  sealing_.is_signed = is_to_sign(draft_, office_->list);
  if (!sealing_.is_signed) return put_in_envelopes(content);
  const auto with_signature = signed_inside(content, *office_);
  return with_signature ? put_in_envelopes(*with_signature) : Result<void>(with_signature.error());
}

Result<void> Sealed::seal_clear() {
  message_ = draft_.message();
  sealing_.is_signed = is_to_sign(draft_, office_->list);
  if (sealing_.is_signed) {
    auto message = signed_by_list(message_, *office_);
    if (!message) return message.error();
    message_ = std::move(*message);
  }
  if (office_->list.encrypt == EncryptedPosts::received) return {};
  sealing_.mode = "encrypt";
  const auto content = content_of(message_, draft_.opened().incoming.received_at, *office_);
  return content ? put_in_envelopes(*content) : Result<void>(content.error());
}

Result<void> Sealed::put_in_envelopes(std::string_view content) {
  auto sealed = encrypt(content, *office_);
  if (!sealed) return sealed.error();
  content_ = std::move(*sealed);
  return {};
}

}  // namespace chancery
