#include "host/tables.hpp"

#include "host/answer.hpp"

#include <algorithm>

namespace chancery {

namespace {

// Up to the last member of ABI 1.0, and all functions there.
bool is_whole(const chancery_auth& t) {
  return CHANCERY_HAS(&t, chancery_auth, authenticate) && t.authenticate;
}
bool is_whole(const chancery_predicate& t) {
  return CHANCERY_HAS(&t, chancery_predicate, evaluate) && t.evaluate;
}
bool is_whole(const chancery_transport& t) {
  return CHANCERY_HAS(&t, chancery_transport, close) && t.open && t.send && t.close;
}
bool is_whole(const chancery_decorator& t) {
  return CHANCERY_HAS(&t, chancery_decorator, decorate) && t.decorate;
}
bool is_whole(const chancery_crypto& t) {
  return CHANCERY_HAS(&t, chancery_crypto, key_new) && t.capabilities && t.certificate_read &&
         t.prepare && t.key_import && t.key_open && t.key_close && t.trust_open && t.trust_close &&
         t.inspect && t.verify && t.decrypt && t.content_seal && t.recipient_seal &&
         t.content_close && t.envelope_open && t.sign && t.key_new;
}

template <class Table>
Result<void> take(const Descriptor& descriptor, const LivingPlugin& plugin, const char* role,
                  const Table*& into) {
  const auto& declared = descriptor.roles;
  if (std::find(declared.begin(), declared.end(), role) == declared.end()) return {};
  const auto* table = static_cast<const Table*>(plugin.role(role));
  if (!table)
    return broken_contract(descriptor.id,
                           std::string("it declares the role ") + role + " and does not give it");
  if (!is_whole(*table))
    return broken_contract(descriptor.id,
                           std::string("its table of the role ") + role + " is not complete");
  into = table;
  return {};
}

}  // namespace

Result<Tables> tables_of(const Descriptor& descriptor, const LivingPlugin& plugin) {
  Tables tables;
  auto done = take(descriptor, plugin, CHANCERY_ROLE_AUTH, tables.auth);
  if (done) done = take(descriptor, plugin, CHANCERY_ROLE_CRYPTO, tables.crypto);
  if (done) done = take(descriptor, plugin, CHANCERY_ROLE_PREDICATE, tables.predicate);
  if (done) done = take(descriptor, plugin, CHANCERY_ROLE_TRANSPORT, tables.transport);
  if (done) done = take(descriptor, plugin, CHANCERY_ROLE_DECORATOR, tables.decorator);
  if (!done) return done.error();
  return tables;
}

}  // namespace chancery
