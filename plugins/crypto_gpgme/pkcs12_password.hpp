// How PKCS#12 (RFC 7292 appendix B) makes keys of a password: for its own old ways of encrypting,
// and for the MAC over the whole.
#pragma once

#include "asn1.hpp"
#include "secret.hpp"

#include <chancery/result.hpp>

namespace pkcs12 {

// `algorithm`: the content of an AlgorithmIdentifier, PBES2 or one of PKCS#12's own. unsupported:
// another. no_key: noise comes out.
chancery::Result<Secret> decrypt(std::string_view algorithm, std::string_view sealed,
                                 std::string_view password);
// Whether MacData vouches for the content under this password. unsupported: by another digest.
chancery::Result<bool> mac_holds(asn1::Reader mac_data, std::string_view content,
                                 std::string_view password);

}  // namespace pkcs12
