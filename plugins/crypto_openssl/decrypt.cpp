// A sender learns nothing from how opening fails. A key transport that does not unwrap goes on with
// a random key (OpenSSL's CMS does that, against the million message attack), so it ends where a
// damaged content ends, with the same words and after the same work.
#include "decrypt.hpp"

#include "cms.hpp"
#include "content.hpp"
#include "content_key.hpp"
#include "envelope.hpp"
#include "errors.hpp"
#include "legacy.hpp"
#include "strength.hpp"

#include <chancery/bytes.hpp>

#include <algorithm>
#include <optional>

using chancery::Code;
using chancery::Err;
using chancery::Result;
using Opening = chancery::Crypto::Opening;

namespace {

// RFC 5084 section 3.2.
constexpr std::size_t shortest_tag = 12;

// Whatever it was: which, is nobody's business who sent it.
constexpr auto cannot_be_opened = "it cannot be opened with the key that it names";

bool agreed_with(CMS_RecipientInfo& recipient, X509& certificate) {
  auto* keys = CMS_RecipientInfo_kari_get0_reks(&recipient);
  for (int i = 0; i < sk_CMS_RecipientEncryptedKey_num(keys); ++i)
    if (CMS_RecipientEncryptedKey_cert_cmp(sk_CMS_RecipientEncryptedKey_value(keys, i),
                                           &certificate) == 0)
      return true;
  return false;
}

// By issuer and serial number or by key identifier. Other kinds (password, key encryption key) are
// not ours to open and are passed over.
bool addressed_to(CMS_ContentInfo& cms, X509& certificate) {
  auto* recipients = CMS_get0_RecipientInfos(&cms);
  for (int i = 0; i < sk_CMS_RecipientInfo_num(recipients); ++i) {
    auto* recipient = sk_CMS_RecipientInfo_value(recipients, i);
    const int kind = CMS_RecipientInfo_type(recipient);
    if (kind == CMS_RECIPINFO_TRANS &&
        CMS_RecipientInfo_ktri_cert_cmp(recipient, &certificate) == 0)
      return true;
    if (kind == CMS_RECIPINFO_AGREE && agreed_with(*recipient, certificate)) return true;
  }
  return false;
}

// What stands against opening it at all. `legacy`: the old algorithms, where they were asked for.
std::optional<Opening> refusal(const EnvelopeOutline& outline, bool authenticated,
                               const std::optional<Legacy>& legacy) {
  const auto name = algorithm_name(*outline.cipher);
  const auto* cipher = content_cipher(OBJ_obj2nid(outline.cipher.get()));
  if (!cipher || (legacy && !*legacy))
    return Opening{CHANCERY_STATUS_UNSUPPORTED, name, "the cipher " + name + " is not supported"};
  if (cipher->authenticated != authenticated)
    return Opening{CHANCERY_INVALID, cipher->name,
                   std::string("the cipher ") + cipher->name + " does not belong into this " +
                       "kind of envelope, which " +
                       (authenticated ? "is authenticated" : "has no tag")};
  if (authenticated && outline.tag_size < shortest_tag)
    return Opening{CHANCERY_INVALID, cipher->name, "the tag is too short to prove anything"};
  return std::nullopt;
}

// All of the plain text, or nothing.
std::optional<std::string> read_all(CMS_ContentInfo& cms, std::size_t about) {
  const openssl::Bio bio(CMS_dataInit(&cms, nullptr));
  if (!bio) return std::nullopt;
  constexpr std::size_t step = 1 << 16;
  std::string content;
  content.reserve(about + step);
  int got = 0;
  do {
    const auto had = content.size();
    content.resize(had + step);
    got = BIO_read(bio.get(), content.data() + had, static_cast<int>(step));
    content.resize(had + static_cast<std::size_t>(std::max(got, 0)));
  } while (got > 0);
  if (got == 0 && BIO_get_cipher_status(bio.get()) == 1) return content;
  OPENSSL_cleanse(content.data(), content.size());
  return std::nullopt;
}

// A fresh object a try: what a failed one leaves inside must not matter.
std::optional<std::string> open_with(const OpenedKey& key, std::string_view bytes) {
  const auto cms = read_cms(bytes);
  if (!cms) return std::nullopt;
  const int unwrapped = CMS_decrypt_set1_pkey(cms->get(), key.key.get(), key.certificate.get());
  auto content = unwrapped == 1 ? read_all(**cms, bytes.size()) : std::nullopt;
  openssl::take_errors();
  return content;
}

// A random key makes noise, and one time in 256 noise that ends in right padding. A MIME entity
// begins with text (RFC 8551 section 3.1), in whatever charset; noise has control characters soon.
bool begins_like_an_entity(std::string_view content) {
  constexpr std::size_t enough = 64;
  const auto begin = content.substr(0, enough);
  return std::none_of(begin.begin(), begin.end(), [](char c) {
    const bool is_blank = c == '\t' || c == '\r' || c == '\n' || c == '\f';
    return (static_cast<unsigned char>(c) < ' ' && !is_blank) || c == 127;
  });
}

struct Tried {
  Opening opening;
  const OpenedKey* key = nullptr;  // when valid
};

Tried try_keys(CMS_ContentInfo& cms, std::string_view bytes, const ContentCipher& cipher,
               const std::vector<chancery::Crypto::Key*>& keys, const chancery_sink& sink) {
  bool fits = false;
  for (auto* each : keys) {
    const auto& key = *static_cast<const OpenedKey*>(each);
    if (!addressed_to(cms, *key.certificate)) continue;
    fits = true;
    auto content = open_with(key, bytes);
    if (!content) continue;
    if (!cipher.authenticated && !begins_like_an_entity(*content)) {
      OPENSSL_cleanse(content->data(), content->size());
      continue;
    }
    chancery::write(&sink, *content);
    OPENSSL_cleanse(content->data(), content->size());
    return {{CHANCERY_VALID, cipher.name, {}, cipher.authenticated}, &key};
  }
  if (!fits)
    return {{CHANCERY_STATUS_NO_KEY, cipher.name, "it is not encrypted to a key that is here"}};
  return {{CHANCERY_INVALID, cipher.name, cannot_be_opened}};
}

struct Attempt {
  Tried tried;
  EnvelopeOutline outline;
};

Result<Attempt> attempt(std::string_view bytes, const std::vector<chancery::Crypto::Key*>& keys,
                        const chancery_sink& content) {
  const auto cms = read_cms(bytes);
  if (!cms) return cms.error();
  const auto kind = kind_of(**cms);
  if (kind != CHANCERY_CMS_ENVELOPED && kind != CHANCERY_CMS_AUTH_ENVELOPED)
    return Err(Code::unusable, "this CMS object is not encrypted to recipients");
  const bool authenticated = kind == CHANCERY_CMS_AUTH_ENVELOPED;
  auto outline = outline_of(bytes, authenticated);
  if (!outline) return Err(Code::unusable, "the structure of the encrypted object is broken");
  const auto* cipher = content_cipher(OBJ_obj2nid(outline->cipher.get()));
  std::optional<Legacy> legacy;  // to the end of the opening
  if (cipher && cipher->legacy) legacy.emplace();
  if (auto refused = refusal(*outline, authenticated, legacy))
    return Attempt{{std::move(*refused)}, std::move(*outline)};
  auto tried = try_keys(**cms, bytes, *cipher, keys, content);
  return Attempt{std::move(tried), std::move(*outline)};
}

}  // namespace

Result<Opening> decrypt_content(std::string_view bytes,
                                const std::vector<chancery::Crypto::Key*>& keys,
                                const chancery_sink& content) {
  auto done = attempt(bytes, keys, content);
  if (!done) return done.error();
  return std::move(done->tried.opening);
}

// The key is asked for only after the content was proven to open, in an object of its own: until
// then a right and a wrong key take the same way.
Result<chancery::Crypto::Envelope> open_envelope(std::string_view bytes,
                                                 const std::vector<chancery::Crypto::Key*>& keys,
                                                 const chancery_sink& content) {
  auto done = attempt(bytes, keys, content);
  if (!done) return done.error();
  chancery::Crypto::Envelope envelope{std::move(done->tried.opening)};
  if (envelope.opening.status != CHANCERY_VALID) return envelope;
  auto session = SealedContent::reopened(done->outline, content_key_of(bytes, *done->tried.key),
                                         envelope.opening.authenticated);
  if (session)
    envelope.session = std::move(*session);
  else
    envelope.opening.reason = session.error().what;
  return envelope;
}
