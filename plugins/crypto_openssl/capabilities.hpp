// What this backend can do, as rows: so that a site learns at `check`, not at delivery.
#pragma once

#include <chancery/role/crypto.h>

void tell_capabilities(const chancery_capability_sink& rows);
