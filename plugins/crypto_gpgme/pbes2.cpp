#include "pbes2.hpp"

#include "gnupg.hpp"

#include <algorithm>
#include <iterator>

namespace pbes2 {

using chancery::Code;
using chancery::Err;
using chancery::Error;
using chancery::Result;

namespace {

constexpr auto id_pbes2 = "1.2.840.113549.1.5.13", id_pbkdf2 = "1.2.840.113549.1.5.12",
               id_hmac_sha256 = "1.2.840.113549.2.9", id_aes_256_cbc = "2.16.840.1.101.3.4.1.42";
// Costs a guess some milliseconds, and every opening of a list's key no more than a few.
constexpr unsigned rounds = 10'000, most_rounds = 100'000'000;
constexpr std::size_t salt_size = 16;

struct Method {
  const char* identifier;
  int gcrypt;
};
constexpr Method ciphers[] = {{id_aes_256_cbc, GCRY_CIPHER_AES256},
                              {"2.16.840.1.101.3.4.1.22", GCRY_CIPHER_AES192},
                              {"2.16.840.1.101.3.4.1.2", GCRY_CIPHER_AES128},
                              {"1.2.840.113549.3.7", GCRY_CIPHER_3DES}};
constexpr Method hashes[] = {
    {"1.2.840.113549.2.7", GCRY_MD_SHA1},    {"1.2.840.113549.2.8", GCRY_MD_SHA224},
    {id_hmac_sha256, GCRY_MD_SHA256},        {"1.2.840.113549.2.10", GCRY_MD_SHA384},
    {"1.2.840.113549.2.11", GCRY_MD_SHA512},
};

template <std::size_t N>
int find(const Method (&table)[N], std::string_view identifier) {
  for (const auto& each : table)
    if (identifier == each.identifier) return each.gcrypt;
  return 0;
}

struct Parameters {
  int cipher = 0, hash = GCRY_MD_SHA1;  // of PBKDF2 where none is named
  unsigned long rounds = 0;
  std::string_view salt, iv;
};

std::string identifier_of(asn1::Reader& reader) {
  const auto identifier = reader.next(asn1::identifier);
  return identifier ? asn1::dotted(identifier->content) : std::string();
}

// PBKDF2-params. False: not known here.
bool read_derivation(asn1::Reader reader, Parameters& parameters) {
  const auto salt = reader.next(asn1::octet_string);
  const auto count = reader.next(asn1::integer);
  reader.next(asn1::integer);  // the key's length, which the cipher says
  if (!salt || !count || count->content.size() > 4) return false;
  parameters.salt = salt->content;
  for (const char c : count->content)
    parameters.rounds = parameters.rounds << 8 | static_cast<unsigned char>(c);
  if (auto hash = reader.enter(asn1::sequence))
    parameters.hash = find(hashes, identifier_of(*hash));
  return parameters.hash != 0 && parameters.rounds > 0 && parameters.rounds <= most_rounds;
}

std::optional<Parameters> read_parameters(asn1::Reader algorithm) {
  if (identifier_of(algorithm) != id_pbes2) return std::nullopt;
  auto both = algorithm.enter(asn1::sequence);
  auto derivation = both ? both->enter(asn1::sequence) : std::nullopt;
  auto cipher = both ? both->enter(asn1::sequence) : std::nullopt;
  if (!derivation || !cipher || identifier_of(*derivation) != id_pbkdf2) return std::nullopt;
  const auto inside = derivation->enter(asn1::sequence);
  Parameters parameters;
  parameters.cipher = find(ciphers, identifier_of(*cipher));
  const auto iv = cipher->next(asn1::octet_string);
  if (!inside || !iv || !parameters.cipher || !read_derivation(*inside, parameters))
    return std::nullopt;
  parameters.iv = iv->content;
  return parameters;
}

Result<Secret> key_of(const Parameters& by, std::string_view password) {
  Secret key(std::string(gcry_cipher_get_algo_keylen(by.cipher), '\0'));
  const auto error =
      gcry_kdf_derive(password.data() ? password.data() : "", password.size(), GCRY_KDF_PBKDF2,
                      by.hash, by.salt.data(), by.salt.size(), by.rounds, key.size(), key.data());
  if (error) return Err(Code::failed, "deriving a key from the password: " + gnupg::reason(error));
  return key;
}

using Cipher = gnupg::Owned<gcry_cipher_hd_t, gcry_cipher_close>;

Result<Cipher> cipher_with(const Parameters& by, std::string_view password) {
  const auto key = key_of(by, password);
  if (!key) return key.error();
  gcry_cipher_hd_t made = nullptr;
  auto error = gcry_cipher_open(&made, by.cipher, GCRY_CIPHER_MODE_CBC, 0);
  Cipher cipher(made);
  if (!error) error = gcry_cipher_setkey(made, key->reveal().data(), key->size());
  if (!error) error = gcry_cipher_setiv(made, by.iv.data(), by.iv.size());
  if (error) return Err(Code::unusable, "the key's encryption is damaged: " + gnupg::reason(error));
  return cipher;
}

Error wrong_password() { return Err(Code::no_key, "the password does not open the key"); }

// PKCS#7 padding; 0: none.
std::size_t padding_of(std::string_view bytes, std::size_t block) {
  if (bytes.empty()) return 0;
  const auto count = static_cast<unsigned char>(bytes.back());
  if (count == 0 || count > block || count > bytes.size()) return 0;
  const auto padding = bytes.substr(bytes.size() - count);
  return padding.find_first_not_of(bytes.back()) == std::string_view::npos ? count : 0;
}

}  // namespace

Result<Secret> decrypt(asn1::Reader info, std::string_view password) {
  const auto algorithm = info.enter(asn1::sequence);
  const auto sealed = info.next(asn1::octet_string);
  if (!algorithm || !sealed) return Err(Code::unusable, "the encrypted key is damaged");
  const auto by = read_parameters(*algorithm);
  if (!by)
    return Err(Code::unsupported, "the key is encrypted in a way that crypto_gpgme does not know",
               "openssl pkcs8 -topk8 writes it anew");
  const auto cipher = cipher_with(*by, password);
  if (!cipher) return cipher.error();
  Secret plain{std::string(sealed->content)};
  const auto error = gcry_cipher_decrypt(cipher->get(), plain.data(), plain.size(), nullptr, 0);
  const auto padding = padding_of(plain.reveal(), gcry_cipher_get_algo_blklen(by->cipher));
  if (error || padding == 0) return wrong_password();
  return Secret(std::string(plain.reveal().substr(0, plain.size() - padding)));
}

Result<std::string> encrypt(const Secret& info, std::string_view password) {
  using namespace asn1;
  if (password.empty())
    return Err(Code::misconfigured, "a key is only stored under a password, and there is none");
  std::string salt(salt_size, '\0'), iv(16, '\0');
  gcry_randomize(salt.data(), salt.size(), GCRY_STRONG_RANDOM);
  gcry_randomize(iv.data(), iv.size(), GCRY_STRONG_RANDOM);
  const Parameters by{GCRY_CIPHER_AES256, GCRY_MD_SHA256, rounds, salt, iv};
  const auto cipher = cipher_with(by, password);
  if (!cipher) return cipher.error();
  const auto padding = iv.size() - info.size() % iv.size();
  Secret bytes(std::string(info.reveal()).append(padding, static_cast<char>(padding)));
  if (const auto error = gcry_cipher_encrypt(cipher->get(), bytes.data(), bytes.size(), nullptr, 0))
    return Err(Code::failed, "encrypting the key: " + gnupg::reason(error));
  constexpr std::string_view ten_thousand("\x27\x10", 2);
  static_assert(rounds == 10'000);
  const auto hash = join(sequence, {encoded_identifier(id_hmac_sha256), element(null, "")});
  const auto derivation =
      join(sequence,
           {encoded_identifier(id_pbkdf2),
            join(sequence, {element(octet_string, salt), element(integer, ten_thousand), hash})});
  const auto algorithm =
      join(sequence, {encoded_identifier(id_aes_256_cbc), element(octet_string, iv)});
  return join(
      sequence,
      {join(sequence, {encoded_identifier(id_pbes2), join(sequence, {derivation, algorithm})}),
       element(octet_string, bytes.reveal())});
}

}  // namespace pbes2
