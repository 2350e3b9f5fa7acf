/* SPDX-License-Identifier: MIT
 * The whole C interface.
 */
#ifndef CHANCERY_CHANCERY_H
#define CHANCERY_CHANCERY_H

#include "descriptor.h"
#include "entry.h"
#include "host.h"
#include "message.h"
#include "role/auth.h"
#include "role/crypto.h"
#include "role/crypto_request.h"
#include "role/decorator.h"
#include "role/predicate.h"
#include "role/transport.h"
#include "service/clock.h"
#include "service/log.h"
#include "service/members.h"
#include "signature.h"
#include "status.h"
#include "version.h"
#include "view.h"

#endif
