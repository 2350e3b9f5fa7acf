// open: the layers around a message, from outside: encryption is opened with the list's keys,
// signatures are verified. Core knows MIME and nothing of CMS; the backend knows CMS and nothing of
// MIME; this is where they meet.
//
// Only roots are opened and verified: the message's own, and the root of what a layer holds. The
// signatures of the outermost signed layer decide, encryption around it is transparent, and what
// lies below is recorded.
#include "flow/layer.hpp"
#include "flow/protected_header.hpp"
#include "flow/signing_time.hpp"
#include "flow/stages.hpp"
#include "mail/transfer.hpp"

#include <algorithm>

namespace chancery {

namespace {

constexpr std::size_t most_layers = 8;

Signature failed_signature(Status status, std::string reason) {
  Signature signature;
  signature.status = status;
  signature.reason = std::move(reason);
  return signature;
}

bool all_invalid(const std::vector<Signature>& signatures) {
  return std::all_of(signatures.begin(), signatures.end(),
                     [](const Signature& s) { return s.status == Status::invalid; });
}

bool may_prove(const std::vector<Signature>& signatures) {
  const auto any = [&](Status status) {
    return std::any_of(signatures.begin(), signatures.end(),
                       [&](const Signature& s) { return s.status == status; });
  };
  return any(Status::valid) && !any(Status::invalid);
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

// Walks from the root inwards. `inside_` is the entity that the last layer held.
class Layers {
 public:
  Layers(Opened& opened, Keyring& keyring, const Limits& limits)
      : opened_(opened), keyring_(keyring), limits_(limits) {}

  Result<void> walk() {
    std::optional<Message> at = opened_.outer;
    while (at && depth_ < most_layers) {
      const auto passed = pass(*at);
      if (!passed) return passed.error();
      if (!*passed) return {};
      at = std::move(inside_);
      ++depth_;
    }
    if (at && wrapping_of(*at) != Wrapping::none)
      lock(Status::unsupported, {},
           "more than " + std::to_string(most_layers) + " layers of signatures and encryption");
    return {};
  }

  // What the author says under the signature counts, not what stands outside.
  Result<void> show_protected() {
    if (!header_ || std::holds_alternative<Locked>(opened_.secrecy)) return {};
    auto shown = with_protected(opened_.message, *header_, limits_);
    if (shown) {
      opened_.message = std::move(*shown);
    } else if (opened_.was_encrypted()) {
      // Looks as what could not be opened: nobody learns that it could.
      lock(Status::invalid, opened_.evidence.opened.algorithm, shown.error().what);
    } else {
      return shown.error();
    }
    return {};
  }

 private:
  // True: the layer was passed, and `inside_` is what it held.
  Result<bool> pass(const Message& message) {
    switch (wrapping_of(message)) {
      case Wrapping::none: return false;
      case Wrapping::clear_signed: return pass_clear_signed(message);
      case Wrapping::cms: return pass_cms(message);
    }
    return false;
  }

  Result<bool> pass_clear_signed(const Message& message) {
    const auto parts = clear_signed(message);
    if (!parts) return add({failed_signature(Status::invalid, parts.error().what)}, nullptr);
    const auto raw = parts->content->raw;
    const auto canonical = canonical_crlf(raw);
    auto verified = verify(parts->cms, canonical);
    if (!verified) return verified.error();
    // Some sign the bytes as they are, with LF (openssl cms -binary): sound over those bytes.
    if (all_invalid(verified->signatures) && canonical != raw) {
      auto exact = verify(parts->cms, raw);
      if (!exact) return exact.error();
      if (!all_invalid(exact->signatures)) verified = std::move(exact);
    }
    const bool look = is_worth_looking(message, *parts->content);
    return add(std::move(verified->signatures), look ? make_buffer(std::string(raw)) : nullptr);
  }

  Result<bool> pass_cms(const Message& message) {
    const auto cms = cms_of(message);
    if (!cms) return lock(Status::invalid, {}, "its transfer encoding is broken");
    const auto kind = keyring_.crypto()->inspect(*cms);
    if (!kind) {
      const auto status = fact_of(kind.error());
      if (!status) return kind.error();
      return lock(*status, {}, kind.error().what);
    }
    switch (*kind) {
      case CmsKind::signed_data: return pass_opaque(message, *cms);
      case CmsKind::enveloped: return pass_encryption(*cms, false);
      case CmsKind::auth_enveloped: return pass_encryption(*cms, true);
      case CmsKind::other:
        return lock(Status::unsupported, {}, "a CMS object that is neither signed nor encrypted");
      case CmsKind::certificates_only: return false;
    }
    return false;
  }

  Result<bool> pass_opaque(const Message& message, std::string_view cms) {
    if (const auto ambiguity = ambiguity_of(message); !ambiguity.empty())
      return add({failed_signature(Status::invalid, ambiguity)}, nullptr);
    auto verified = verify(cms, std::nullopt);
    if (!verified) return verified.error();
    auto content = make_buffer(std::move(verified->content));
    return add(std::move(verified->signatures), std::move(content));
  }

  // What the backend cannot do with the message is one failed signature.
  Result<CryptoBackend::Verified> verify(std::string_view cms,
                                         std::optional<std::string_view> content) {
    const auto trust = keyring_.trust();
    if (!trust) return trust.error();
    auto verified = keyring_.crypto()->verify(**trust, cms, content, opened_.incoming.received_at,
                                              keyring_.demands().floor);
    if (verified) return verified;
    const auto status = fact_of(verified.error());
    if (!status) return verified.error();
    return CryptoBackend::Verified{{failed_signature(*status, verified.error().what)}, {}};
  }

  // `content`: what they are over; null: nothing that has to be looked into.
  Result<bool> add(std::vector<Signature> signatures, Buffer content) {
    auto& evidence = opened_.evidence;
    std::optional<Message> entity;
    if (content && !content->empty())
      if (auto read = Message::parse(content, limits_)) entity = std::move(*read);
    auto header = entity ? protected_header(*entity, opened_.outer) : std::nullopt;
    const auto covers = header ? covers_with(*header, opened_.outer) : Covers{true, {}, {}};
    for (auto& signature : signatures) {
      signature.depth = depth_;
      judge_signing_time(signature, opened_.incoming.received_at, keyring_.demands());
      if (is_over_these_bytes(signature.status)) signature.covers = covers;
    }
    if (evidence.signatures.empty() && may_prove(signatures)) header_ = std::move(header);
    auto& into = evidence.signatures.empty() ? evidence.signatures : evidence.deeper;
    into.insert(into.end(), std::make_move_iterator(signatures.begin()),
                std::make_move_iterator(signatures.end()));
    inside_ = std::move(entity);
    return inside_.has_value();
  }

  Result<bool> pass_encryption(std::string_view cms, bool authenticated) {
    const auto keys = keyring_.keys();
    if (!keys) return keys.error();
    auto result = keyring_.crypto()->decrypt(cms, *keys);
    if (!result) {
      const auto status = fact_of(result.error());
      if (!status) return result.error();
      return lock(*status, {}, result.error().what);
    }
    auto& opening = result->opening;
    if (opening.status != Status::valid)
      return lock(opening.status, opening.algorithm, opening.reason);
    // By the kind of the object, and by what the backend says that it checked.
    opening.authenticated = opening.authenticated && authenticated;
    auto content = make_buffer(std::move(result->content));
    auto merged = merge(opened_.outer, content, limits_);
    auto inside = Message::parse(content, limits_);
    if (!merged || !inside)
      return lock(Status::invalid, opening.algorithm,
                  "what was inside is no message: " + (merged ? inside : merged).error().what);
    if (std::holds_alternative<Clear>(opened_.secrecy)) opened_.evidence.opened = opening;
    opened_.secrecy =
        Unlocked{std::move(content), make_buffer(std::string(cms)), depth_, opening.authenticated};
    opened_.message = std::move(*merged);
    inside_ = std::move(*inside);
    return true;
  }

  // Nobody could read what lies here, so nothing of it goes further.
  bool lock(Status status, std::string algorithm, std::string reason) {
    opened_.evidence.opened = {status, std::move(algorithm), std::move(reason)};
    opened_.secrecy = Locked{};
    opened_.message = opened_.outer;
    return false;
  }

  Opened& opened_;
  Keyring& keyring_;
  const Limits& limits_;
  std::optional<Message> inside_;
  std::optional<Message> header_;  // under the signatures that decide
  std::size_t depth_ = 0;
};

void note_missing_backend(Opened& opened) {
  const std::string reason = "no crypto backend is loaded";
  switch (wrapping_of(opened.outer)) {
    case Wrapping::none: return;
    case Wrapping::clear_signed:
      opened.evidence.signatures.push_back(failed_signature(Status::unsupported, reason));
      return;
    case Wrapping::cms:
      opened.evidence.opened = {Status::unsupported, {}, reason};
      opened.secrecy = Locked{};
      return;
  }
}

}  // namespace

Result<Opened> open(Parsed parsed, Keyring& keyring, const Limits& limits) {
  Opened opened{std::move(parsed.incoming), parsed.message, parsed.message, Clear{}, {}};
  if (!keyring.crypto()) {
    note_missing_backend(opened);
    return opened;
  }
  Layers layers(opened, keyring, limits);
  if (auto walked = layers.walk(); !walked) return walked.error();
  if (auto shown = layers.show_protected(); !shown) return shown.error();
  return opened;
}

}  // namespace chancery
