// Reading a CMS object, and saying what kind it is (RFC 5652 section 3). DER and BER.
#pragma once

#include "openssl.hpp"

#include <chancery/result.hpp>

#include <cstdint>
#include <string_view>

// Unusable: this is not CMS.
chancery::Result<openssl::Cms> read_cms(std::string_view bytes);
// CHANCERY_CMS_SIGNED ...
std::int32_t kind_of(const CMS_ContentInfo& cms);
