#include "trust.hpp"

#include "pem.hpp"

#include <chancery/bytes.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

using chancery::Code;
using chancery::Err;
using chancery::Error;
using chancery::Result;
using chancery::text;
namespace fs = std::filesystem;

namespace {

Result<std::string> read_whole(const std::string& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored))
    return Err(Code::misconfigured, "reading " + path + ": it is a directory");
  std::ifstream file(path, std::ios::binary);
  std::ostringstream whole;
  if (!file) return Err(Code::misconfigured, "reading " + path + ": " + std::strerror(errno));
  whole << file.rdbuf();
  if (file.bad()) return Err(Code::misconfigured, "reading " + path + ": " + std::strerror(errno));
  return std::move(whole).str();
}

// Whoever hands over a list wants what is on it refused: passing over it would be worse than not
// starting.
Error no_lists(const std::string& path) {
  return Err(Code::unsupported,
             path +
                 " is a list of revoked certificates, which crypto_gpgme "
                 "cannot look into",
             "use crypto_openssl, or leave the list out");
}

Result<void> add(std::vector<Certificate>& into, const std::string& path) {
  const auto whole = read_whole(path);
  if (!whole) return whole.error();
  for (const auto& block : pem::blocks(*whole)) {
    if (block.label == "X509 CRL") return no_lists(path);
    if (block.label == "TRUSTED CERTIFICATE")
      return Err(Code::misconfigured, path + " has OpenSSL's own form of trusted certificates");
  }
  auto certificates = read_certificates(*whole, path);
  if (!certificates) return Err(Code::misconfigured, certificates.error().what);
  for (auto& each : *certificates) into.push_back(std::move(each));
  return {};
}

// As c_rehash names them: eight hexadecimal digits, ".0" for a certificate and ".r0" for a list.
bool is_hashed(const std::string& name, std::string_view before_number) {
  constexpr std::size_t digits = 8;
  return name.size() > digits + before_number.size() &&
         name.find_first_not_of("0123456789abcdef") == digits &&
         name.compare(digits, before_number.size(), before_number) == 0 &&
         name.find_first_not_of("0123456789", digits + before_number.size()) == std::string::npos;
}

Result<void> add_folder(std::vector<Certificate>& into, const std::string& path) {
  std::error_code why;
  std::vector<std::string> files;
  for (fs::directory_iterator at(path, why), end; !why && at != end; at.increment(why)) {
    const auto name = at->path().filename().string();
    if (is_hashed(name, ".r")) return no_lists(at->path().string());
    if (is_hashed(name, ".")) files.push_back(at->path().string());
  }
  if (why)
    return Err(Code::misconfigured, "looking for certificates in " + path + ": " + why.message());
  std::sort(files.begin(), files.end());
  for (const auto& file : files)
    if (auto done = add(into, file); !done) return done;
  return {};
}

Result<void> add_all(std::vector<Certificate>& into, const chancery_view* paths,
                     std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    if (auto done = add(into, std::string(text(paths[i]))); !done) return done;
  return {};
}

// "relax": a root need not say that it is an authority. Old ones do not.
std::string trust_list(const std::vector<Certificate>& anchors) {
  std::string list = "# the anchors of the site, and no others\n";
  for (const auto& anchor : anchors) list += anchor.sha1 + " S relax\n";
  return list;
}

}  // namespace

Result<std::unique_ptr<chancery::Crypto::Trust>> open_trust(const chancery_trust& trust,
                                                            const std::string& homes) {
  if (trust.partial_chain)
    return Err(Code::unsupported, "crypto_gpgme ends a chain only at a root",
               "use crypto_openssl, or trust the root");
  std::uint32_t revocation = CHANCERY_REVOCATION_PREFER;
  if (CHANCERY_HAS(&trust, chancery_trust, revocation)) revocation = trust.revocation;
  if (revocation == CHANCERY_REVOCATION_REQUIRE)
    return Err(Code::unsupported,
               "crypto_gpgme knows no lists of revoked certificates, and they are "
               "required",
               "use crypto_openssl, or revocation = \"ignore\" in [trust]");
  if (revocation != CHANCERY_REVOCATION_IGNORE && trust.crl_file_count > 0) {
    const std::string first(text(trust.crl_files[0]));
    const auto readable = read_whole(first);
    return readable ? no_lists(first) : readable.error();
  }
  if (revocation != CHANCERY_REVOCATION_IGNORE &&
      CHANCERY_HAS(&trust, chancery_trust, ocsp_file_count) && trust.ocsp_file_count > 0)
    return Err(Code::unsupported,
               std::string(text(trust.ocsp_files[0])) +
                   " is an answer about a certificate (OCSP), which crypto_gpgme cannot look into",
               "use crypto_openssl, or leave the answers out");
  auto opened = std::make_unique<TrustAnchors>();
  auto done = add_all(opened->anchors, trust.ca_files, trust.ca_file_count);
  if (const std::string folder(text(trust.ca_path)); done && !folder.empty())
    done = add_folder(opened->anchors, folder);
  if (done)
    done = add_all(opened->intermediates, trust.intermediate_files, trust.intermediate_file_count);
  if (!done) return done.error();
  auto home = Home::make(homes);
  if (!home) return home.error();
  opened->home = std::move(*home);
  if (done = opened->home->write("trustlist.txt", trust_list(opened->anchors)); !done)
    return done.error();
  return std::unique_ptr<chancery::Crypto::Trust>(std::move(opened));
}
