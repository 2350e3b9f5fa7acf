#include "pkcs12_password.hpp"

#include "algorithms.hpp"
#include "certificate.hpp"
#include "gnupg.hpp"
#include "pbes2.hpp"

#include <algorithm>

namespace pkcs12 {

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

constexpr unsigned char for_key = 1, for_iv = 2, for_mac = 3;
constexpr unsigned long most_rounds = 10'000'000;

struct Salted {
  std::string_view salt;
  unsigned long rounds = 1;
};

// SEQUENCE { salt, iterations }, or what is left of one.
std::optional<Salted> read_salted(asn1::Reader& reader) {
  const auto salt = reader.next(asn1::octet_string);
  const auto count = reader.next(asn1::integer);
  if (!salt || (count && count->content.size() > 4)) return std::nullopt;
  Salted salted{salt->content, count ? 0UL : 1UL};
  for (const char c : count ? count->content : std::string_view())
    salted.rounds = salted.rounds << 8 | static_cast<unsigned char>(c);
  const bool sane = salted.rounds > 0 && salted.rounds <= most_rounds && !salted.salt.empty();
  return sane ? std::optional(salted) : std::nullopt;
}

// How many octets the UTF-8 character has that begins with this one; 0: it begins none of the BMP.
std::size_t utf8_size(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  return first >= 0xe0 && first < 0xf0 ? 3 : 0;
}

// A BMPString with two zero octets after it, of a password in UTF-8. What is no UTF-8 is taken
// octet by octet, as OpenSSL does.
Secret bmp(std::string_view password) {
  std::string wide;
  wide.reserve(2 * password.size() + 2);
  for (std::size_t at = 0; at < password.size();) {
    const auto first = static_cast<unsigned char>(password[at]);
    const auto size = utf8_size(first);
    const bool whole = size > 0 && at + size <= password.size();
    unsigned code = first;
    if (whole && size > 1) {
      code = first & (size == 2 ? 0x1fU : 0x0fU);
      for (const char c : password.substr(at + 1, size - 1))
        code = code << 6 | (static_cast<unsigned char>(c) & 0x3fU);
    }
    wide += static_cast<char>(code >> 8);
    wide += static_cast<char>(code & 0xff);
    at += whole ? size : 1;
  }
  return Secret(wide.append(2, '\0'));
}

std::string filled(std::string_view pattern, std::size_t block) {
  std::string out;
  const auto size = (pattern.size() + block - 1) / block * block;
  while (out.size() < size) out += pattern.substr(0, std::min(pattern.size(), size - out.size()));
  return out;
}

// I_j = (I_j + B + 1) mod 2^v, of each block.
void add(std::string& blocks, std::string_view one) {
  for (std::size_t start = 0; start < blocks.size(); start += one.size()) {
    unsigned carry = 1;
    for (std::size_t i = one.size(); i-- > 0;) {
      carry += static_cast<unsigned char>(blocks[start + i]) + 0U;
      carry += static_cast<unsigned char>(one[i]);
      blocks[start + i] = static_cast<char>(carry & 0xff);
      carry >>= 8;
    }
  }
}

// Appendix B.2.
Secret derive(std::string_view password, const Salted& by, unsigned char purpose, int hash,
              std::size_t size) {
  const std::size_t block = hash == GCRY_MD_SHA384 || hash == GCRY_MD_SHA512 ? 128 : 64;
  const auto wide = bmp(password);
  std::string blocks = filled(by.salt, block) + filled(wide.reveal(), block);
  std::string out;
  while (out.size() < size) {
    std::string round = digest(std::string(block, static_cast<char>(purpose)) + blocks, hash);
    for (unsigned long i = 1; i < by.rounds; ++i) round = digest(round, hash);
    out += round;
    add(blocks, filled(round, block).substr(0, block));
  }
  explicit_bzero(blocks.data(), blocks.size());
  Secret key(out.substr(0, size));
  explicit_bzero(out.data(), out.size());
  return key;
}

struct Way {
  const char* identifier;
  int cipher;
  std::size_t key_size;
};
constexpr Way ways[] = {{"1.2.840.113549.1.12.1.3", GCRY_CIPHER_3DES, 24},
                        {"1.2.840.113549.1.12.1.5", GCRY_CIPHER_RFC2268_128, 16},
                        {"1.2.840.113549.1.12.1.6", GCRY_CIPHER_RFC2268_40, 5}};

Result<Secret> decrypt_with(const Way& way, const Salted& by, std::string_view sealed,
                            std::string_view password) {
  constexpr std::size_t block = 8;
  const auto key = derive(password, by, for_key, GCRY_MD_SHA1, way.key_size);
  const auto iv = derive(password, by, for_iv, GCRY_MD_SHA1, block);
  gcry_cipher_hd_t made = nullptr;
  auto error = gcry_cipher_open(&made, way.cipher, GCRY_CIPHER_MODE_CBC, 0);
  const gnupg::Owned<gcry_cipher_hd_t, gcry_cipher_close> cipher(made);
  if (!error) error = gcry_cipher_setkey(made, key.reveal().data(), key.size());
  if (gpg_err_code(error) == GPG_ERR_WEAK_KEY) error = 0;
  if (!error) error = gcry_cipher_setiv(made, iv.reveal().data(), iv.size());
  if (error) return Err(Code::unsupported, "the PKCS#12 file: " + gnupg::reason(error));
  Secret plain{std::string(sealed)};
  error = gcry_cipher_decrypt(made, plain.data(), plain.size(), nullptr, 0);
  const auto padding = plain.empty() ? 0U : static_cast<unsigned char>(plain.reveal().back());
  if (error || padding == 0 || padding > block || padding > plain.size())
    return Err(Code::no_key, "the password does not open the key");
  return Secret(std::string(plain.reveal().substr(0, plain.size() - padding)));
}

}  // namespace

Result<Secret> decrypt(std::string_view algorithm, std::string_view sealed,
                       std::string_view password) {
  asn1::Reader reader(algorithm);
  const auto identifier = reader.next(asn1::identifier);
  const auto name = identifier ? asn1::dotted(identifier->content) : std::string();
  const auto way = std::find_if(std::begin(ways), std::end(ways),
                                [&](const Way& each) { return name == each.identifier; });
  if (way == std::end(ways)) {
    const auto whole =
        asn1::element(asn1::sequence, algorithm) + asn1::element(asn1::octet_string, sealed);
    return pbes2::decrypt(asn1::Reader(whole), password);
  }
  auto parameters = reader.enter(asn1::sequence);
  const auto by = parameters ? read_salted(*parameters) : std::nullopt;
  if (!by) return Err(Code::unusable, "the PKCS#12 file is damaged");
  return decrypt_with(*way, *by, sealed, password);
}

Result<bool> mac_holds(asn1::Reader mac_data, std::string_view content, std::string_view password) {
  auto info = mac_data.enter(asn1::sequence);
  auto algorithm = info ? info->enter(asn1::sequence) : std::nullopt;
  const auto identifier = algorithm ? algorithm->next(asn1::identifier) : std::nullopt;
  const auto wanted = info ? info->next(asn1::octet_string) : std::nullopt;
  const auto by = read_salted(mac_data);
  if (!identifier || !wanted || !by) return Err(Code::unusable, "the PKCS#12 file is damaged");
  const auto* hash = digest_of(asn1::dotted(identifier->content));
  if (!hash) return Err(Code::unsupported, "the PKCS#12 file has a MAC of an unknown kind");
  const auto key =
      derive(password, *by, for_mac, hash->gcrypt, gcry_md_get_algo_dlen(hash->gcrypt));
  gcry_md_hd_t made = nullptr;
  auto error = gcry_md_open(&made, hash->gcrypt, GCRY_MD_FLAG_HMAC);
  const gnupg::Owned<gcry_md_hd_t, gcry_md_close> mac(made);
  if (!error) error = gcry_md_setkey(made, key.reveal().data(), key.size());
  if (error) return Err(Code::failed, "the MAC of the PKCS#12 file: " + gnupg::reason(error));
  gcry_md_write(made, content.data(), content.size());
  const auto* bytes = reinterpret_cast<const char*>(gcry_md_read(made, hash->gcrypt));
  return wanted->content == std::string_view(bytes, gcry_md_get_algo_dlen(hash->gcrypt));
}

}  // namespace pkcs12
