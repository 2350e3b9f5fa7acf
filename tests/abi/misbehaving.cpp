// A plugin that does what none may, over the bare C interface: the setting `misdeed` chooses what.
// Without a misdeed it behaves.
#include <chancery/chancery.h>
#include <chancery/about.hpp>
#include <chancery/bytes.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>

namespace {

using chancery::text;
using chancery::view;

std::string misdeed;
int opened;  // what handles point to

bool is(std::string_view deed) { return misdeed == deed; }
void throw_if_told() {
  if (is("throw")) throw std::runtime_error("thrown");
  if (is("throw_number")) throw 42;
}
chancery_code code() {
  throw_if_told();
  if (is("code")) return 99;
  if (is("silent")) return CHANCERY_TRY_LATER;
  return CHANCERY_OK;
}

constexpr std::string_view fingerprint =
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

// Auth

chancery_code authenticate(void*, const chancery_auth_request* request,
                           const chancery_claim_sink* claims, const chancery_sink*) {
  chancery_claim claim{sizeof claim, -1, view("smtp"), CHANCERY_VALID, request->sender, view("")};
  if (is("status")) claim.status = 99;
  if (is("signature")) claim.signature = 7;
  if (is("negative")) claim.signature = INT32_MIN;
  if (is("by_invalid")) claim.signature = 0;
  if (is("no_address")) claim.identity = view("not an address");
  if (is("null_identity")) claim.identity = {nullptr, 12};
  if (is("somebody")) claim.identity = view("mallory@example.org");
  if (is("no_method")) claim.method = {nullptr, 0};
  if (is("short")) claim.size = 8;
  claims->claim(claims->self, is("null") ? nullptr : &claim);
  return code();
}

// Crypto

void capabilities(void*, const chancery_capability_sink* rows) {
  const chancery_capability row{is("short") ? 8u : std::uint32_t{sizeof row}, 1, view("verify"),
                                view("SHA256"), view("RSA")};
  rows->capability(rows->self, is("null") ? nullptr : &row);
  throw_if_told();
}

chancery_certificate certificate() {
  static const chancery_view addresses[] = {view("Alice@EXAMPLE.org"), view("a b@example.org"),
                                            view(std::string_view("nul\0@example.org", 16))};
  chancery_certificate c{};
  c.size = is("short") ? 8u : std::uint32_t{sizeof c};
  c.usage = CHANCERY_MAY_SIGN;
  c.der = is("no_der") ? view("") : view("der");
  c.fingerprint = is("fingerprint") ? view("ABC") : view(fingerprint);
  c.not_before = INT64_MIN;
  c.not_after = INT64_MAX;
  c.addresses = is("null_addresses") ? nullptr : addresses;
  c.address_count = is("many_addresses") ? SIZE_MAX : 3;
  return c;
}

chancery_code certificate_read(void*, chancery_view, const chancery_certificate_sink* sink,
                               const chancery_sink*) {
  const auto c = certificate();
  if (!is("nothing")) sink->certificate(sink->self, is("null") ? nullptr : &c);
  return code();
}
chancery_code prepare(void*, chancery_view, const chancery_sink* prepared, const chancery_sink*) {
  if (!is("nothing")) chancery::write(prepared, "prepared");
  return code();
}
chancery_code key_import(void*, chancery_view, chancery_view, chancery_view, chancery_view,
                         const chancery_sink* key, const chancery_sink*, const chancery_sink*) {
  if (!is("nothing")) chancery::write(key, "key");
  return code();
}
chancery_code key_open(void*, chancery_view, chancery_view, chancery_view, void** key,
                       const chancery_sink*) {
  *key = is("nothing") ? nullptr : &opened;
  return is("close_throws") ? CHANCERY_OK : code();
}
void close_handle(void*, void*) {
  if (is("close_throws")) throw std::runtime_error("thrown");
}
chancery_code trust_open(void*, const chancery_trust*, void** handle, const chancery_sink*) {
  *handle = is("nothing") ? nullptr : &opened;
  return CHANCERY_OK;
}
chancery_code inspect(void*, chancery_view, int32_t* kind, const chancery_sink*) {
  *kind = is("kind") ? 99 : CHANCERY_CMS_SIGNED;
  return code();
}
chancery_code verify(void*, const chancery_verify_request*, const chancery_signature_sink* sink,
                     const chancery_sink* content, const chancery_sink*) {
  const auto c = certificate();
  chancery_signature s{};
  s.size = is("short_signature") ? 8u : std::uint32_t{sizeof s};
  s.status = is("status") ? 99 : CHANCERY_VALID;
  s.reason = {nullptr, SIZE_MAX};
  s.certificate = is("no_certificate") ? nullptr : &c;
  sink->signature(sink->self, is("null") ? nullptr : &s);
  if (is("null_content")) content->write(content->self, nullptr, SIZE_MAX);
  return code();
}
chancery_code decrypt(void*, chancery_view, void* const*, size_t, const chancery_sink* content,
                      chancery_opening* opening, const chancery_sink*) {
  chancery::write(content, "the content");
  opening->status = is("status")    ? 99
                    : is("expired") ? CHANCERY_EXPIRED
                    : is("no_key")  ? CHANCERY_STATUS_NO_KEY
                                    : CHANCERY_VALID;
  return code();
}
chancery_code content_seal(void*, chancery_view, chancery_view, void** session, chancery_view* tail,
                           const chancery_sink*) {
  *session = is("nothing") ? nullptr : &opened;
  *tail = is("null_tail") ? chancery_view{nullptr, 99} : view("tail");
  return CHANCERY_OK;
}
chancery_code recipient_seal(void*, void*, const chancery_view*, size_t, const chancery_sink* head,
                             const chancery_sink*) {
  if (!is("no_head")) chancery::write(head, "head");
  return code();
}

chancery_code envelope_open(void* self, chancery_view cms, void* const* keys, size_t count,
                            const chancery_sink* content, chancery_opening* opening, void** session,
                            chancery_view* tail, const chancery_sink* error) {
  *session = &opened;
  *tail = is("null_tail") ? chancery_view{nullptr, 99} : view("tail");
  if (is("untouched")) return CHANCERY_OK;
  return decrypt(self, cms, keys, count, content, opening, error);
}
chancery_code sign(void*, void*, chancery_view, const chancery_sink* signature,
                   const chancery_sink*) {
  if (!is("nothing")) chancery::write(signature, "signature");
  return code();
}
chancery_code key_new(void*, const chancery_key_request*, const chancery_new_key* made,
                      const chancery_sink*) {
  chancery::write(made->key, "key");
  chancery::write(made->certificate, "certificate");
  if (!is("nothing")) chancery::write(made->request, "request");
  return code();
}

// Predicate

chancery_code evaluate(void*, const chancery_predicate_request*, int32_t* answer,
                       const chancery_sink*) {
  if (!is("untouched")) *answer = is("answer") ? 2 : 1;
  return code();
}

// Transport

chancery_code open_session(void*, void** session, const chancery_sink*) {
  throw_if_told();
  *session = is("nothing") ? nullptr : &opened;
  return CHANCERY_OK;
}
chancery_code send(void*, void*, const chancery_copy* copy, const chancery_delivery_sink* sink,
                   const chancery_sink*) {
  for (size_t i = 0; i < copy->recipient_count; ++i) {
    chancery_delivery d{sizeof d, CHANCERY_OK, i, view("2.0.0"), view("taken")};
    if (is("recipient")) d.recipient = SIZE_MAX;
    if (is("delivery_code")) d.code = 42;
    if (is("short")) d.size = 8;
    if (is("enhanced")) d.enhanced = view("2.0.0\r\nX: y");
    if (is("mute")) continue;
    sink->delivery(sink->self, is("null") ? nullptr : &d);
    d.code = CHANCERY_FAILED;
    if (is("twice")) sink->delivery(sink->self, &d);
    if (is("throw_between")) throw std::runtime_error("thrown");
  }
  return is("code") ? 99 : CHANCERY_OK;
}

// Decorator

chancery_code decorate(void*, const chancery_decorate_request* request, int32_t* applied,
                       const chancery_splice_sink* splice, const chancery_sink* reason,
                       const chancery_sink*) {
  const auto size = request->message->raw.size;
  *applied = is("applied") ? 7 : is("no_reason") || is("skip") ? 0 : 1;
  if (is("skip")) chancery::write(reason, "signed");
  if (is("empty")) return CHANCERY_OK;
  splice->keep(splice->self, 0, size);
  if (is("null_insert")) splice->insert(splice->self, nullptr, SIZE_MAX);
  if (is("beyond")) splice->keep(splice->self, 0, size + 1);
  if (is("overflow")) splice->keep(splice->self, size, SIZE_MAX);
  if (is("behind")) splice->keep(splice->self, size + 1, 0);
  return code();
}

// Life

constexpr auto about = chancery::About("misbehaving", "1", "Does what none may.")
                           .text("misdeed", "", "What to do.")
                           .predicate("is_misbehaving", 0, 0)
                           .role(CHANCERY_ROLE_AUTH)
                           .role(CHANCERY_ROLE_CRYPTO)
                           .role(CHANCERY_ROLE_PREDICATE)
                           .role(CHANCERY_ROLE_TRANSPORT)
                           .role(CHANCERY_ROLE_DECORATOR)
                           .role("chancery.weather/1")
                           .image();
[[gnu::section(CHANCERY_SECTION), gnu::used]] constexpr auto image = about;

chancery_code configure(void*, const chancery_settings* settings, const chancery_sink*) {
  misdeed = text(settings->items[0].text);
  return CHANCERY_OK;
}
chancery_code start(void*, const chancery_sink*) { return CHANCERY_OK; }

const void* role(void*, const char* id) {
  static const chancery_auth auth{sizeof auth, nullptr, &authenticate};
  static const chancery_predicate predicate{sizeof predicate, nullptr, &evaluate};
  static const chancery_transport transport{sizeof transport, nullptr, &open_session, &send,
                                            &close_handle};
  static const chancery_decorator decorator{sizeof decorator, nullptr, &decorate};
  static const chancery_crypto crypto{
      sizeof crypto, nullptr,   &capabilities, &certificate_read, &prepare,      3,
      &key_import,   &key_open, &close_handle, &trust_open,       &close_handle, &inspect,
      &verify,       &decrypt,  &content_seal, &recipient_seal,   &close_handle, &envelope_open,
      &sign,         &key_new};
  const std::string_view wanted = id;
  if (wanted == CHANCERY_ROLE_AUTH) return &auth;
  if (wanted == CHANCERY_ROLE_CRYPTO) return &crypto;
  if (wanted == CHANCERY_ROLE_PREDICATE) return &predicate;
  if (wanted == CHANCERY_ROLE_TRANSPORT) return &transport;
  return wanted == CHANCERY_ROLE_DECORATOR ? &decorator : nullptr;
}
void stop(void*) {}
void destroy(void*) {}

const chancery_plugin* create(const chancery_host*, const chancery_sink*) {
  static const chancery_plugin plugin{sizeof plugin, nullptr, &configure, &start,
                                      &role,         &stop,   &destroy};
  return &plugin;
}

}  // namespace

extern "C" [[gnu::visibility("default")]] const chancery_entry chancery_entry_v1;
const chancery_entry chancery_entry_v1 = {sizeof(chancery_entry), CHANCERY_ABI_MAJOR, &image.head,
                                          &create};
