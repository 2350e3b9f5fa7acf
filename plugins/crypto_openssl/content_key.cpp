#include "content_key.hpp"

#include "ber.hpp"
#include "cms.hpp"
#include "der.hpp"
#include "errors.hpp"

#include <openssl/rand.h>

#include <cstring>
#include <optional>

namespace {

constexpr std::size_t kek_size = 32, id_size = 16;

// The encryptedKey of the KEKRecipientInfo (RFC 5652 section 6.2.3) with this identifier.
std::optional<std::string_view> wrapped_for(std::string_view id, std::string_view cms) {
  auto whole = ber::Reader(cms).enter(der::sequence);
  if (!whole || !whole->next(der::object_identifier)) return std::nullopt;
  auto wrapped = whole->enter(der::constructed(0));
  auto envelope = wrapped ? wrapped->enter(der::sequence) : std::nullopt;
  if (!envelope || !envelope->next(der::integer)) return std::nullopt;
  envelope->next(der::constructed(0));
  auto recipients = envelope->enter(der::set);
  while (recipients) {
    const auto info = recipients->next();
    if (!info) return std::nullopt;
    if (info->tag != der::constructed(2)) continue;
    ber::Reader fields(info->content);
    fields.next(der::integer);
    auto identifier = fields.enter(der::sequence);
    const auto own = identifier ? identifier->next(der::octet_string) : std::nullopt;
    if (!own || own->content != id || !fields.next(der::sequence)) continue;
    const auto key = fields.next(der::octet_string);
    return key ? std::optional(key->content) : std::nullopt;
  }
  return std::nullopt;
}

std::unique_ptr<openssl::SecretBytes> unwrapped(std::string_view wrapped,
                                                const openssl::SecretBytes& kek) {
  if (wrapped.size() < 8 || wrapped.size() > 128) return nullptr;
  const openssl::CipherContext context(EVP_CIPHER_CTX_new());
  const openssl::Cipher cipher(EVP_CIPHER_fetch(nullptr, "AES-256-WRAP", nullptr));
  if (!context || !cipher) return nullptr;
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  auto key = std::make_unique<openssl::SecretBytes>(wrapped.size() - 8);
  int size = 0;
  if (!EVP_DecryptInit_ex2(context.get(), cipher.get(), kek.data(), nullptr, nullptr) ||
      !EVP_DecryptUpdate(context.get(), key->data(), &size, openssl::data(wrapped),
                         static_cast<int>(wrapped.size())) ||
      static_cast<std::size_t>(size) != key->size())
    return nullptr;
  return key;
}

// Makes the owner of `kek` a recipient, and wraps the content key for them. libcrypto frees the
// copies that it is given when it succeeds.
bool wrap_for(CMS_ContentInfo& cms, const openssl::SecretBytes& kek, std::string_view id) {
  auto* key = static_cast<unsigned char*>(OPENSSL_memdup(kek.data(), kek.size()));
  auto* own = static_cast<unsigned char*>(OPENSSL_memdup(id.data(), id.size()));
  CMS_RecipientInfo* info = key && own
                                ? CMS_add0_recipient_key(&cms, NID_id_aes256_wrap, key, kek.size(),
                                                         own, id.size(), nullptr, nullptr, nullptr)
                                : nullptr;
  if (info) return CMS_RecipientInfo_encrypt(&cms, info) == 1;
  OPENSSL_clear_free(key, kek.size());
  OPENSSL_free(own);
  return false;
}

}  // namespace

std::unique_ptr<openssl::SecretBytes> content_key_of(std::string_view bytes, const OpenedKey& key) {
  const auto cms = read_cms(bytes);
  openssl::SecretBytes kek(kek_size);
  unsigned char id[id_size];
  std::unique_ptr<openssl::SecretBytes> found;
  if (cms && RAND_priv_bytes(kek.data(), kek_size) == 1 && RAND_bytes(id, id_size) == 1 &&
      CMS_decrypt_set1_pkey(cms->get(), key.key.get(), key.certificate.get()) == 1 &&
      wrap_for(**cms, kek, openssl::text(id, id_size))) {
    const auto written = openssl::der(i2d_CMS_ContentInfo, cms->get());
    if (const auto wrapped = wrapped_for(openssl::text(id, id_size), written))
      found = unwrapped(*wrapped, kek);
  }
  openssl::take_errors();
  return found;
}
