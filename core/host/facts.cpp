#include "host/facts.hpp"

#include "base/text.hpp"

#include <chancery/bytes.hpp>

#include <array>
#include <limits>
#include <utility>

namespace chancery {

namespace {

constexpr std::array statuses = {
    std::pair(CHANCERY_VALID, Status::valid),
    std::pair(CHANCERY_INVALID, Status::invalid),
    std::pair(CHANCERY_UNTRUSTED, Status::untrusted),
    std::pair(CHANCERY_EXPIRED, Status::expired),
    std::pair(CHANCERY_NOT_YET_VALID, Status::not_yet_valid),
    std::pair(CHANCERY_REVOKED, Status::revoked),
    std::pair(CHANCERY_MISMATCH, Status::mismatch),
    std::pair(CHANCERY_WEAK, Status::weak),
    std::pair(CHANCERY_STATUS_UNSUPPORTED, Status::unsupported),
    std::pair(CHANCERY_STATUS_NO_KEY, Status::no_key),
    std::pair(CHANCERY_ABSENT, Status::absent),
    std::pair(CHANCERY_ERROR, Status::error),
};

constexpr std::size_t most_addresses = 10'000;

std::string as_text(chancery_view bytes) { return printable(text(bytes), 2000); }

bool is_fingerprint(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// What cannot be of a certificate; empty: nothing.
std::string strange(const chancery_certificate& c) {
  if (!CHANCERY_HAS(&c, chancery_certificate, address_count)) return "it cuts a certificate short";
  if (text(c.der).empty()) return "it states a certificate without its bytes";
  if (!is_fingerprint(text(c.fingerprint))) return "it states a certificate without a fingerprint";
  if (c.address_count > most_addresses || (c.address_count > 0 && !c.addresses))
    return "it states addresses that are not there";
  return {};
}

}  // namespace

std::optional<Status> status_from_c(chancery_status status) {
  for (const auto& [number, known] : statuses)
    if (number == status) return known;
  return std::nullopt;
}

chancery_status status_to_c(Status status) {
  for (const auto& [number, known] : statuses)
    if (known == status) return number;
  return CHANCERY_ERROR;
}

Result<Certificate> certificate_from_c(const chancery_certificate& c) {
  if (auto why = strange(c); !why.empty()) return Err(Code::failed, std::move(why));
  Certificate certificate;
  certificate.der = text(c.der);
  certificate.fingerprint = as_text(c.fingerprint);
  certificate.subject = as_text(c.subject);
  certificate.issuer = as_text(c.issuer);
  certificate.serial = as_text(c.serial);
  certificate.key_algorithm = as_text(c.key_algorithm);
  certificate.key_bits = c.key_bits;
  certificate.may_sign = c.usage & CHANCERY_MAY_SIGN;
  certificate.may_encrypt = c.usage & CHANCERY_MAY_ENCRYPT;
  certificate.is_ca = c.usage & CHANCERY_IS_CA;
  certificate.weak = c.weak != 0;
  certificate.not_before = from_seconds(c.not_before);
  certificate.not_after = from_seconds(c.not_after);
  for (std::size_t i = 0; i < c.address_count; ++i) {
    const auto written = text(c.addresses[i]);
    if (auto address = Address::make(written))
      certificate.addresses.push_back(std::move(*address));
    else
      certificate.odd_addresses.push_back(printable(written));
  }
  return certificate;
}

Result<Signature> signature_from_c(const chancery_signature& s) {
  if (!CHANCERY_HAS(&s, chancery_signature, certificate))
    return Err(Code::failed, "it cuts a signature short");
  const auto status = status_from_c(s.status);
  if (!status)
    return Err(Code::failed,
               "it names the status " + std::to_string(s.status) + ", which does not exist");
  if (*status == Status::valid && !s.certificate)
    return Err(Code::failed, "it states a valid signature without a certificate");
  Signature signature;
  signature.status = *status;
  signature.reason = as_text(s.reason);
  signature.digest_algorithm = as_text(s.digest_algorithm);
  signature.signature_algorithm = as_text(s.signature_algorithm);
  if (s.signing_time != std::numeric_limits<std::int64_t>::min())
    signature.signing_time = from_seconds(s.signing_time);
  if (CHANCERY_HAS(&s, chancery_signature, revocation_checked))
    signature.revocation_checked = s.revocation_checked == 1;
  if (!s.certificate) return signature;
  auto certificate = certificate_from_c(*s.certificate);
  if (!certificate) return certificate.error();
  signature.certificate = std::move(*certificate);
  return signature;
}

const chancery_certificate* SignatureViews::add(const Certificate& from) {
  auto& addresses = *addresses_.emplace_back(std::make_unique<std::vector<chancery_view>>());
  for (const auto& address : from.addresses) addresses.push_back(view(address.text()));
  auto& c = *certificates_.emplace_back(std::make_unique<chancery_certificate>());
  c.size = sizeof c;
  c.usage = (from.may_sign ? std::uint32_t{CHANCERY_MAY_SIGN} : 0) |
            (from.may_encrypt ? std::uint32_t{CHANCERY_MAY_ENCRYPT} : 0) |
            (from.is_ca ? std::uint32_t{CHANCERY_IS_CA} : 0);
  c.der = view(from.der);
  c.fingerprint = view(from.fingerprint);
  c.subject = view(from.subject);
  c.issuer = view(from.issuer);
  c.serial = view(from.serial);
  c.key_algorithm = view(from.key_algorithm);
  c.key_bits = from.key_bits;
  c.weak = from.weak ? 1 : 0;
  c.not_before = seconds(from.not_before);
  c.not_after = seconds(from.not_after);
  c.addresses = addresses.data();
  c.address_count = addresses.size();
  return &c;
}

SignatureViews::SignatureViews(const std::vector<Signature>& signatures) {
  for (const auto& signature : signatures) {
    chancery_signature s{};
    s.size = sizeof s;
    s.status = status_to_c(signature.status);
    s.reason = view(signature.reason);
    s.digest_algorithm = view(signature.digest_algorithm);
    s.signature_algorithm = view(signature.signature_algorithm);
    s.signing_time = signature.signing_time ? seconds(*signature.signing_time)
                                            : std::numeric_limits<std::int64_t>::min();
    s.revocation_checked = signature.revocation_checked ? 1 : 0;
    s.act = s.capabilities = chancery_view{nullptr, 0};
    if (signature.certificate) s.certificate = add(*signature.certificate);
    signatures_.push_back(s);
  }
}

}  // namespace chancery
