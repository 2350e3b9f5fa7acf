// Private keys under a password: EncryptedPrivateKeyInfo (RFC 5958) by PBES2 (RFC 8018), the one
// form in which keys are kept, whichever backend made it.
#pragma once

#include "asn1.hpp"
#include "secret.hpp"

#include <chancery/result.hpp>

namespace pbes2 {

// unsupported: another way of encrypting. no_key: the password is wrong, or noise came out (the
// padding of noise is right once in 256 times; whoever reads what came out must know that).
chancery::Result<Secret> decrypt(asn1::Reader encrypted_private_key_info,
                                 std::string_view password);
// DER. An empty password: misconfigured.
chancery::Result<std::string> encrypt(const Secret& private_key_info, std::string_view password);

}  // namespace pbes2
