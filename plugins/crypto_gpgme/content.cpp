#include "content.hpp"

#include "asn1.hpp"
#include "gnupg.hpp"
#include "prepared.hpp"

#include <chancery/bytes.hpp>

#include <algorithm>
#include <vector>

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

constexpr auto id_data = "1.2.840.113549.1.7.1", id_enveloped = "1.2.840.113549.1.7.3",
               id_aes_256_cbc = "2.16.840.1.101.3.4.1.42", id_rsa = "1.2.840.113549.1.1.1";
constexpr std::size_t key_size = 32, block_size = 16;

using Cipher = gnupg::Owned<gcry_cipher_hd_t, gcry_cipher_close>;

// EncryptedContentInfo: everything before the encrypted bytes, and they, encrypted where they lie.
Result<std::string> encrypted(std::string_view content, const Secret& key) {
  using namespace asn1;
  std::string iv(block_size, '\0');
  gcry_randomize(iv.data(), iv.size(), GCRY_STRONG_RANDOM);
  const auto algorithm =
      join(sequence, {encoded_identifier(id_aes_256_cbc), element(octet_string, iv)});
  const auto padding = block_size - content.size() % block_size;
  const auto size = content.size() + padding;
  const auto inner = encoded_identifier(id_data) + algorithm + header(plain(0), size);
  std::string tail = header(sequence, inner.size() + size) + inner;
  const auto start = tail.size();
  tail.reserve(start + size);
  tail.append(content).append(padding, static_cast<char>(padding));
  gcry_cipher_hd_t made = nullptr;
  auto error = gcry_cipher_open(&made, GCRY_CIPHER_AES256, GCRY_CIPHER_MODE_CBC, 0);
  const Cipher cipher(made);
  if (!error) error = gcry_cipher_setkey(made, key.reveal().data(), key.size());
  if (!error) error = gcry_cipher_setiv(made, iv.data(), iv.size());
  if (!error) error = gcry_cipher_encrypt(made, tail.data() + start, size, nullptr, 0);
  if (error) return Err(Code::failed, "encrypting the content: " + gnupg::reason(error));
  return tail;
}

// The number in (enc-val(rsa(a ...))), as long as the modulus.
std::string wrapped_key(gcry_sexp_t sealed, std::size_t size) {
  const gnupg::Sexp token(gcry_sexp_find_token(sealed, "a", 0));
  const gnupg::Owned<gcry_mpi_t, gcry_mpi_release> number(
      token ? gcry_sexp_nth_mpi(token.get(), 1, GCRYMPI_FMT_USG) : nullptr);
  std::string bytes(size, '\0');
  std::size_t written = 0;
  auto* at = reinterpret_cast<unsigned char*>(bytes.data());
  if (!number || gcry_mpi_print(GCRYMPI_FMT_USG, at, size, &written, number.get())) return {};
  return std::string(size - written, '\0').append(bytes, 0, written);
}

// KeyTransRecipientInfo (RFC 5652 section 6.2.1) by RSA with PKCS #1 v1.5 padding.
Result<std::string> recipient_info(const prepared::Recipient& recipient, const Secret& key) {
  using namespace asn1;
  gcry_sexp_t data = nullptr, public_key = nullptr, sealed = nullptr;
  auto error = gcry_sexp_build(&data, nullptr, "(data(flags pkcs1)(value%b))",
                               static_cast<int>(key.size()), key.reveal().data());
  const gnupg::Sexp owned_data(data);
  if (!error)
    error = gcry_sexp_build(&public_key, nullptr, "(public-key(rsa(n%b)(e%b)))",
                            static_cast<int>(recipient.modulus.size()), recipient.modulus.data(),
                            static_cast<int>(recipient.exponent.size()), recipient.exponent.data());
  const gnupg::Sexp owned_key(public_key);
  if (!error) error = gcry_pk_encrypt(&sealed, data, public_key);
  const gnupg::Sexp owned(sealed);
  const auto wrapped = error ? std::string() : wrapped_key(sealed, recipient.modulus.size());
  if (wrapped.empty())
    return Err(Code::failed, "encrypting the content key to a member's RSA key" +
                                 (error ? ": " + gnupg::reason(error) : std::string()));
  constexpr std::string_view zero("\0", 1);
  const auto algorithm = join(sequence, {encoded_identifier(id_rsa), element(null, "")});
  return join(sequence, {element(integer, zero), recipient.identifier, algorithm,
                         element(octet_string, wrapped)});
}

// X.690 section 11.6: the elements of a SET OF in ascending order.
void sort(std::vector<std::string>& infos) {
  std::sort(infos.begin(), infos.end(), [](const std::string& a, const std::string& b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
      return static_cast<unsigned char>(x) < static_cast<unsigned char>(y);
    });
  });
}

}  // namespace

Result<std::unique_ptr<SealedContent>> SealedContent::make(std::string_view content,
                                                           std::string_view cipher) {
  if (cipher != "AES-256-CBC")
    return Err(Code::unsupported,
               "crypto_gpgme does not encrypt with the cipher " + std::string(cipher));
  Secret key{std::string(key_size, '\0')};
  gcry_randomize(key.data(), key.size(), GCRY_STRONG_RANDOM);
  auto tail = encrypted(content, key);
  if (!tail) return tail.error();
  return std::unique_ptr<SealedContent>(new SealedContent(std::move(key), std::move(*tail)));
}

Result<std::string> SealedContent::head(const chancery_view* prepared, std::size_t count) const {
  using namespace asn1;
  if (count == 0) return Err(Code::failed, "an envelope to nobody could never be opened");
  std::vector<std::string> infos;
  for (std::size_t i = 0; i < count; ++i) {
    const auto recipient = prepared::read(chancery::text(prepared[i]));
    if (!recipient) return recipient.error();
    auto info = recipient_info(*recipient, key_);
    if (!info) return info.error();
    infos.push_back(std::move(*info));
  }
  sort(infos);
  std::string all;
  for (const auto& info : infos) all += info;
  const auto inside = element(integer, std::string_view("\0", 1)) + element(set, all);
  const auto envelope = header(sequence, inside.size() + tail_.size());
  const auto envelope_size = envelope.size() + inside.size() + tail_.size();
  const auto type = encoded_identifier(id_enveloped);
  const auto wrapped = header(nested(0), envelope_size);
  return header(sequence, type.size() + wrapped.size() + envelope_size) + type + wrapped +
         envelope + inside;
}
