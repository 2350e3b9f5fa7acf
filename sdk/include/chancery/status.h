/* SPDX-License-Identifier: MIT
 * Two closed vocabularies that are never mixed: how a call went, and what a proof is worth.
 */
#ifndef CHANCERY_STATUS_H
#define CHANCERY_STATUS_H

#include <stdint.h>

/* How a call went. Everything but OK comes with a sentence in the call's error sink. */
typedef int32_t chancery_code;
enum {
  CHANCERY_OK = 0,            /* The question was answered; the answer may still be "invalid". */
  CHANCERY_FAILED = 1,        /* It cannot be done, and trying again will not help. */
  CHANCERY_TRY_LATER = 2,     /* The surroundings failed: a server away, a disk full. */
  CHANCERY_UNSUPPORTED = 3,   /* This plugin does not know the algorithm or the format. */
  CHANCERY_MISCONFIGURED = 4, /* An administrator has to mend something first. */
  CHANCERY_NO_KEY = 5,        /* No key fits, or the password does not open it. */
  CHANCERY_UNUSABLE = 6       /* The input is not what it claims to be. */
};

/* What a proof is worth. The order of the numbers has no meaning. Where several apply, the first of
 * these: error, unsupported, invalid, untrusted, revoked, not yet valid, expired, weak, mismatch,
 * valid. New values are never added within one ABI major. */
typedef int32_t chancery_status;
enum {
  CHANCERY_VALID = 0,
  CHANCERY_INVALID = 1,   /* The bytes are not what was signed, or the structure is broken. */
  CHANCERY_UNTRUSTED = 2, /* No chain to a configured anchor, or not for this purpose. */
  CHANCERY_EXPIRED = 3,
  CHANCERY_NOT_YET_VALID = 4,
  CHANCERY_REVOKED = 5,
  CHANCERY_MISMATCH = 6, /* Sound, but by somebody else than the sender. */
  CHANCERY_WEAK = 7,     /* Sound, but by an algorithm below the floor. */
  CHANCERY_STATUS_UNSUPPORTED = 8,
  CHANCERY_STATUS_NO_KEY = 9, /* No key of ours fits (decryption), or no certificate (signature). */
  CHANCERY_ABSENT = 10,       /* There is nothing of this kind in the message. */
  CHANCERY_ERROR = 11         /* The check itself failed. */
};

#endif
