#include "certificate.hpp"

#include "algorithms.hpp"
#include "asn1.hpp"
#include "extensions.hpp"
#include "names.hpp"
#include "pem.hpp"
#include "times.hpp"

#include <chancery/bytes.hpp>

#include <optional>

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

std::string hex(std::string_view bytes, const char* digits) {
  std::string out;
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}
std::string lower_hex(std::string_view bytes) { return hex(bytes, "0123456789abcdef"); }
std::string upper_hex(std::string_view bytes) { return hex(bytes, "0123456789ABCDEF"); }

int bits_of(std::string_view integer_content) {
  const auto bytes = asn1::magnitude(integer_content);
  int bits = static_cast<int>(8 * (bytes.size() - 1));
  for (auto top = static_cast<unsigned char>(bytes[0]); top; top >>= 1) ++bits;
  return bits;
}

// The first number in a sequence: RSA's modulus, DSA's p.
int bits_of_first(std::optional<asn1::Reader> numbers) {
  const auto first = numbers ? numbers->next(asn1::integer) : std::nullopt;
  return first ? bits_of(first->content) : 0;
}

// The first number in the name: "EC P-384", "EC brainpoolP512r1"; of a curve without a name 256,
// which no decision rests on.
int bits_of_curve(const std::string& name) {
  const auto digits = name.find_first_of("0123456789");
  const bool named = digits != std::string::npos && name.find('.') == std::string::npos;
  return named ? std::stoi(name.substr(digits)) : 256;
}

struct KindOfKey {
  std::string name;
  int bits = 0;
};

// RFC 5280 section 4.1.2.7, RFC 3279 section 2.3, RFC 8410.
KindOfKey kind_of_key(asn1::Reader info) {
  auto algorithm = info.enter(asn1::sequence);
  const auto identifier = algorithm ? algorithm->next(asn1::identifier) : std::nullopt;
  const auto key = info.next(asn1::bit_string);
  if (!identifier || !key || key->content.empty()) return {"unknown"};
  const auto name = asn1::dotted(identifier->content);
  const auto bits = key->content.substr(1);
  if (name == "1.2.840.113549.1.1.1")
    return {"RSA", bits_of_first(asn1::Reader(bits).enter(asn1::sequence))};
  if (name == "1.2.840.113549.1.1.10")
    return {"RSA-PSS", bits_of_first(asn1::Reader(bits).enter(asn1::sequence))};
  if (name == "1.2.840.10040.4.1") {
    const int size = bits_of_first(algorithm->enter(asn1::sequence));
    return {size > 0 ? "DSA" : "unknown", size};  // parameters may be the issuer's
  }
  if (name == "1.2.840.10046.2.1") return {"DH", bits_of_first(algorithm->enter(asn1::sequence))};
  if (name == "1.3.101.112") return {"Ed25519", 256};
  if (name == "1.3.101.113") return {"Ed448", 456};
  if (name == "1.3.101.110") return {"X25519", 253};
  if (name == "1.3.101.111") return {"X448", 448};
  if (name != "1.2.840.10045.2.1") return {"unknown"};
  const auto curve = algorithm->next(asn1::identifier);
  if (!curve) return {"EC"};
  auto named = curve_name(asn1::dotted(curve->content));
  const int size = bits_of_curve(named);
  return {std::move(named), size};
}

bool is_weak(std::string_view name, int bits, const Floor& floor) {
  const bool of_factors = name == "RSA" || name == "RSA-PSS" || name == "DSA" || name == "DH";
  return name != "unknown" &&
         static_cast<std::uint32_t>(bits) < (of_factors ? floor.rsa_bits : floor.curve_bits);
}

std::optional<std::int64_t> time_of(asn1::Reader& validity) {
  const auto time = validity.next();
  const bool is_time = time && (time->tag == asn1::utc_time || time->tag == asn1::generalized_time);
  return is_time ? seconds_of_asn1(time->content, time->tag == asn1::utc_time) : std::nullopt;
}

bool read_validity(asn1::Reader validity, Certificate& certificate) {
  const auto first = time_of(validity), last = time_of(validity);
  certificate.not_before = first.value_or(0);
  certificate.not_after = last.value_or(0);
  return first && last && validity.at_end();
}

void read_key(const asn1::Element& key, Certificate& certificate) {
  certificate.public_key_der = key.whole;
  auto kind = kind_of_key(asn1::Reader(key.content));
  certificate.key_bits = kind.bits;
  certificate.weak_key = is_weak(kind.name, kind.bits, {});
  certificate.key_algorithm = std::move(kind.name);
}

void read_algorithm(const asn1::Element& algorithm, Certificate& certificate) {
  const auto identifier = asn1::Reader(algorithm.content).next(asn1::identifier);
  const auto name = identifier ? asn1::dotted(identifier->content) : std::string();
  certificate.weak_signature = is_weak_signature(name);
  certificate.digest_bits = digest_bits_of_signature(name);
  if (name != pss_identifier) return;
  const auto* digest = usual_pss_digest(algorithm.content);
  certificate.odd_signature = !digest;
  if (digest) certificate.digest_bits = digest_bits(*digest);
}

void read_names(const asn1::Element& serial, const asn1::Element& issuer,
                const asn1::Element& subject, Certificate& certificate) {
  certificate.serial_der = serial.whole;
  certificate.serial =
      (asn1::is_negative(serial.content) ? "-" : "") + lower_hex(asn1::magnitude(serial.content));
  certificate.issuer_der = issuer.whole;
  certificate.issuer = name_text(issuer.whole);
  certificate.subject_der = subject.whole;
  certificate.subject = name_text(subject.whole);
}

// TBSCertificate, RFC 5280 section 4.1. False: broken.
bool read_inside(asn1::Reader inside, Certificate& certificate, std::string_view& inner_algorithm) {
  inside.next(asn1::nested(0));  // the version
  const auto serial = inside.next(asn1::integer);
  const auto algorithm = inside.next(asn1::sequence), issuer = inside.next(asn1::sequence);
  const auto validity = inside.enter(asn1::sequence);
  const auto subject = inside.next(asn1::sequence), key = inside.next(asn1::sequence);
  inside.next(asn1::plain(1));  // identifiers of issuer and subject, which nobody uses
  inside.next(asn1::plain(2));
  const auto extensions = inside.enter(asn1::nested(3));
  if (!serial || !algorithm || !issuer || !validity || !subject || !key || !inside.at_end())
    return false;
  read_names(*serial, *issuer, *subject, certificate);
  read_algorithm(*algorithm, certificate);
  read_key(*key, certificate);
  inner_algorithm = algorithm->whole;
  return read_validity(*validity, certificate) && read_extensions(extensions, certificate);
}

bool read_whole(asn1::Reader whole, Certificate& certificate) {
  const auto inside = whole.enter(asn1::sequence);
  const auto algorithm = whole.next(asn1::sequence);
  const auto signature = whole.next(asn1::bit_string);
  if (!inside || !algorithm || !signature || !whole.at_end()) return false;
  // RFC 5280 section 4.1.1.2: the one outside, by which gpgsm verifies, is under no signature.
  std::string_view inner_algorithm;
  return read_inside(*inside, certificate, inner_algorithm) && algorithm->whole == inner_algorithm;
}

}  // namespace

std::string digest(std::string_view bytes, int algorithm) {
  std::string out(gcry_md_get_algo_dlen(algorithm), '\0');
  gcry_md_hash_buffer(algorithm, out.data(), bytes.data() ? bytes.data() : "", bytes.size());
  return out;
}

std::string sha256_hex(std::string_view bytes) { return lower_hex(digest(bytes, GCRY_MD_SHA256)); }

Result<Certificate> read_certificate(std::string_view der) {
  const auto whole = asn1::Reader(der).next(asn1::sequence);
  if (!whole) return Err(Code::unusable, "it is not in DER");
  if (whole->whole.size() != der.size())
    return Err(Code::unusable, "there are bytes after the certificate");
  Certificate certificate;
  certificate.der = der;
  if (!read_whole(asn1::Reader(whole->content), certificate))
    return Err(Code::unusable, "the structure of the certificate is broken");
  certificate.fingerprint = sha256_hex(der);
  certificate.sha1 = upper_hex(digest(der, GCRY_MD_SHA1));
  return certificate;
}

Result<std::vector<Certificate>> read_certificates(std::string_view input,
                                                   const std::string& what) {
  std::vector<Certificate> found;
  if (!pem::looks_like(input)) {
    auto one = read_certificate(input);
    if (!one)
      return Err(Code::unusable,
                 what + " is no certificate, neither in PEM nor in DER (" + one.error().what + ")");
    found.push_back(std::move(*one));
    return found;
  }
  for (const auto& block : pem::blocks(input)) {
    if (block.label != "CERTIFICATE" && block.label != "X509 CERTIFICATE") continue;
    auto one = read_certificate(block.bytes.value_or(""));
    if (!one)
      return Err(Code::unusable, "certificate " + std::to_string(found.size() + 1) + " of " + what +
                                     " cannot be read: " + one.error().what);
    found.push_back(std::move(*one));
  }
  if (found.empty()) return Err(Code::unusable, what + " holds no certificate");
  return found;
}

bool has_weak_key(const Certificate& certificate, const Floor& floor) {
  return is_weak(certificate.key_algorithm, certificate.key_bits, floor);
}

bool is_signed_weakly(const Certificate& certificate, const Floor& floor) {
  if (certificate.self_issued()) return false;  // nobody relies on a signature by itself
  return certificate.weak_signature ||
         (certificate.digest_bits > 0 && certificate.digest_bits < floor.digest_bits);
}

CertificateFacts::CertificateFacts(const Certificate& c) {
  using chancery::view;
  for (const auto& address : c.addresses) addresses_.push_back(view(address));
  facts_ = {sizeof facts_,     c.usage,          view(c.der),    view(c.fingerprint),
            view(c.subject),   view(c.issuer),   view(c.serial), view(c.key_algorithm),
            c.key_bits,        c.weak() ? 1 : 0, c.not_before,   c.not_after,
            addresses_.data(), addresses_.size()};
}
