/* The layout of ABI 1.0 on 64-bit machines: what was built against it keeps loading as long as this
 * compiles. Within major 1 no line here is changed or taken out: a struct may only grow, behind its
 * last member of 1.0 (sdk/ABI.md), and those that have no size member may not even do that. */
#include <chancery/chancery.h>

#define FIXED(type, bytes, last, offset)                                                  \
  _Static_assert(sizeof(type) == (bytes), #type " has no size member: it is what it is"); \
  _Static_assert(offsetof(type, last) == (offset), #type "." #last " moved");
#define GROWS(type, bytes, last, offset)                            \
  _Static_assert(sizeof(type) >= (bytes), #type " became shorter"); \
  _Static_assert(offsetof(type, last) == (offset), #type "." #last " moved");

#if UINTPTR_MAX == UINT64_MAX
FIXED(chancery_view, 16, size, 8)
FIXED(chancery_sink, 16, write, 8)
FIXED(chancery_table, 12, stride, 8)
GROWS(chancery_descriptor, 276, predicates, 264)
GROWS(chancery_name, 48, text, 0)
GROWS(chancery_setting_declaration, 320, sentence, 160)
GROWS(chancery_predicate_declaration, 48, most, 44)
GROWS(chancery_host, 32, service, 24)
GROWS(chancery_setting, 40, number, 32)
GROWS(chancery_settings, 24, count, 16)
GROWS(chancery_plugin, 56, destroy, 48)
GROWS(chancery_entry, 24, create, 16)
GROWS(chancery_field, 48, raw, 32)
GROWS(chancery_part, 112, boundary, 96)
GROWS(chancery_message, 56, raw, 40)
GROWS(chancery_certificate, 144, address_count, 136)
GROWS(chancery_signature, 112, revocation_checked, 104)
GROWS(chancery_auth_request, 56, received_at, 48)
GROWS(chancery_claim, 64, reason, 48)
FIXED(chancery_claim_sink, 16, claim, 8)
GROWS(chancery_auth, 24, authenticate, 16)
GROWS(chancery_trust, 80, revocation, 72)
GROWS(chancery_verify_request, 56, at, 48)
FIXED(chancery_signature_sink, 16, signature, 8)
FIXED(chancery_certificate_sink, 16, certificate, 8)
GROWS(chancery_opening, 32, authenticated, 24)
GROWS(chancery_key_request, 64, at, 56)
GROWS(chancery_new_key, 32, request, 24)
GROWS(chancery_capability, 56, key, 40)
FIXED(chancery_capability_sink, 16, capability, 8)
GROWS(chancery_crypto, 160, key_new, 152)
GROWS(chancery_argument, 16, count, 8)
GROWS(chancery_predicate_request, 80, received_at, 72)
GROWS(chancery_predicate, 24, evaluate, 16)
GROWS(chancery_copy, 56, content_count, 48)
GROWS(chancery_delivery, 48, reply, 32)
FIXED(chancery_delivery_sink, 16, delivery, 8)
GROWS(chancery_transport, 40, close, 32)
GROWS(chancery_decorate_request, 48, footer, 32)
FIXED(chancery_splice_sink, 24, insert, 16)
GROWS(chancery_decorator, 24, decorate, 16)
GROWS(chancery_log, 24, write, 16)
GROWS(chancery_clock, 24, now, 16)
GROWS(chancery_members, 32, any, 24)
#endif

/* Values that are stored in descriptors or cross in calls. */
_Static_assert(CHANCERY_ABI_MAJOR == 1, "a new major begins with a new table of layouts");
_Static_assert(CHANCERY_TEXT == 0 && CHANCERY_PATH == 3, "types of settings");
_Static_assert(CHANCERY_OK == 0 && CHANCERY_UNUSABLE == 6, "codes");
_Static_assert(CHANCERY_VALID == 0 && CHANCERY_ERROR == 11, "statuses");
_Static_assert(CHANCERY_MEMBER == 0 && CHANCERY_LISTMASTER == 3, "relations");
_Static_assert(CHANCERY_CMS_SIGNED == 1 && CHANCERY_CMS_OTHER == 5, "kinds of CMS objects");
