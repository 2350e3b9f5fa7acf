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

std::string as_text(chancery_view bytes) { return printable(text(bytes), 2000); }

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

Certificate certificate_from_c(const chancery_certificate& c) {
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

std::optional<Signature> signature_from_c(const chancery_signature& s) {
  const auto status = status_from_c(s.status);
  if (!status) return std::nullopt;
  Signature signature;
  signature.status = *status;
  signature.reason = as_text(s.reason);
  signature.digest_algorithm = as_text(s.digest_algorithm);
  signature.signature_algorithm = as_text(s.signature_algorithm);
  if (s.signing_time != std::numeric_limits<std::int64_t>::min())
    signature.signing_time = from_seconds(s.signing_time);
  if (s.certificate) signature.certificate = certificate_from_c(*s.certificate);
  return signature;
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
    if (signature.certificate) {
      const auto& from = *signature.certificate;
      auto& addresses = *addresses_.emplace_back(std::make_unique<std::vector<chancery_view>>());
      for (const auto& address : from.addresses) addresses.push_back(view(address.text()));
      const std::uint32_t usage = (from.may_sign ? std::uint32_t{CHANCERY_MAY_SIGN} : 0) |
                                  (from.may_encrypt ? std::uint32_t{CHANCERY_MAY_ENCRYPT} : 0) |
                                  (from.is_ca ? std::uint32_t{CHANCERY_IS_CA} : 0);
      s.certificate = certificates_
                          .emplace_back(std::make_unique<chancery_certificate>(chancery_certificate{
                              sizeof(chancery_certificate), usage, view(from.der),
                              view(from.fingerprint), view(from.subject), view(from.issuer),
                              view(from.serial), view(from.key_algorithm), from.key_bits,
                              from.weak ? 1 : 0, seconds(from.not_before), seconds(from.not_after),
                              addresses.data(), addresses.size()}))
                          .get();
    }
    signatures_.push_back(s);
  }
}

}  // namespace chancery
