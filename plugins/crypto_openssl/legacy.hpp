// Old algorithms (RC2, single DES, PBE of the nineties) live in a provider of OpenSSL's own, which
// is loaded only when something needs it: to read old mail and the keys that browsers exported.
#pragma once

// False: this machine does not have it.
bool load_legacy();
