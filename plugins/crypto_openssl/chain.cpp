// OpenSSL walks the chain; a callback writes down each thing it dislikes and lets it go on, so that
// "expired" does not hide "untrusted". Nothing that was written down is lost: the walk's own result
// only matters when it failed without a word.
#include "chain.hpp"

#include "certificate.hpp"
#include "errors.hpp"
#include "usage.hpp"

#include <openssl/x509_vfy.h>

#include <algorithm>
#include <map>
#include <optional>

namespace {

struct Findings {
  Judgement& judgement;
  const ChainRequest& request;
  bool any = false;
  std::map<int, std::string> without_list = {};  // by depth: what is wrong with the list
  bool list_maker_without_list = false;          // somebody above who signed a list
};

// Nested walks (the chain of a CRL's issuer) have a context of their own.
Findings& findings_of(X509_STORE_CTX* context) {
  while (auto* parent = X509_STORE_CTX_get0_parent_ctx(context)) context = parent;
  return *static_cast<Findings*>(X509_STORE_CTX_get_app_data(context));
}

// When the lists say that the current certificate was revoked; the earliest of several dates.
// Nothing: they are not the issuer's own, or do not say.
std::optional<std::int64_t> revocation_date(X509_STORE_CTX* context) {
  auto* certificate = X509_STORE_CTX_get_current_cert(context);
  if (!certificate) return std::nullopt;
  const openssl::Crls lists(X509_STORE_CTX_get1_crls(context, X509_get_issuer_name(certificate)));
  std::optional<std::int64_t> earliest;
  for (int i = 0; lists && i < sk_X509_CRL_num(lists.get()); ++i) {
    X509_REVOKED* entry = nullptr;
    if (X509_CRL_get0_by_cert(sk_X509_CRL_value(lists.get(), i), &entry, certificate) != 1)
      continue;
    const auto date = seconds_of(*X509_REVOKED_get0_revocationDate(entry));
    if (!earliest || date < *earliest) earliest = date;
  }
  return earliest;
}

// A list may be newer than the time that is judged: what was revoked later was still good then.
bool revoked_at(X509_STORE_CTX* context, std::int64_t at) {
  const auto date = revocation_date(context);
  return !date || *date <= at;
}

// OpenSSL's purpose check does not know anyExtendedKeyUsage; RFC 8550 section 4.4.4 allows it.
bool purpose_is_fine(X509_STORE_CTX* context) {
  auto* certificate = X509_STORE_CTX_get_current_cert(context);
  if (!certificate || !(X509_get_extended_key_usage(certificate) & XKU_ANYEKU) ||
      X509_get_extended_key_usage(certificate) == UINT32_MAX)
    return false;
  if (X509_STORE_CTX_get_error_depth(context) == 0) return key_usage_allows_signing(*certificate);
  return X509_check_ca(certificate) == 1;
}

std::string about_current(X509_STORE_CTX* context, const char* sentence) {
  const auto* certificate = X509_STORE_CTX_get_current_cert(context);
  if (!certificate) return sentence;
  return std::string(sentence) + " (" + name_text(*X509_get_subject_name(certificate)) + ")";
}

bool speaks_of_list(int error) {
  switch (error) {
    case X509_V_ERR_CERT_REVOKED:
    case X509_V_ERR_CRL_HAS_EXPIRED:
    case X509_V_ERR_CRL_PATH_VALIDATION_ERROR:
    case X509_V_ERR_CRL_SIGNATURE_FAILURE:
    case X509_V_ERR_DIFFERENT_CRL_SCOPE:
    case X509_V_ERR_KEYUSAGE_NO_CRL_SIGN:
    case X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
    case X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION: return true;
    default: return false;
  }
}

// A trusted intermediate ends the chain: the list that might name it is signed by somebody above,
// who is not known. An anchor is trusted because the site says so.
bool about_list_above_anchor(X509_STORE_CTX* context) {
  if (!speaks_of_list(X509_STORE_CTX_get_error(context))) return false;
  auto* chain = X509_STORE_CTX_get0_chain(context);
  const int last = sk_X509_num(chain) - 1;
  return X509_STORE_CTX_get_error_depth(context) == last &&
         !(X509_get_extension_flags(sk_X509_value(chain, last)) & EXFLAG_SI);
}

bool is_anchor(X509_STORE_CTX* context) {
  auto* chain = X509_STORE_CTX_get0_chain(context);
  return chain && X509_STORE_CTX_get_error_depth(context) == sk_X509_num(chain) - 1;
}

bool is_nested(X509_STORE_CTX* context) { return X509_STORE_CTX_get0_parent_ctx(context); }

// An answer about the one certificate may stand in for a list that is missing or out of date: a
// complaint has to wait until the chain is known. Nobody keeps a list about an anchor. Nor is there
// an answer about who signed a list: a complaint about them is one at once, with depths of its own.
bool note_without_list(X509_STORE_CTX* context, const char* sentence) {
  if (is_anchor(context)) return true;
  auto& findings = findings_of(context);
  if (!is_nested(context)) {
    findings.without_list.emplace(X509_STORE_CTX_get_error_depth(context), sentence);
    return true;
  }
  findings.list_maker_without_list = true;
  return *sentence == '\0' && findings.request.anchors.revocation != CHANCERY_REVOCATION_REQUIRE;
}

struct Meaning {
  chancery_status status;
  const char* sentence;
};

// What one of OpenSSL's complaints means here, apart from those that `weigh` looks into.
Meaning meaning_of(int error) {
  switch (error) {
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return {CHANCERY_NOT_YET_VALID, "the certificate is not yet valid"};
    case X509_V_ERR_CERT_HAS_EXPIRED: return {CHANCERY_EXPIRED, "the certificate has expired"};
    case X509_V_ERR_CERT_REVOKED: return {CHANCERY_REVOKED, "the certificate was revoked"};
    case X509_V_ERR_INVALID_PURPOSE:
      return {CHANCERY_UNTRUSTED, "the certificate is not meant for signing mail"};
    case X509_V_ERR_UNABLE_TO_GET_CRL:
      return {CHANCERY_UNTRUSTED, "there is no list about who signed a list"};
    case X509_V_ERR_CRL_HAS_EXPIRED:
      return {CHANCERY_UNTRUSTED, "the list about who signed a list is out of date"};
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return {CHANCERY_UNTRUSTED, "no chain leads to a configured anchor"};
    case X509_V_ERR_OUT_OF_MEM:
    case X509_V_ERR_STORE_LOOKUP: return {CHANCERY_ERROR, X509_verify_cert_error_string(error)};
    default: return {CHANCERY_UNTRUSTED, X509_verify_cert_error_string(error)};
  }
}

// Whether a complaint is none here.
bool is_no_matter(X509_STORE_CTX* context) {
  switch (X509_STORE_CTX_get_error(context)) {
    case X509_V_ERR_UNABLE_TO_GET_CRL: return note_without_list(context, "");
    case X509_V_ERR_CRL_HAS_EXPIRED:
      return about_list_above_anchor(context) ||
             note_without_list(context, "the list of revoked certificates is out of date");
    case X509_V_ERR_CRL_NOT_YET_VALID: return true;  // it is newer: see revoked_at
    case X509_V_ERR_INVALID_PURPOSE: return purpose_is_fine(context);
    case X509_V_ERR_CERT_REVOKED:
      return about_list_above_anchor(context) ||
             !revoked_at(context, findings_of(context).request.at);
    default: return about_list_above_anchor(context);
  }
}

// False: the walk cannot go on.
bool weigh(X509_STORE_CTX* context) {
  if (is_no_matter(context)) return true;
  const auto [status, sentence] = meaning_of(X509_STORE_CTX_get_error(context));
  auto& findings = findings_of(context);
  findings.any = true;
  findings.judgement.add(status, about_current(context, sentence));
  return status != CHANCERY_ERROR;
}

int collect(int ok, X509_STORE_CTX* context) { return ok || weigh(context) ? 1 : 0; }

bool set_up(X509_STORE_CTX* context, const ChainRequest& request, Findings& findings) {
  if (!X509_STORE_CTX_init(context, request.anchors.store.get(), &request.signer,
                           request.helpers) ||
      !X509_STORE_CTX_set_default(context, "smime_sign"))
    return false;
  unsigned long flags = X509_V_FLAG_POLICY_CHECK;
  if (request.anchors.looks_for_crls())
    flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL | X509_V_FLAG_EXTENDED_CRL_SUPPORT |
             X509_V_FLAG_USE_DELTAS;
  X509_STORE_CTX_set_flags(context, flags);
  // RFC 5280 section 6.1.1 (c): any policy will do for us; authorities may still ask for one.
  if (!X509_VERIFY_PARAM_add0_policy(X509_STORE_CTX_get0_param(context),
                                     OBJ_nid2obj(NID_any_policy)))
    return false;
  X509_STORE_CTX_set_time(context, 0, static_cast<time_t>(request.at));
  X509_STORE_CTX_set_app_data(context, &findings);
  X509_STORE_CTX_set_verify_cb(context, collect);
  return true;
}

// Every key of the chain counts, and every signature but the anchor's own.
void judge_strength(STACK_OF(X509) * chain, const Floor& floor, Judgement& judgement) {
  const int length = sk_X509_num(chain);
  for (int i = 0; i < length; ++i) {
    X509* certificate = sk_X509_value(chain, i);
    const auto who = " (" + name_text(*X509_get_subject_name(certificate)) + ")";
    const EVP_PKEY* key = X509_get0_pubkey(certificate);
    if (key && key_is_weak(*key, floor))
      judgement.add(CHANCERY_WEAK, "a key of " + std::to_string(key_bits(*key)) +
                                       " bits is below the floor" + who);
    if (i + 1 < length && signed_weakly(*certificate, floor))
      judgement.add(CHANCERY_WEAK, "the digest on a certificate is below the floor" + who);
  }
}

// Says so when the key of a certificate cannot be read: DSA parameters inherited from the issuer, a
// curve that is not known.
bool key_is_readable(X509& certificate, Judgement& judgement) {
  if (X509_get0_pubkey(&certificate)) return true;
  openssl::take_errors();
  judgement.add(CHANCERY_STATUS_UNSUPPORTED, "the public key of a certificate cannot be read (" +
                                                 name_text(*X509_get_subject_name(&certificate)) +
                                                 ")");
  return false;
}

// The walk ended without a complaint.
void judge_silence(X509_STORE_CTX* context, Judgement& judgement) {
  auto* chain = X509_STORE_CTX_get0_chain(context);
  for (int i = 0; i < sk_X509_num(chain); ++i)
    if (!key_is_readable(*sk_X509_value(chain, i), judgement)) return;
  const int error = X509_STORE_CTX_get_error(context);
  judgement.add(CHANCERY_ERROR, std::string("the chain could not be judged: ") +
                                    X509_verify_cert_error_string(error));
}

// Why a certificate without a current list and without a current answer cannot be relied on; empty:
// it can.
std::string why_unanswered(const std::string& list, ocsp::Standing answer, bool required) {
  if (!list.empty()) return list;
  if (answer == ocsp::Standing::stale) return "the answer about the certificate is out of date";
  return required
             ? "neither its issuer's list of revoked certificates is here nor an answer about it"
             : "";
}

// Whether every certificate below the anchor could be asked about.
bool judge_revocation(STACK_OF(X509) * chain, const Findings& findings) {
  const auto& request = findings.request;
  const bool required = request.anchors.revocation == CHANCERY_REVOCATION_REQUIRE;
  bool all = !findings.list_maker_without_list &&
             (sk_X509_num(chain) > 1 || request.anchors.looks_for_crls());
  for (int depth = 0; depth + 1 < sk_X509_num(chain); ++depth) {
    const auto who = " (" + name_text(*X509_get_subject_name(sk_X509_value(chain, depth))) + ")";
    const auto answer = request.answers.about(*sk_X509_value(chain, depth),
                                              *sk_X509_value(chain, depth + 1), request.at);
    if (answer == ocsp::Standing::revoked)
      findings.judgement.add(CHANCERY_REVOKED, "the certificate was revoked" + who);
    const auto without = findings.without_list.find(depth);
    const bool listed = request.anchors.looks_for_crls() && without == findings.without_list.end();
    if (listed || answer >= ocsp::Standing::good) continue;
    all = false;
    const auto list = without == findings.without_list.end() ? std::string() : without->second;
    if (const auto why = why_unanswered(list, answer, required); !why.empty())
      findings.judgement.add(CHANCERY_UNTRUSTED, why + who);
  }
  return all;
}

}  // namespace

bool judge_chain(const ChainRequest& request, Judgement& judgement) {
  if (!key_is_readable(request.signer, judgement)) return false;
  Findings findings{judgement, request};
  const openssl::StoreContext context(X509_STORE_CTX_new());
  if (!context || !set_up(context.get(), request, findings)) {
    judgement.add(CHANCERY_ERROR, "the chain could not be judged: " + openssl::take_errors());
    return false;
  }
  const int verified = X509_verify_cert(context.get());
  if (verified != 1 && !findings.any) judge_silence(context.get(), judgement);
  auto* chain = X509_STORE_CTX_get0_chain(context.get());
  if (chain && request.floor) judge_strength(chain, *request.floor, judgement);
  if (!chain || request.anchors.revocation == CHANCERY_REVOCATION_IGNORE) return false;
  // No answer could make it better: what a stranger brings with it costs nothing. Of revoked and
  // untrusted, untrusted is told.
  if (judgement.is_at_least(CHANCERY_UNTRUSTED)) return false;
  return judge_revocation(chain, findings) && verified == 1;
}
