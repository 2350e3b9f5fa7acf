// What gpgsm 2.2 does and does not, as rows.
#pragma once

#include <chancery/role/crypto_capability.h>

void tell_capabilities(const chancery_capability_sink& rows);
