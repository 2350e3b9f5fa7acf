// Points in time as GnuPG and ASN.1 write them, in seconds since 1970.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// "20260601T000000".
std::optional<std::int64_t> seconds_of_iso(std::string_view text);
std::string iso_of_seconds(std::int64_t seconds);
// UTCTime "260601000000Z" (RFC 5280 section 4.1.2.5.1) or GeneralizedTime "20260601000000Z".
std::optional<std::int64_t> seconds_of_asn1(std::string_view content, bool two_digit_year);
