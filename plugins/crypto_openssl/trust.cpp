#include "trust.hpp"

#include "certificate.hpp"
#include "strength.hpp"

#include <chancery/bytes.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

namespace crypto_openssl {

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

constexpr std::array order = {CHANCERY_ERROR,         CHANCERY_STATUS_UNSUPPORTED,
                              CHANCERY_INVALID,       CHANCERY_STATUS_NO_KEY,
                              CHANCERY_UNTRUSTED,     CHANCERY_REVOKED,
                              CHANCERY_NOT_YET_VALID, CHANCERY_EXPIRED,
                              CHANCERY_WEAK,          CHANCERY_VALID};

Result<std::string> file_content(const std::string& file) {
  std::error_code failed;
  std::ifstream stream(file, std::ios::binary);
  if (std::filesystem::is_directory(file, failed) || !stream)
    return Err(Code::misconfigured,
               "reading " + file + ": " + (errno ? std::strerror(errno) : "it is no file"));
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

}  // namespace

void Judgement::worsen(chancery_status other, std::string why) {
  const auto rank = [](chancery_status s) {
    return std::find(order.begin(), order.end(), s) - order.begin();
  };
  if (rank(other) >= rank(status)) return;
  status = other;
  reason = std::move(why);
}

bool Anchors::add_crls(std::string_view content) {
  bool found = false;
  const auto add = [&](X509_CRL* crl) {
    const Crl owned(crl);
    found = X509_STORE_add_crl(store_.get(), crl) == 1 || found;
  };
  if (const auto bio = memory(content); bio)
    while (X509_CRL* crl = PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr)) add(crl);
  const auto* bytes = reinterpret_cast<const unsigned char*>(content.data());
  if (!found)
    if (X509_CRL* crl = d2i_X509_CRL(nullptr, &bytes, static_cast<long>(content.size()))) add(crl);
  ERR_clear_error();
  has_crls_ = has_crls_ || found;
  return found;
}

// As OpenSSL's -CAfile: certificates, and revocation lists where some lie among them.
Result<void> Anchors::add_anchor_file(const std::string& file) {
  const auto content = file_content(file);
  if (!content) return content.error();
  const auto certificates = read_certificates(*content);
  for (const auto& certificate : certificates) X509_STORE_add_cert(store_.get(), certificate.get());
  add_crls(*content);
  if (certificates.empty()) return Err(Code::misconfigured, file + " holds no certificate");
  return {};
}

Result<void> Anchors::add_anchor_folder(const std::string& folder) {
  std::error_code failed;
  std::filesystem::directory_iterator readable(folder, failed);
  if (failed)
    return Err(Code::misconfigured, "reading the folder " + folder + ": " + failed.message());
  auto* lookup = X509_STORE_add_lookup(store_.get(), X509_LOOKUP_hash_dir());
  if (!lookup || X509_LOOKUP_add_dir(lookup, folder.c_str(), X509_FILETYPE_PEM) != 1)
    return failure(Code::failed, "trusting the folder " + folder);
  // The folder may hold revocation lists under their hashed names (HASH.r0); a missing one is no
  // error.
  for (const auto& entry : readable)
    has_crls_ = has_crls_ || entry.path().extension().string().starts_with(".r");
  return {};
}

Result<void> Anchors::add_crl_file(const std::string& file) {
  const auto content = file_content(file);
  if (!content) return content.error();
  if (!add_crls(*content)) return Err(Code::misconfigured, file + " holds no revocation list");
  return {};
}

Result<void> Anchors::add_intermediate_file(const std::string& file) {
  const auto content = file_content(file);
  if (!content) return content.error();
  auto certificates = read_certificates(*content);
  if (certificates.empty()) return Err(Code::misconfigured, file + " holds no certificate");
  std::move(certificates.begin(), certificates.end(), std::back_inserter(intermediates_));
  return {};
}

Result<std::unique_ptr<chancery::Crypto::Trust>> Anchors::open(const chancery_trust& trust) {
  std::unique_ptr<Anchors> anchors(std::make_unique<Anchors>(Anchors(Store(X509_STORE_new()))));
  anchors->partial_chain_ = trust.partial_chain != 0;
  const auto each = [&](const chancery_view* files, std::size_t count, auto add) -> Result<void> {
    for (std::size_t i = 0; i < count; ++i) {
      auto added = ((*anchors).*add)(std::string(chancery::text(files[i])));
      if (!added) return added;
    }
    return {};
  };
  auto done = each(trust.ca_files, trust.ca_file_count, &Anchors::add_anchor_file);
  if (done) done = each(&trust.ca_path, trust.ca_path.data ? 1 : 0, &Anchors::add_anchor_folder);
  if (done) done = each(trust.crl_files, trust.crl_file_count, &Anchors::add_crl_file);
  if (done)
    done = each(trust.intermediate_files, trust.intermediate_file_count,
                &Anchors::add_intermediate_file);
  ERR_clear_error();
  if (!done) return done.error();
  return std::unique_ptr<chancery::Crypto::Trust>(std::move(anchors));
}

namespace {

// Every error of a chain, while OpenSSL goes on building it.
struct ChainErrors {
  struct One {
    int error;
    std::string about;
  };
  std::vector<One> all;
  std::int64_t at;
};

// OpenSSL ignores when a certificate was revoked: before that day its signatures stand.
bool revoked_later(X509_STORE_CTX* context, std::int64_t at) {
  X509_REVOKED* entry = nullptr;
  auto* crl = X509_STORE_CTX_get0_current_crl(context);
  auto* certificate = X509_STORE_CTX_get_current_cert(context);
  if (!crl || !certificate || X509_CRL_get0_by_cert(crl, &entry, certificate) != 1) return false;
  return seconds_of(X509_REVOKED_get0_revocationDate(entry)) > at;
}

int note_error(int ok, X509_STORE_CTX* context) {
  if (ok) return 1;
  auto& errors = *static_cast<ChainErrors*>(X509_STORE_CTX_get_app_data(context));
  const int error = X509_STORE_CTX_get_error(context);
  if (error == X509_V_ERR_CERT_REVOKED && revoked_later(context, errors.at)) return 1;
  const auto* certificate = X509_STORE_CTX_get_current_cert(context);
  errors.all.push_back(
      {error, certificate ? name_text(X509_get_subject_name(certificate)) : std::string()});
  return 1;
}

// A revocation list that is missing or old is no reason against; one that says revoked is.
bool is_about_missing_crl(int error) {
  return error == X509_V_ERR_UNABLE_TO_GET_CRL || error == X509_V_ERR_CRL_HAS_EXPIRED ||
         error == X509_V_ERR_CRL_NOT_YET_VALID || error == X509_V_ERR_DIFFERENT_CRL_SCOPE;
}

chancery_status status_of(int error) {
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED: return CHANCERY_EXPIRED;
    case X509_V_ERR_CERT_NOT_YET_VALID: return CHANCERY_NOT_YET_VALID;
    case X509_V_ERR_CERT_REVOKED: return CHANCERY_REVOKED;
    case X509_V_ERR_OUT_OF_MEM: return CHANCERY_ERROR;
    default: return CHANCERY_UNTRUSTED;
  }
}

void judge_strength(const STACK_OF(X509) * chain, Judgement& judgement) {
  // The last one is the anchor: it was chosen by the site, not by the sender.
  for (int i = 0; i + 1 < std::max(sk_X509_num(chain), 2); ++i) {
    auto* certificate = sk_X509_value(chain, i);
    if (!certificate) return;
    const auto weak = weakness_of(certificate);
    if (!weak.empty())
      judgement.worsen(CHANCERY_WEAK, weak + ", in the certificate of " +
                                          name_text(X509_get_subject_name(certificate)));
  }
}

}  // namespace

void Anchors::judge(X509* certificate, STACK_OF(X509) * carried, std::int64_t at, bool allow_weak,
                    Judgement& judgement) const {
  const Owned<X509_STORE_CTX, X509_STORE_CTX_free> context(X509_STORE_CTX_new());
  if (!context || X509_STORE_CTX_init(context.get(), store_.get(), certificate, carried) != 1)
    return judgement.worsen(CHANCERY_ERROR, "checking the chain: " + last_error());
  unsigned long flags = X509_V_FLAG_POLICY_CHECK;
  if (partial_chain_) flags |= X509_V_FLAG_PARTIAL_CHAIN;
  if (has_crls_)
    flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL | X509_V_FLAG_EXTENDED_CRL_SUPPORT |
             X509_V_FLAG_USE_DELTAS;
  X509_STORE_CTX_set_flags(context.get(), flags);
  X509_STORE_CTX_set_time(context.get(), 0, at);
  X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SMIME_SIGN);
  ChainErrors errors{{}, at};
  X509_STORE_CTX_set_app_data(context.get(), &errors);
  X509_STORE_CTX_set_verify_cb(context.get(), note_error);
  if (X509_verify_cert(context.get()) != 1 && errors.all.empty())
    judgement.worsen(CHANCERY_ERROR,
                     "checking the chain: " + std::string(X509_verify_cert_error_string(
                                                  X509_STORE_CTX_get_error(context.get()))));
  for (const auto& [error, about] : errors.all)
    if (!is_about_missing_crl(error))
      judgement.worsen(status_of(error),
                       std::string(X509_verify_cert_error_string(error)) +
                           (about.empty() ? "" : ": the certificate of " + about));
  if (!allow_weak) judge_strength(X509_STORE_CTX_get0_chain(context.get()), judgement);
  ERR_clear_error();
}

}  // namespace crypto_openssl
