// The plugin as a host sees it: the shared object, its entry, its table; answers as plain values.
#pragma once

#include "support/paths.hpp"

#include <chancery/chancery.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace test {

struct SeenCertificate {
  std::string der, fingerprint, subject, issuer, serial, key_algorithm;
  std::uint32_t usage = 0;
  int key_bits = 0;
  bool weak = false;
  std::int64_t not_before = 0, not_after = 0;
  std::vector<std::string> addresses;
};

struct SeenSignature {
  chancery_status status = CHANCERY_ERROR;
  std::string reason, digest, algorithm;
  std::int64_t signing_time = 0;
  std::optional<SeenCertificate> certificate;
  std::string act = {}, capabilities = {};
  bool revocation_checked = false;
};

// What a call answered; `error` when it is not OK.
struct Answer {
  chancery_code code = CHANCERY_FAILED;
  std::string error;
  bool ok() const { return code == CHANCERY_OK; }
};
struct Read : Answer {
  std::vector<SeenCertificate> certificates;
};
struct Written : Answer {
  std::string bytes;
};
struct Inspected : Answer {
  std::int32_t kind = 0;
};
struct ImportedKey : Answer {
  std::string key, certificate;
};
struct Verified : Answer {
  std::vector<SeenSignature> signatures;
  std::string content;
};
struct Decrypted : Answer {
  chancery_status status = -1;
  std::string algorithm, reason, content;
  bool authenticated = false;
};
struct NewKey : Answer {
  std::string key, certificate, request;
};

// Handles that go with the object.
class Handle {
 public:
  Handle() = default;
  Handle(void* handle, void (*close)(void*, void*), void* self)
      : handle_(handle), close_(close), self_(self) {}
  Handle(Handle&& other) noexcept { swap(other); }
  Handle& operator=(Handle&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Handle() {
    if (handle_) close_(self_, handle_);
  }
  void* get() const { return handle_; }

 private:
  void swap(Handle& other) {
    std::swap(handle_, other.handle_);
    std::swap(close_, other.close_);
    std::swap(self_, other.self_);
  }
  void* handle_ = nullptr;
  void (*close_)(void*, void*) = nullptr;
  void* self_ = nullptr;
};
struct Opened : Answer {
  Handle handle;
};
struct Content : Opened {
  std::string_view tail;  // valid as long as the handle
};

struct Envelope : Decrypted {
  Content session;  // its handle is null when the ciphertext cannot go on
};

struct TrustFiles {
  std::vector<fs::path> ca = {}, crl = {}, intermediate = {}, ocsp = {};
  fs::path ca_path = {};
  bool partial_chain = false;
  std::uint32_t revocation = CHANCERY_REVOCATION_PREFER;
};

// 2026-06-01T00:00:00Z: within the validity of nearly everything.
inline constexpr std::int64_t now = 1780272000;

struct Question {
  std::string_view cms;
  std::optional<std::string_view> content = std::nullopt;
  TrustFiles trust = {};
  std::int64_t at = now;
  bool allow_weak = false;
  std::uint32_t least_rsa_bits = 0, least_curve_bits = 0, least_digest_bits = 0;
};

// Which one a program tests; it may ask for the others beside it.
#ifndef CHANCERY_TESTED_BACKEND
#define CHANCERY_TESTED_BACKEND "crypto_openssl"
#endif

class Backend {
 public:
  explicit Backend(const std::string& plugin = CHANCERY_TESTED_BACKEND);
  const chancery_crypto& table() const { return *table_; }

  Read certificates(std::string_view input) const;
  Written prepare(std::string_view certificate) const;
  ImportedKey import_key(std::string_view key, std::string_view certificate,
                         std::string_view password, std::string_view new_password) const;
  Opened open_key(std::string_view key, std::string_view certificate,
                  std::string_view password) const;
  Opened open_trust(const TrustFiles& files) const;
  Inspected inspect(std::string_view cms) const;
  Verified verify(const Question& question) const;
  Decrypted decrypt(std::string_view cms, const std::vector<const Handle*>& keys) const;
  Envelope open_envelope(std::string_view cms, const std::vector<const Handle*>& keys) const;
  Written sign(const Handle& key, std::string_view content) const;
  NewKey new_key(const std::string& algorithm, const std::string& address,
                 const std::string& password) const;
  Content seal(std::string_view content, std::string_view cipher) const;
  Written head(const Content& content, const std::vector<std::string>& prepared) const;

 private:
  std::unique_ptr<const chancery_plugin, void (*)(const chancery_plugin*)> plugin_;
  const chancery_crypto* table_ = nullptr;
};

std::string read(const fs::path& file);
void write(const fs::path& file, std::string_view bytes);
std::string vector(const std::string& name);  // a file of tests/vectors
std::string status_name(chancery_status status);

}  // namespace test
