// gpgsm is shown one recipient at a time, in an object built for it: it does not know key
// identifiers, and stops at kinds of recipients that are none of ours.
#include "decrypt.hpp"

#include "algorithms.hpp"
#include "envelope.hpp"

#include <chancery/bytes.hpp>

#include <optional>

using chancery::Code;
using chancery::Err;
using chancery::Result;
using Opening = chancery::Crypto::Opening;

namespace {

// Of one key: a message that names it more often wants something else than to be read.
constexpr int most_tried = 4;

// Whatever it was: which, is nobody's business who sent it.
constexpr auto cannot_be_opened = "it cannot be opened with the key that it names";

// What stands against opening it at all.
std::optional<Opening> refusal(const EnvelopedObject& object) {
  const auto* cipher = content_cipher(object.cipher_identifier);
  const std::string name = cipher ? cipher->name : object.cipher_identifier;
  if (cipher && cipher->authenticated != object.authenticated)
    return Opening{CHANCERY_INVALID, name,
                   "the cipher " + name + " does not belong into this kind of envelope, which " +
                       (object.authenticated ? "is authenticated" : "has no tag")};
  if (!cipher || !cipher->supported)
    return Opening{CHANCERY_STATUS_UNSUPPORTED, name, "the cipher " + name + " is not supported"};
  return std::nullopt;
}

// Nothing: it does not open.
Result<std::optional<std::string>> ask_gpgsm(const std::string& envelope, const OpenedKey& key) {
  const auto context = gnupg::open_context(key.home->path());
  if (!context) return context.error();
  const auto sealed = gnupg::reading(envelope), plain = gnupg::writing();
  if (!sealed) return sealed.error();
  if (!plain) return plain.error();
  const auto error = gpgme_op_decrypt(context->get(), sealed->get(), plain->get());
  if (error && gnupg::is_of_surroundings(error))
    return Err(Code::try_later, "asking gpgsm to decrypt: " + gnupg::reason(error));
  if (error) return std::optional<std::string>();
  return std::optional(gnupg::written(plain->get()));
}

struct Tries {
  bool fits = false, unsupported = false;
  std::optional<std::string> content;
};

Result<void> try_key(const EnvelopedObject& object, const OpenedKey& key, Tries& tries) {
  int tried = 0;
  for (const auto& recipient : object.recipients) {
    if (!is_for(recipient, key.certificate) || ++tried > most_tried) continue;
    tries.fits = true;
    if (recipient.algorithm_identifier != "1.2.840.113549.1.1.1") {
      tries.unsupported = true;
      continue;
    }
    auto content = ask_gpgsm(envelope_for(object, recipient, key.certificate), key);
    if (!content) return content.error();
    tries.content = std::move(*content);
    if (tries.content) return {};
  }
  return {};
}

Opening outcome(const Tries& tries, const std::string& cipher) {
  if (tries.content) return {CHANCERY_VALID, cipher, {}};
  if (tries.unsupported)
    return {CHANCERY_STATUS_UNSUPPORTED, cipher,
            "the key is transported otherwise than by RSA PKCS#1 v1.5"};
  if (tries.fits) return {CHANCERY_INVALID, cipher, cannot_be_opened};
  return {CHANCERY_STATUS_NO_KEY, cipher, "it is not encrypted to a key that is here"};
}

}  // namespace

Result<Opening> decrypt_content(std::string_view cms,
                                const std::vector<chancery::Crypto::Key*>& keys,
                                const chancery_sink& content) {
  const auto object = read_envelope(cms);
  if (!object) return object.error();
  if (auto refused = refusal(*object)) return std::move(*refused);
  Tries tries;
  for (auto* each : keys) {
    if (auto done = try_key(*object, *static_cast<const OpenedKey*>(each), tries); !done)
      return done.error();
    if (tries.content) break;
  }
  if (tries.content) {
    chancery::write(&content, *tries.content);
    explicit_bzero(tries.content->data(), tries.content->size());
  }
  return outcome(tries, content_cipher(object->cipher_identifier)->name);
}
