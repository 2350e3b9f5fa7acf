// The answers to published material that crypto_openssl gives where they are not those of the
// column `expect`, and why.
#include "rows.hpp"

namespace test {

const Differences& known_differences() {
  static const Differences differences = {
      {"4.6.bin", {"unsupported", "one key inherits its DSA parameters; OpenSSL 3 cannot do that"}},
      {"derived_text-1.osig.pem", {"invalid", "no contentType attribute: RFC 5652 section 11.1"}},
      {"derived_text-2.osig.pem", {"invalid", "no contentType attribute: RFC 5652 section 11.1"}},
      {"derived_text-1.dsig.pem", {"invalid", "no contentType attribute: RFC 5652 section 11.1"}},
      {"samplemsgs_pwri-sample.cbc.p7m", {"no_key", "by password only: not for a list"}},
      {"samplemsgs_pwri-sample.cbc-2.p7m", {"no_key", "by password only: not for a list"}},
      {"samplemsgs_pwri-sample.gcm.p7m", {"no_key", "by password only: not for a list"}},
      {"mail-4.4.5", {"valid", "no list of that issuer is there: a missing list is no error"}},
      {"mail-4.4.6", {"valid", "no list of that issuer is there: a missing list is no error"}},
      {"mail-4.14.27", {"valid", "the list is by another issuer: a missing list is no error"}},
      {"mail-4.15.1", {"valid", "only a delta is there, and no list: a missing list is no error"}},
      {"samplekeys_edward.tester@demo.gnupg.com.p12",
       {"no_key", "OpenSSL cannot open the key as GnuPG encrypted it"}},
      {"samplekeys_t5793-test.pfx", {"no_key", "OpenSSL refuses its MAC"}},
  };
  return differences;
}

}  // namespace test
