#include "trust.hpp"

#include "certificate.hpp"
#include "errors.hpp"

#include <chancery/bytes.hpp>

#include <openssl/pem.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

using chancery::Code;
using chancery::Err;
using chancery::Result;
using chancery::text;

namespace {

Result<std::string> read_whole(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    return Err(Code::misconfigured, "reading " + path + ": it is a directory");
  std::ifstream file(path, std::ios::binary);
  std::ostringstream whole;
  if (!file) return Err(Code::misconfigured, "reading " + path + ": " + std::strerror(errno));
  whole << file.rdbuf();
  if (file.bad()) return Err(Code::misconfigured, "reading " + path + ": " + std::strerror(errno));
  return std::move(whole).str();
}

Result<std::vector<openssl::Crl>> read_crls(std::string_view input, const std::string& path) {
  std::vector<openssl::Crl> found;
  if (!looks_like_pem(input)) {
    const auto* at = openssl::data(input);
    openssl::Crl crl(d2i_X509_CRL(nullptr, &at, static_cast<long>(input.size())));
    if (!crl) return openssl::failure(Code::misconfigured, path + " is no CRL");
    found.push_back(std::move(crl));
    return found;
  }
  const auto bio = openssl::reading(input);
  while (bio) {
    openssl::Crl crl(PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr));
    if (!crl) break;
    found.push_back(std::move(crl));
  }
  openssl::take_errors();
  return found;
}

Result<void> add_crls(TrustAnchors& anchors, const std::vector<openssl::Crl>& crls) {
  for (const auto& crl : crls) {
    if (!X509_STORE_add_crl(anchors.store.get(), crl.get()))
      return openssl::failure(Code::failed, "keeping a CRL");
    anchors.has_crls = true;
  }
  return {};
}

// As -CAfile: certificates, and CRLs if there are some.
Result<void> add_ca_file(TrustAnchors& anchors, const std::string& path) {
  const auto whole = read_whole(path);
  if (!whole) return whole.error();
  const auto certificates = read_certificates(*whole, path);
  if (!certificates) return Err(Code::misconfigured, certificates.error().what);
  for (const auto& certificate : *certificates)
    if (!X509_STORE_add_cert(anchors.store.get(), certificate.get()))
      return openssl::failure(Code::failed, "keeping a certificate of " + path);
  if (!looks_like_pem(*whole)) return {};
  const auto crls = read_crls(*whole, path);
  return crls ? add_crls(anchors, *crls) : crls.error();
}

// As -CApath: looked into by the hash of a name, when somebody is looked for.
Result<void> add_ca_path(TrustAnchors& anchors, const std::string& path) {
  std::error_code why;
  if (!std::filesystem::is_directory(path, why))
    return Err(Code::misconfigured,
               "looking for certificates in " + path + ": it is not a directory");
  auto* lookup = X509_STORE_add_lookup(anchors.store.get(), X509_LOOKUP_hash_dir());
  if (!lookup || X509_LOOKUP_add_dir(lookup, path.c_str(), X509_FILETYPE_PEM) != 1)
    return openssl::failure(Code::misconfigured, "looking for certificates in " + path);
  anchors.has_crls = true;
  return {};
}

Result<void> add_crl_file(TrustAnchors& anchors, const std::string& path) {
  const auto whole = read_whole(path);
  if (!whole) return whole.error();
  const auto crls = read_crls(*whole, path);
  if (!crls) return crls.error();
  if (crls->empty()) return Err(Code::misconfigured, path + " holds no CRL");
  return add_crls(anchors, *crls);
}

Result<void> add_intermediates(TrustAnchors& anchors, const std::string& path) {
  const auto whole = read_whole(path);
  if (!whole) return whole.error();
  auto certificates = read_certificates(*whole, path);
  if (!certificates) return Err(Code::misconfigured, certificates.error().what);
  for (auto& certificate : *certificates) anchors.intermediates.push_back(std::move(certificate));
  return {};
}

Result<void> add_answer(TrustAnchors& anchors, const std::string& path) {
  const auto whole = read_whole(path);
  if (!whole) return whole.error();
  auto response = ocsp::read(*whole);
  if (!response) return Err(Code::misconfigured, path + ": " + response.error().what);
  // A responder's "try later" in the place of an answer is a hiccup of theirs, and answers nothing.
  if (*response) anchors.answers.push_back(std::move(*response));
  return {};
}

using Add = Result<void> (*)(TrustAnchors&, const std::string&);

Result<void> add_all(TrustAnchors& anchors, const chancery_view* paths, std::size_t count,
                     Add add) {
  for (std::size_t i = 0; i < count; ++i)
    if (auto done = add(anchors, std::string(text(paths[i]))); !done) return done;
  return {};
}

}  // namespace

Result<std::unique_ptr<chancery::Crypto::Trust>> open_trust(const chancery_trust& trust) {
  auto anchors = std::make_unique<TrustAnchors>();
  anchors->store.reset(X509_STORE_new());
  if (!anchors->store) return openssl::failure(Code::try_later, "making a certificate store");
  if (CHANCERY_HAS(&trust, chancery_trust, revocation)) anchors->revocation = trust.revocation;
  if (trust.partial_chain) X509_STORE_set_flags(anchors->store.get(), X509_V_FLAG_PARTIAL_CHAIN);
  if (auto done = add_all(*anchors, trust.ca_files, trust.ca_file_count, add_ca_file); !done)
    return done.error();
  if (const std::string path(text(trust.ca_path)); !path.empty())
    if (auto done = add_ca_path(*anchors, path); !done) return done.error();
  if (auto done = add_all(*anchors, trust.crl_files, trust.crl_file_count, add_crl_file); !done)
    return done.error();
  if (CHANCERY_HAS(&trust, chancery_trust, ocsp_file_count))
    if (auto done = add_all(*anchors, trust.ocsp_files, trust.ocsp_file_count, add_answer); !done)
      return done.error();
  auto done =
      add_all(*anchors, trust.intermediate_files, trust.intermediate_file_count, add_intermediates);
  if (!done) return done.error();
  return std::unique_ptr<chancery::Crypto::Trust>(std::move(anchors));
}
