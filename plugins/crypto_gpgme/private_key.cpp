#include "private_key.hpp"

#include "asn1.hpp"
#include "pbes2.hpp"
#include "pem.hpp"
#include "pkcs12.hpp"

#include <optional>

using chancery::Code;
using chancery::Err;
using chancery::Error;
using chancery::Result;

namespace {

constexpr auto id_rsa = "1.2.840.113549.1.1.1";

Error damaged() { return Err(Code::unusable, "the private key is damaged"); }

using Mpi = gnupg::Owned<gcry_mpi_t, gcry_mpi_release>;

Mpi number(std::string_view integer_content) {
  gcry_mpi_t made = nullptr;
  if (gcry_mpi_scan(&made, GCRYMPI_FMT_USG, integer_content.data(), integer_content.size(),
                    nullptr))
    return nullptr;
  return Mpi(made);
}

// RSAPrivateKey, RFC 8017 appendix A.1.2.
struct RsaNumbers {
  Mpi n, e, d, p, q, d_mod_p, d_mod_q, q_inverse;
};

// Nothing: not all of them are there.
std::optional<RsaNumbers> read_numbers(asn1::Reader reader) {
  RsaNumbers numbers;
  reader.next(asn1::integer);  // the version
  for (auto* each : {&numbers.n, &numbers.e, &numbers.d, &numbers.p, &numbers.q, &numbers.d_mod_p,
                     &numbers.d_mod_q, &numbers.q_inverse}) {
    const auto one = reader.next(asn1::integer);
    if (!one || one->content.empty() || asn1::is_negative(one->content)) return std::nullopt;
    *each = number(one->content);
    if (!*each) return std::nullopt;
  }
  return numbers;
}

Mpi new_number() { return Mpi(gcry_mpi_new(0)); }

// Of one prime: the private exponent undoes the public one, and its remainder is the given one.
bool fits_prime(const RsaNumbers& numbers, gcry_mpi_t prime, gcry_mpi_t remainder) {
  const auto order = new_number(), product = new_number(), rest = new_number();
  gcry_mpi_sub_ui(order.get(), prime, 1);
  if (gcry_mpi_cmp_ui(order.get(), 1) <= 0) return false;
  gcry_mpi_mulm(product.get(), numbers.e.get(), numbers.d.get(), order.get());
  gcry_mpi_mod(rest.get(), numbers.d.get(), order.get());
  return gcry_mpi_cmp_ui(product.get(), 1) == 0 && gcry_mpi_cmp(rest.get(), remainder) == 0;
}

// A key damaged in its private half is told now, not when the first message cannot be opened.
bool is_sound(const RsaNumbers& numbers) {
  const auto product = new_number();
  gcry_mpi_mul(product.get(), numbers.p.get(), numbers.q.get());
  if (gcry_mpi_cmp(product.get(), numbers.n.get()) != 0 ||
      !fits_prime(numbers, numbers.p.get(), numbers.d_mod_p.get()) ||
      !fits_prime(numbers, numbers.q.get(), numbers.d_mod_q.get()))
    return false;
  gcry_mpi_mulm(product.get(), numbers.q.get(), numbers.q_inverse.get(), numbers.p.get());
  return gcry_mpi_cmp_ui(product.get(), 1) == 0;
}

// libgcrypt wants p < q and u = p^-1 mod q; PKCS#1 has it otherwise.
gnupg::Sexp as_gcrypt(RsaNumbers& numbers) {
  auto& [n, e, d, p, q, d_mod_p, d_mod_q, q_inverse] = numbers;
  if (gcry_mpi_cmp(p.get(), q.get()) > 0) p.swap(q);
  const auto u = new_number();
  if (!gcry_mpi_invm(u.get(), p.get(), q.get())) return nullptr;
  gcry_sexp_t made = nullptr;
  if (gcry_sexp_build(&made, nullptr, "(private-key(rsa(n%m)(e%m)(d%m)(p%m)(q%m)(u%m)))", n.get(),
                      e.get(), d.get(), p.get(), q.get(), u.get()))
    return nullptr;
  return gnupg::Sexp(made);
}

// Modulus and exponent, the INTEGERs whole.
std::string public_part(asn1::Reader reader) {
  reader.next(asn1::integer);
  const auto modulus = reader.next(asn1::integer), exponent = reader.next(asn1::integer);
  return std::string(modulus->whole).append(exponent->whole);
}

Result<PrivateKey> from_pkcs1(std::string_view der, Secret info) {
  const auto reader = asn1::Reader(der).enter(asn1::sequence);
  auto numbers = reader ? read_numbers(*reader) : std::nullopt;
  if (!numbers || !is_sound(*numbers)) return damaged();
  PrivateKey key;
  key.public_info = public_part(*reader);
  key.key = as_gcrypt(*numbers);
  if (!key.key || gcry_pk_testkey(key.key.get())) return damaged();
  key.info = std::move(info);
  return key;
}

// PrivateKeyInfo, RFC 5958. Nothing: it is none.
std::optional<Result<PrivateKey>> from_info(std::string_view der) {
  auto reader = asn1::Reader(der).enter(asn1::sequence);
  const auto version = reader ? reader->next(asn1::integer) : std::nullopt;
  auto algorithm = version ? reader->enter(asn1::sequence) : std::nullopt;
  const auto identifier = algorithm ? algorithm->next(asn1::identifier) : std::nullopt;
  const auto inside = identifier ? reader->next(asn1::octet_string) : std::nullopt;
  if (!inside) return std::nullopt;
  if (asn1::dotted(identifier->content) != id_rsa)
    return Result<PrivateKey>(Err(Code::unsupported, "gpgsm decrypts only with RSA keys"));
  return from_pkcs1(inside->content, Secret(std::string(der)));
}

Result<PrivateKey> wrapped(std::string_view pkcs1) {
  using namespace asn1;
  constexpr std::string_view zero("\0", 1);
  const auto algorithm = join(sequence, {encoded_identifier(id_rsa), element(null, "")});
  Secret info(join(sequence, {element(integer, zero), algorithm, element(octet_string, pkcs1)}));
  return from_pkcs1(pkcs1, std::move(info));
}

Result<PrivateKey> from_encrypted(asn1::Reader inside, std::string_view password) {
  if (password.empty()) return Err(Code::no_key, "the key is encrypted, and no password was given");
  const auto opened = pbes2::decrypt(inside, password);
  if (!opened) return opened.error();
  if (auto key = from_info(opened->reveal())) return std::move(*key);
  return Err(Code::no_key, "the password does not open the key");
}

Result<PrivateKey> from_pkcs12(asn1::Reader inside, std::string_view password) {
  auto content = pkcs12::read(inside, password);
  if (!content) return content.error();
  auto key = from_info(content->private_key_info.reveal());
  if (!key) return damaged();
  if (*key) (*key)->certificates = std::move(content->certificates);
  return std::move(*key);
}

// By what stands first inside: a version, an algorithm, or the version 3 of a PKCS#12 file.
Result<PrivateKey> from_der(std::string_view der, std::string_view password) {
  const auto whole = asn1::Reader(der).enter(asn1::sequence);
  const Error none = Err(Code::unusable, "this is no private key, neither in PEM nor in DER");
  if (!whole) return none;
  auto inside = *whole;
  if (inside.enter(asn1::sequence)) return from_encrypted(*whole, password);
  const auto version = inside.next(asn1::integer);
  if (!version) return none;
  if (version->content == "\x03") return from_pkcs12(*whole, password);
  if (auto key = from_info(der)) return std::move(*key);
  return inside.next(asn1::integer) ? wrapped(der) : none;
}

Result<PrivateKey> from_block(const pem::Block& block, std::string_view password) {
  if (!block.bytes) return damaged();
  if (block.header.find("ENCRYPTED") != std::string::npos)
    return Err(Code::unsupported, "the key is encrypted in a way that crypto_gpgme does not know",
               "openssl pkcs8 -topk8 writes it anew");
  return from_der(*block.bytes, password);
}

bool is_key(const std::string& label) {
  return label == "PRIVATE KEY" || label == "ENCRYPTED PRIVATE KEY" || label == "RSA PRIVATE KEY" ||
         label == "EC PRIVATE KEY" || label == "PKCS12";
}

}  // namespace

Result<PrivateKey> read_private_key(std::string_view input, std::string_view password) {
  if (!pem::looks_like(input)) return from_der(input, password);
  for (const auto& block : pem::blocks(input)) {
    if (!is_key(block.label)) continue;
    if (block.label == "EC PRIVATE KEY")
      return Err(Code::unsupported, "gpgsm decrypts only with RSA keys");
    auto key = from_block(block, password);
    auto beside = read_certificates(input, "the key file");
    if (key && beside && key->certificates.empty()) key->certificates = std::move(*beside);
    return key;
  }
  return Err(Code::unusable, "the PEM text holds no private key");
}
