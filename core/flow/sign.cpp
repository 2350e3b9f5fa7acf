#include "flow/sign.hpp"

#include "flow/entity.hpp"
#include "flow/layer.hpp"
#include "mail/transfer.hpp"

#include <algorithm>

namespace chancery {

namespace {

// By which program does not matter: the list signs nothing that looks signed or encrypted already.
bool looks_protected(std::string_view media_type) {
  return media_type == "multipart/signed" || media_type == "multipart/encrypted" ||
         media_type.ends_with("/pkcs7-mime") || media_type.ends_with("/x-pkcs7-mime");
}

bool is_signed_for_members(const Opened& opened) {
  const auto is = [&](const Signature& each) { return is_for_members(each, opened); };
  const auto& evidence = opened.evidence;
  return std::any_of(evidence.signatures.begin(), evidence.signatures.end(), is) ||
         std::any_of(evidence.deeper.begin(), evidence.deeper.end(), is);
}

}  // namespace

// One around the encryption is over a ciphertext that no member gets.
bool is_for_members(const Signature& signature, const Opened& opened) {
  const auto* unlocked = std::get_if<Unlocked>(&opened.secrecy);
  return !unlocked || signature.depth > unlocked->depth;
}

bool is_to_sign(const Draft& draft, const ListSettings& list) {
  if (list.sign != SignedMail::posts && list.sign != SignedMail::all) return false;
  return !is_protected_by_others(draft);
}

bool is_protected_by_others(const Draft& draft) {
  if (draft.footer().applied) return false;
  const auto& opened = draft.opened();
  return is_signed_for_members(opened) || looks_protected(opened.message.root().media_type);
}

Result<ListSigner> ListSigner::open(const Office& office) {
  const auto* crypto = office.plugins.crypto();
  if (!crypto)
    return Err(Code::misconfigured, "no crypto backend is loaded, so the list cannot sign");
  auto key = open_signing_key(*crypto, office.list.folder, office.settings.key_password_file);
  if (!key) return key.error();
  if (!*key)
    return Err(Code::misconfigured,
               "the list is to sign what it sends, and has no key to sign with",
               "chancery list key " + office.list.name + " gives it one");
  return ListSigner(office, std::move(**key));
}

Result<std::string> ListSigner::sign(std::string_view entity, std::string_view newline) const {
  const auto cms = office_->plugins.crypto()->sign(key_, canonical_crlf(entity));
  if (!cms) return cms.error();
  const auto delimiter = new_boundary(entity);
  std::string made;
  const auto line = [&](std::string_view text) { made.append(text).append(newline); };
  line("Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";");
  line(" micalg=sha-256; boundary=\"" + delimiter + "\"");
  line("");
  line("--" + delimiter);
  line(entity);
  line("--" + delimiter);
  line("Content-Type: application/pkcs7-signature; name=\"smime.p7s\"");
  line("Content-Transfer-Encoding: base64");
  line("Content-Disposition: attachment; filename=\"smime.p7s\"");
  line("");
  made += encode_base64_lines(*cms, newline);
  line("--" + delimiter + "--");
  if (auto proven = prove(made); !proven) return proven.error();
  return made;
}

// Read as a member's program would read it.
Result<void> ListSigner::prove(const std::string& signed_entity) const {
  const auto message = Message::parse(make_buffer(signed_entity), office_->settings.limits);
  if (!message) return message.error();
  const auto parts = clear_signed(*message);
  if (!parts) return parts.error();
  const auto trust = office_->keyring.trust();
  if (!trust) return trust.error();
  const auto verified = office_->plugins.crypto()->verify(
      **trust, parts->cms, canonical_crlf(parts->content->raw), office_->clock.now(), std::nullopt);
  if (!verified) return verified.error();
  for (const auto& signature : verified->signatures)
    if (!is_over_these_bytes(signature.status))
      return Err(Code::failed, "the list's own signature does not hold: " + signature.reason);
  if (verified->signatures.empty()) return Err(Code::failed, "the list's own signature is missing");
  return {};
}

Result<Spliced> ListSigner::sign(const Message& message) const {
  const auto newline = message.newline();
  auto entity = sign(entity_of(message), newline);
  if (!entity) return entity.error();
  Spliced whole;
  whole.add(header_around(message, office_->list) + "MIME-Version: 1.0" + std::string(newline));
  whole.add(std::move(*entity));
  return whole;
}

}  // namespace chancery
