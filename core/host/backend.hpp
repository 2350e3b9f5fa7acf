// The roles as the rest of the house sees them: typed values in and out, over the C tables of the
// plugins. A plugin's answer is checked here (statuses known, indexes in range, addresses made
// canonical); what does not keep the contract is an Error that names the plugin.
#pragma once

#include "mail/splice.hpp"
#include "scenario/value.hpp"
#include "trust/evidence.hpp"

#include "base/files.hpp"
#include "base/secret.hpp"

#include <chancery/role/auth.h>
#include <chancery/role/crypto.h>
#include <chancery/role/decorator.h>
#include <chancery/role/predicate.h>
#include <chancery/role/transport.h>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

enum class CmsKind { signed_data, enveloped, auth_enveloped, certificates_only, other };

struct TrustFiles {
  std::vector<fs::path> ca_files;
  fs::path ca_path;
  std::vector<fs::path> crl_files, intermediate_files;
  bool partial_chain = false;
};

class CryptoBackend {
 public:
  // A handle of the plugin; the backend outlives it.
  class Handle {
   public:
    Handle() = default;
    Handle(void* handle, std::function<void(void*)> close)
        : handle_(handle), close_(std::move(close)) {}
    Handle(Handle&& other) noexcept
        : handle_(std::exchange(other.handle_, nullptr)), close_(std::move(other.close_)) {}
    Handle& operator=(Handle&& other) noexcept {
      std::swap(handle_, other.handle_);
      std::swap(close_, other.close_);
      return *this;
    }
    Handle(const Handle&) = delete;
    ~Handle() {
      if (handle_) close_(handle_);
    }
    void* get() const { return handle_; }

   private:
    void* handle_ = nullptr;
    std::function<void(void*)> close_;
  };
  struct KeyFiles {
    std::string_view key, certificate, password;
  };
  struct Imported {
    std::string key_pem, certificate_pem;
  };
  struct Verified {
    std::vector<Signature> signatures;
    std::string content;  // of an opaque signature
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
  // `content` absent: the signature is opaque.
  Result<Verified> verify(const Handle& trust, std::string_view cms,
                          std::optional<std::string_view> content, Time at, bool allow_weak) const;
  Result<Opened> decrypt(std::string_view cms, std::span<const Handle> keys) const;
  Result<Content> seal_content(std::string_view content, const std::string& cipher) const;
  Result<std::string> seal_recipient(const Content& content, std::string_view prepared) const;

 private:
  std::string plugin_;
  const chancery_crypto* table_;
};

class AuthMethod {
 public:
  AuthMethod(std::string plugin, const chancery_auth* table)
      : plugin_(std::move(plugin)), table_(table) {}
  const std::string& plugin() const { return plugin_; }
  // Appends its claims.
  Result<void> authenticate(const Message& message, const std::optional<Address>& sender, Time at,
                            Evidence& evidence) const;

 private:
  std::string plugin_;
  const chancery_auth* table_;
};

class PredicatePlugin {
 public:
  PredicatePlugin(std::string plugin, const chancery_predicate* table)
      : plugin_(std::move(plugin)), table_(table) {}
  const std::string& plugin() const { return plugin_; }
  struct About {
    std::string_view list, domain;
    Time at;
  };
  // `name`: as declared, or "name::function" of a custom condition.
  Result<bool> evaluate(std::string_view name, std::span<const scenario::Value> arguments,
                        const About& about) const;

 private:
  std::string plugin_;
  const chancery_predicate* table_;
};

// One copy on its way out.
struct OutgoingCopy {
  std::string sender;  // envelope; empty: the null sender
  std::vector<std::string> recipients;
  std::span<const std::string_view> content;
  bool has_8bit = false, has_utf8 = false;
};
struct DeliveryResult {
  enum class Outcome { delivered, failed, try_later };
  std::size_t recipient = 0;
  Outcome outcome = Outcome::try_later;
  std::string enhanced, reply;
};

class TransportPlugin {
 public:
  class Session {
   public:
    Session(const chancery_transport* table, std::string plugin, void* handle)
        : table_(table), plugin_(std::move(plugin)), handle_(handle) {}
    Session(Session&& other) noexcept
        : table_(other.table_),
          plugin_(std::move(other.plugin_)),
          handle_(std::exchange(other.handle_, nullptr)) {}
    Session& operator=(Session&&) = delete;
    ~Session();
    // One result a recipient, in their order; those the plugin said nothing about are try_later.
    std::vector<DeliveryResult> send(const OutgoingCopy& copy);

   private:
    const chancery_transport* table_;
    std::string plugin_;
    void* handle_;
  };
  TransportPlugin(std::string plugin, const chancery_transport* table)
      : plugin_(std::move(plugin)), table_(table) {}
  const std::string& plugin() const { return plugin_; }
  Result<Session> open() const;

 private:
  std::string plugin_;
  const chancery_transport* table_;
};

class DecoratorPlugin {
 public:
  DecoratorPlugin(std::string plugin, const chancery_decorator* table)
      : plugin_(std::move(plugin)), table_(table) {}
  const std::string& plugin() const { return plugin_; }
  struct Decorated {
    bool applied = false;
    std::string reason;  // one word, when not applied
    Spliced message;     // when applied
  };
  struct About {
    std::string_view list;
    std::optional<std::string_view> footer;
    bool root_signed = false, root_encrypted = false;
  };
  Result<Decorated> decorate(const Message& message, const About& about) const;

 private:
  std::string plugin_;
  const chancery_decorator* table_;
};

}  // namespace chancery
