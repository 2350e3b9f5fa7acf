#include "directory.hpp"

#include <ldap.h>

#include <memory>

using chancery::Code;
using chancery::Err;
using chancery::Error;
using chancery::Result;

namespace predicate_search {

namespace {

struct Close {
  void operator()(LDAP* handle) const { ldap_unbind_ext_s(handle, nullptr, nullptr); }
  void operator()(LDAPMessage* message) const { ldap_msgfree(message); }
};
using Connection = std::unique_ptr<LDAP, Close>;
using Answer = std::unique_ptr<LDAPMessage, Close>;

Code code_of(int result) {
  switch (result) {
    case LDAP_SERVER_DOWN:
    case LDAP_CONNECT_ERROR:
    case LDAP_TIMEOUT:
    case LDAP_TIMELIMIT_EXCEEDED:
    case LDAP_ADMINLIMIT_EXCEEDED:
    case LDAP_BUSY:
    case LDAP_UNAVAILABLE:
    case LDAP_NO_MEMORY: return Code::try_later;
    default: return Code::misconfigured;
  }
}

// What the library and the server say; never what was sent, for that may be a password.
Error failure(LDAP* handle, int result, const std::string& doing, const Search& search) {
  auto what = doing + " at " + search.url + ": " + ldap_err2string(result);
  char* more = nullptr;
  if (handle && ldap_get_option(handle, LDAP_OPT_DIAGNOSTIC_MESSAGE, &more) == LDAP_OPT_SUCCESS &&
      more) {
    if (*more) what += std::string(" (") + more + ")";
    ldap_memfree(more);
  }
  return Err(code_of(result), what);
}

// A certificate that cannot be verified ends it, whatever ldap.conf of the machine says.
int demand_certificates(LDAP* handle, const Search& search) {
  const int demand = LDAP_OPT_X_TLS_DEMAND, as_client = 0;
  int result = ldap_set_option(handle, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
  if (result == LDAP_OPT_SUCCESS && !search.ca_file.empty())
    result = ldap_set_option(handle, LDAP_OPT_X_TLS_CACERTFILE, search.ca_file.c_str());
  if (result == LDAP_OPT_SUCCESS)
    result = ldap_set_option(handle, LDAP_OPT_X_TLS_NEWCTX, &as_client);
  return result;
}

int prepare(LDAP* handle, const Search& search) {
  const int version = LDAP_VERSION3;
  const timeval patience{search.timeout, 0};
  int result = ldap_set_option(handle, LDAP_OPT_PROTOCOL_VERSION, &version);
  if (result == LDAP_OPT_SUCCESS)
    result = ldap_set_option(handle, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
  if (result == LDAP_OPT_SUCCESS)
    result = ldap_set_option(handle, LDAP_OPT_NETWORK_TIMEOUT, &patience);
  if (result == LDAP_OPT_SUCCESS) result = ldap_set_option(handle, LDAP_OPT_TIMEOUT, &patience);
  const bool has_tls = search.starts_tls || search.url.starts_with("ldaps://");
  if (result == LDAP_OPT_SUCCESS && has_tls) result = demand_certificates(handle, search);
  return result;
}

Result<Connection> connect(const Search& search) {
  LDAP* made = nullptr;
  const int result = ldap_initialize(&made, search.url.c_str());
  Connection connection(made);
  if (result != LDAP_SUCCESS)
    return Err(Code::misconfigured,
               "the directory's address " + search.url + ": " + ldap_err2string(result));
  if (const int set = prepare(made, search); set != LDAP_OPT_SUCCESS)
    return Err(Code::misconfigured, "preparing to ask " + search.url + ": " + ldap_err2string(set));
  return connection;
}

int bind(LDAP* handle, const Search& search) {
  std::string password = search.password;
  berval secret{password.size(), password.data()};
  return ldap_sasl_bind_s(handle, search.bind_dn.c_str(), LDAP_SASL_SIMPLE, &secret, nullptr,
                          nullptr, nullptr);
}

int scope_of(const Search& search) {
  if (search.scope == "base") return LDAP_SCOPE_BASE;
  return search.scope == "one" ? LDAP_SCOPE_ONELEVEL : LDAP_SCOPE_SUBTREE;
}

// Names only, and one entry will do: RFC 4511 section 4.5.1.8.
Result<bool> ask(LDAP* handle, const Search& search) {
  std::string no_attributes = LDAP_NO_ATTRS;
  char* attributes[] = {no_attributes.data(), nullptr};
  timeval patience{search.timeout, 0};
  LDAPMessage* made = nullptr;
  const int result =
      ldap_search_ext_s(handle, search.base.c_str(), scope_of(search), search.filter.c_str(),
                        attributes, 1, nullptr, nullptr, &patience, 1, &made);
  const Answer answer(made);
  if (result == LDAP_SIZELIMIT_EXCEEDED) return true;
  if (result != LDAP_SUCCESS) return failure(handle, result, "searching", search);
  return ldap_count_entries(handle, made) > 0;
}

}  // namespace

Result<bool> finds(const Search& search) {
  const auto connection = connect(search);
  if (!connection) return connection.error();
  LDAP* handle = connection->get();
  if (search.starts_tls)
    if (const int begun = ldap_start_tls_s(handle, nullptr, nullptr); begun != LDAP_SUCCESS)
      return failure(handle, begun, "beginning TLS", search);
  if (!search.bind_dn.empty())
    if (const int bound = bind(handle, search); bound != LDAP_SUCCESS)
      return failure(handle, bound, "logging in as " + search.bind_dn, search);
  return ask(handle, search);
}

}  // namespace predicate_search
