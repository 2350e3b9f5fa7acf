// open: what is inside an encrypted root, and who signed the root. Core knows MIME and nothing of
// CMS; the backend knows CMS and nothing of MIME; this is where they meet.
//
// Only the root is ever opened or verified. A label (smime-type, protocol, file name) only leads to
// looking; what counts is the CMS object itself (RFC 8551 section 3.2).
#include "flow/stages.hpp"
#include "mail/header.hpp"
#include "mail/transfer.hpp"

#include "base/text.hpp"

namespace chancery {

namespace {

using Handle = CryptoBackend::Handle;

bool is_pkcs7_mime(std::string_view type) {
  return type == "application/pkcs7-mime" || type == "application/x-pkcs7-mime";
}

bool is_pkcs7_signature(std::string_view type) {
  return type == "application/pkcs7-signature" || type == "application/x-pkcs7-signature";
}

// RFC 8551 section 3.2.1: a gateway may have left only the file name.
bool may_hold_cms(const Message& message) {
  const auto& type = message.root().media_type;
  if (is_pkcs7_mime(type)) return true;
  if (type != "application/octet-stream") return false;
  const auto name = parse_parameters(message.first("Content-Type").value_or("")).parameter("name");
  return name && lower(*name).ends_with(".p7m");
}

Signature failed_signature(Status status, std::string reason) {
  Signature signature;
  signature.status = status;
  signature.reason = std::move(reason);
  return signature;
}

bool all_invalid(const std::vector<Signature>& signatures) {
  for (const auto& signature : signatures)
    if (signature.status != Status::invalid) return false;
  return true;
}

// How a failed call of the backend looks as a fact, where it speaks of the message; what speaks of
// the site (misconfigured, try later) stays an Error.
std::optional<Status> fact_of(const Error& error) {
  switch (error.code) {
    case Code::unusable: return Status::invalid;
    case Code::unsupported: return Status::unsupported;
    case Code::no_key: return Status::no_key;
    case Code::failed: return Status::error;
    case Code::try_later:
    case Code::misconfigured:
    case Code::usage:
    case Code::not_found: return std::nullopt;
  }
  return std::nullopt;
}

Result<void> add_signatures(Evidence& evidence, Result<CryptoBackend::Verified> verified) {
  if (!verified) {
    const auto status = fact_of(verified.error());
    if (!status) return verified.error();
    evidence.signatures.push_back(failed_signature(*status, verified.error().what));
    return {};
  }
  for (auto& signature : verified->signatures) evidence.signatures.push_back(std::move(signature));
  evidence.covers.body = !evidence.signatures.empty();
  return {};
}

// RFC 1847 section 2.1: exactly two parts, the second is the signature over the bytes of the first.
Result<void> verify_detached(const Message& message, Time at, Keyring& keyring,
                             Evidence& evidence) {
  const auto children = message.children(message.root());
  const bool ours = children.size() >= 2 && (is_pkcs7_signature(children[1]->media_type) ||
                                             is_pkcs7_mime(children[1]->media_type));
  const auto protocol =
      parse_parameters(message.first("Content-Type").value_or("")).parameter("protocol");
  if (!ours && !(protocol && is_pkcs7_signature(lower(*protocol)))) return {};
  if (!ours || children.size() != 2) {
    evidence.signatures.push_back(failed_signature(
        Status::invalid, "a multipart/signed of " + std::to_string(children.size()) +
                             " parts, where RFC 1847 asks for the content and its signature"));
    return {};
  }
  const auto cms = decode_transfer(children[1]->body, children[1]->encoding);
  if (!cms) {
    evidence.signatures.push_back(failed_signature(Status::invalid, cms.error().what));
    return {};
  }
  const auto trust = keyring.trust();
  if (!trust) return trust.error();
  const auto canonical = canonical_crlf(children[0]->raw);
  auto verified = keyring.crypto()->verify(**trust, *cms, canonical, at, keyring.allow_weak());
  // Some sign the bytes as they are, with LF (openssl cms -binary): sound over those bytes.
  if (verified && all_invalid(verified->signatures) && canonical != children[0]->raw) {
    auto exact =
        keyring.crypto()->verify(**trust, *cms, children[0]->raw, at, keyring.allow_weak());
    if (exact && !all_invalid(exact->signatures)) verified = std::move(exact);
  }
  return add_signatures(evidence, std::move(verified));
}

Result<void> verify_opaque(std::string_view cms, Time at, Keyring& keyring, Evidence& evidence) {
  const auto trust = keyring.trust();
  if (!trust) return trust.error();
  return add_signatures(
      evidence, keyring.crypto()->verify(**trust, cms, std::nullopt, at, keyring.allow_weak()));
}

bool describes_content(std::string_view field_name) {
  const auto name = lower(field_name);
  return name.starts_with("content-") || name == "mime-version";
}

// The message with what was inside in place of the encryption: of the inner header only what
// describes content is taken over, so that nothing inside poses as From, To or a field of ours.
Result<Message> merge(const Message& outer, const Buffer& content, const Limits& limits) {
  const auto inner = Message::parse(content, limits);
  if (!inner) return inner.error();
  std::string merged;
  for (const auto& field : outer.fields())
    if (!describes_content(field.name)) merged += field.raw;
  for (const auto& field : inner->fields())
    if (describes_content(field.name)) merged += field.raw;
  if (!merged.empty() && merged.back() != '\n') merged += outer.newline();
  merged += outer.newline();
  merged += inner->root().body;
  return Message::parse(make_buffer(std::move(merged)), limits);
}

Result<void> decrypt_root(std::string_view cms, Keyring& keyring, const Limits& limits,
                          Opened& opened) {
  const auto keys = keyring.keys();
  if (!keys) return keys.error();
  auto result = keyring.crypto()->decrypt(cms, *keys);
  auto& opening = opened.evidence.opened;
  if (!result) {
    const auto status = fact_of(result.error());
    if (!status) return result.error();
    opening = {*status, {}, result.error().what};
    return {};
  }
  opening = std::move(result->opening);
  if (opening.status != Status::valid) return {};
  opened.content = make_buffer(std::move(result->content));
  auto merged = merge(opened.outer, opened.content, limits);
  if (merged) {
    opened.message = std::move(*merged);
    return {};
  }
  opening.status = Status::invalid;
  opening.reason = "what was inside is no message: " + merged.error().what;
  opened.content.reset();
  return {};
}

// The CMS object that a root may hold, decoded; nothing: the label promised what is not there.
std::optional<std::string> cms_of(const Message& message) {
  auto cms = decode_transfer(message.root().body, message.root().encoding);
  if (!cms) return std::nullopt;
  return std::move(*cms);
}

Result<void> verify_root(Opened& opened, Keyring& keyring) {
  const auto& message = opened.message;
  const auto at = opened.incoming.received_at;
  if (message.root().media_type == "multipart/signed")
    return verify_detached(message, at, keyring, opened.evidence);
  if (!may_hold_cms(message)) return {};
  const auto cms = cms_of(message);
  if (!cms) return {};
  const auto kind = keyring.crypto()->inspect(*cms);
  if (!kind || *kind != CmsKind::signed_data) return {};
  return verify_opaque(*cms, at, keyring, opened.evidence);
}

// Whether the root is something only a key could open, or nobody can tell what it is.
Result<void> decrypt_if_encrypted(Opened& opened, Keyring& keyring, const Limits& limits) {
  auto& opening = opened.evidence.opened;
  const auto cms = cms_of(opened.outer);
  if (!cms) {
    opening = {Status::invalid, {}, "the transfer encoding of the encrypted content is broken"};
    return {};
  }
  const auto kind = keyring.crypto()->inspect(*cms);
  if (!kind) {
    const auto status = fact_of(kind.error());
    if (!status) return kind.error();
    opening = {*status, {}, kind.error().what};
    return {};
  }
  switch (*kind) {
    case CmsKind::enveloped:
    case CmsKind::auth_enveloped: return decrypt_root(*cms, keyring, limits, opened);
    case CmsKind::other:
      opening = {Status::unsupported, {}, "a CMS object that is neither signed nor encrypted"};
      return {};
    case CmsKind::signed_data:
    case CmsKind::certificates_only: return {};
  }
  return {};
}

void note_missing_backend(Opened& opened) {
  const std::string reason = "no crypto backend is loaded";
  if (opened.outer.root().media_type == "multipart/signed")
    opened.evidence.signatures.push_back(failed_signature(Status::unsupported, reason));
  else if (may_hold_cms(opened.outer))
    opened.evidence.opened = {Status::unsupported, {}, reason};
}

}  // namespace

Result<Opened> open(Parsed parsed, Keyring& keyring, const Limits& limits) {
  Opened opened{std::move(parsed.incoming), parsed.message, parsed.message, nullptr, {}};
  if (!keyring.crypto()) {
    note_missing_backend(opened);
    return opened;
  }
  if (may_hold_cms(opened.outer)) {
    if (auto done = decrypt_if_encrypted(opened, keyring, limits); !done) return done.error();
  }
  if (auto done = verify_root(opened, keyring); !done) return done.error();
  return opened;
}

}  // namespace chancery
