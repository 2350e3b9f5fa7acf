#include "flow/envelope.hpp"

#include "flow/entity.hpp"
#include "flow/unbroken.hpp"
#include "mail/transfer.hpp"

namespace chancery {

namespace {

// Nothing older than AES is passed on to members: it is below the floor of today (RFC 8551 section
// 2.7), whoever chose it.
bool is_below_floor(std::string_view algorithm) { return !algorithm.starts_with("AES-"); }

Error opens_no_more(const Opening& opening) {
  return Err(Code::try_later,
             "the post was opened when it was decided, and its envelope cannot be opened now: " +
                 opening.reason,
             "are the list's keys of then still there?");
}

PassedOn not_passed_on(std::string why, const Office& office) {
  office.log.write(Severity::info, "seal",
                   {{"list", office.list.name}, {"mode", "reencrypt"}, {"not-rewrapped", why}});
  return {std::nullopt, std::move(why)};
}

}  // namespace

// The root, or what lies first in it and so on: where a footer or the list's own signature has put
// what others signed.
Result<std::string> encryptable(const Message& message, Time at, const Office& office) {
  auto entity = entity_of(message);
  auto canonical = canonical_crlf(entity);
  const auto* part = &message.root();
  for (auto inside = message.children(*part);; inside = message.children(*part)) {
    if (part->media_type == "multipart/signed") {
      const auto unbroken = is_unbroken(part->raw, canonical_crlf(part->raw), at, office);
      if (!unbroken) return unbroken.error();
      if (!*unbroken) return entity;
    }
    if (inside.empty()) return canonical;
    part = inside.front();
  }
}

Result<SealedContent> encrypt(std::string_view content, const Office& office) {
  const auto* crypto = office.plugins.crypto();
  if (!crypto)
    return Err(Code::misconfigured, "no crypto backend is loaded, so nothing can be encrypted");
  auto sealed = crypto->seal_content(content, office.settings.cipher);
  if (!sealed) return sealed.error();
  return SealedContent{std::move(*sealed), office.settings.cipher.ends_with("GCM")};
}

Result<PassedOn> pass_on(const Unlocked& unlocked, const Office& office) {
  const auto keys = office.keyring.keys();
  if (!keys) return keys.error();
  auto envelope = office.plugins.crypto()->open_envelope(*unlocked.cms, *keys);
  if (!envelope && envelope.error().code == Code::unsupported)
    return not_passed_on(envelope.error().what, office);
  if (!envelope) return envelope.error();
  const auto& [opening, content] = envelope->opened;
  if (opening.status != Status::valid) return opens_no_more(opening);
  if (content != *unlocked.content)
    return Err(Code::failed, "the envelope opens to another content than the one decided about");
  if (!envelope->content) return not_passed_on(opening.reason, office);
  if (is_below_floor(opening.algorithm))
    return not_passed_on(opening.algorithm + " is below the floor", office);
  return PassedOn{SealedContent{std::move(*envelope->content), unlocked.authenticated}, {}};
}

}  // namespace chancery
