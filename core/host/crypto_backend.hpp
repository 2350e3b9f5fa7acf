// A crypto backend as the rest of the house sees it: typed values in and out, over the C table of
// the plugin. Its answers are checked (host/answer.hpp): what does not keep the contract is an
// Error that names the plugin, and defers.
#pragma once

#include "host/crypto_handle.hpp"

#include "config/demands.hpp"
#include "trust/evidence.hpp"

#include "base/files.hpp"

#include <chancery/role/crypto.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

enum class CmsKind { signed_data, enveloped, auth_enveloped, certificates_only, other };

enum class Revocation { prefer, require, ignore };  // as role/crypto_request.h says

struct TrustFiles {
  std::vector<fs::path> ca_files;
  fs::path ca_path;
  std::vector<fs::path> crl_files, intermediate_files, ocsp_files;
  bool partial_chain = false;
  std::optional<fs::path> crl_folder, intermediate_folder, ocsp_folder;  // all files in them, too
  Revocation revocation = Revocation::prefer;
};

class CryptoBackend {
 public:
  using Handle = CryptoHandle;
  struct KeyFiles {
    std::string_view key, certificate, password;
  };
  struct Imported {
    std::string key_pem, certificate_pem;  // the key's own certificate, then others to an anchor
  };
  // All PEM; the certificate is by the key itself, the request for an authority.
  struct NewKey {
    std::string key_pem, certificate_pem, request_pem;
  };
  struct KeyRequest {
    std::string_view algorithm;  // "RSA 3072", "EC P-256"
    std::string_view address;    // canonical
    std::string_view password;   // the key is written under it
    Time at;
    std::uint32_t days = 0;  // validity of the certificate
  };
  // Beside the facts of a signature: see chancery_signature.
  struct SignatureMark {
    std::string act;           // empty: unknown
    std::string capabilities;  // "AES-256-GCM AES-256-CBC"
  };
  struct Verified {
    std::vector<Signature> signatures;
    std::string content = {};               // of an opaque signature
    std::vector<SignatureMark> marks = {};  // one a signature
  };
  struct Opened {
    Opening opening;
    std::string content;  // when opening is valid
  };
  // One content, encrypted once.
  struct Content {
    Handle session;
    std::string_view tail;  // valid as long as `session`
  };
  // Opened, and ready to go on as it came; without `content` it was not opened, or its content must
  // be encrypted anew: opened.opening.reason says why.
  struct Envelope {
    Opened opened;
    std::optional<Content> content;
  };

  CryptoBackend(std::string plugin, const chancery_crypto* table)
      : plugin_(std::move(plugin)), table_(table) {}

  const std::string& plugin() const { return plugin_; }
  std::uint32_t prepare_version() const { return table_->prepare_version; }
  struct Capability {
    std::string operation, algorithm, key;
    bool supported = false;
  };
  std::vector<Capability> capabilities() const;
  Result<std::vector<Certificate>> certificates(std::string_view input) const;
  Result<std::string> prepare(std::string_view certificate_der) const;
  Result<Imported> import_key(const KeyFiles& files, std::string_view new_password) const;
  Result<Handle> open_key(const KeyFiles& files) const;
  Result<Handle> open_trust(const TrustFiles& files) const;
  Result<CmsKind> inspect(std::string_view cms) const;
  // `content` absent: the signature is opaque. `floor` absent: nothing is weak.
  Result<Verified> verify(const Handle& trust, std::string_view cms,
                          std::optional<std::string_view> content, Time at,
                          const std::optional<Floor>& floor) const;
  Result<Opened> decrypt(std::string_view cms, std::span<const Handle> keys) const;
  Result<Envelope> open_envelope(std::string_view cms, std::span<const Handle> keys) const;
  // Detached, over the content as it is.
  Result<std::string> sign(const Handle& key, std::string_view content) const;
  Result<NewKey> new_key(const KeyRequest& request) const;
  Result<Content> seal_content(std::string_view content, const std::string& cipher) const;
  Result<std::string> seal_recipient(const Content& content, std::string_view prepared) const;

 private:
  std::string plugin_;
  const chancery_crypto* table_;
};

}  // namespace chancery
