// The answers to published material that crypto_gpgme gives where they are not those of the column
// `expect`, and why. Besides: PKITS' rows about lists of revoked certificates are unsupported.
#include "rows.hpp"

namespace test {

const Differences& known_differences() {
  static const Differences differences = {
      {"4.6.bin", {"unsupported", "one key inherits its DSA parameters"}},
      {"5.2.bin", {"unsupported", "RC2"}},
      {"recipes_80-test_cms_data_ciphertext_from_1_1_1.cms", {"unsupported", "a key on a curve"}},
      {"interop-openssl_fran-ec_ossl-aes128-sha1.env", {"unsupported", "a key on a curve"}},
      {"interop-openssl_fran-ec_ossl-aes128-sha224.env", {"unsupported", "a key on a curve"}},
      {"interop-openssl_fran-ec_ossl-aes128-sha256.env", {"unsupported", "a key on a curve"}},
      {"interop-openssl_fran-ec_ossl-aes192-sha384.env", {"unsupported", "a key on a curve"}},
      {"interop-openssl_fran-ec_ossl-aes256-sha512.env", {"unsupported", "a key on a curve"}},
      {"interop-openssl_fran-oaep-label_ossl.env", {"unsupported", "RSA-OAEP"}},
      {"interop-openssl_fran-oaep-sha256hash-label_ossl.env", {"unsupported", "RSA-OAEP"}},
      {"interop-openssl_fran-oaep-sha256hash-sha256mgf_ossl.env", {"unsupported", "RSA-OAEP"}},
      {"interop-openssl_fran-oaep-sha256hash_ossl.env", {"unsupported", "RSA-OAEP"}},
      {"interop-openssl_fran-oaep-sha256mgf-label_ossl.env", {"unsupported", "RSA-OAEP"}},
      {"interop-openssl_fran-oaep-sha256mgf_ossl.env", {"unsupported", "RSA-OAEP"}},
      {"interop-openssl_fran-oaep-sha384hash_ossl.env", {"unsupported", "RSA-OAEP"}},
      {"interop-openssl_fran-oaep-sha384mgf_ossl.env", {"unsupported", "RSA-OAEP"}},
      {"interop-openssl_fran-oaep-sha512hash_ossl.env", {"unsupported", "RSA-OAEP"}},
      {"interop-openssl_fran-oaep-sha512mgf_ossl.env", {"unsupported", "RSA-OAEP"}},
      {"interop-openssl_fran-oaep_ossl-sha256hash-sha256mgf-label.env",
       {"unsupported", "RSA-OAEP"}},
      {"interop-openssl_fran-oaep_ossl.env", {"unsupported", "RSA-OAEP"}},
      {"derived_text-1.osig.pem", {"invalid", "no contentType attribute: RFC 5652 section 11.1"}},
      {"derived_text-2.osig.pem", {"invalid", "no contentType attribute: RFC 5652 section 11.1"}},
      {"derived_text-1.dsig.pem", {"invalid", "no contentType attribute: RFC 5652 section 11.1"}},
      {"samplemsgs_pwri-sample.cbc.p7m", {"no_key", "by password only: not for a list"}},
      {"samplemsgs_pwri-sample.cbc-2.p7m", {"no_key", "by password only: not for a list"}},
      {"samplemsgs_pwri-sample.gcm.p7m", {"unsupported", "AES-GCM"}},
      {"mail-4.3.3", {"untrusted", "names of one authority that differ in case or white space"}},
      {"mail-4.3.4", {"untrusted", "names of one authority that differ in case or white space"}},
      {"mail-4.5.2", {"valid", "revoked, and no lists are read"}},
      {"mail-4.7.4", {"valid", "the list is not to be believed, and no lists are read"}},
      {"mail-4.6.15", {"untrusted", "a path length that does not count self-issued certificates"}},
      {"mail-4.6.17", {"untrusted", "a path length that does not count self-issued certificates"}},
      {"mail-4.10.9", {"untrusted", "an authority limits policies"}},
      {"mail-4.11.4", {"untrusted", "an authority limits policies"}},
      {"mail-4.11.7", {"untrusted", "an authority limits policies"}},
      {"mail-4.12.2", {"untrusted", "an authority limits policies"}},
      {"mail-4.12.3.s1", {"untrusted", "an authority limits policies"}},
      {"mail-4.12.7", {"untrusted", "an authority limits policies"}},
      {"mail-4.12.9", {"untrusted", "an authority limits policies"}},
      {"mail-4.13.1", {"untrusted", "an authority limits names"}},
      {"mail-4.13.11", {"untrusted", "an authority limits names"}},
      {"mail-4.13.19", {"untrusted", "an authority limits names"}},
      {"mail-4.13.21", {"untrusted", "an authority limits names"}},
      {"mail-4.13.23", {"untrusted", "an authority limits names"}},
      {"mail-4.13.27", {"untrusted", "an authority limits names"}},
      {"mail-4.13.30", {"untrusted", "an authority limits names"}},
      {"samplekeys_edward.tester@demo.gnupg.com.p12",
       {"no_key", "the password does not open the key as GnuPG encrypted it"}},
      {"samplekeys_nistp256-openssl-self-signed.p12", {"unsupported", "a key on a curve"}},
      {"samplekeys_t5793-test.pfx", {"no_key", "its MAC does not hold under its password"}},
  };
  return differences;
}

}  // namespace test
