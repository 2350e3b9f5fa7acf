// SPDX-License-Identifier: MIT
// Base class of crypto backends; role/crypto.h has the contract of each function.
#pragma once

#include <chancery/role/crypto.h>
#include <chancery/thunk.hpp>

#include <memory>
#include <vector>

namespace chancery {

class Crypto {
 public:
  static constexpr std::string_view role_id = CHANCERY_ROLE_CRYPTO;
  // What a backend makes and gets back. Destroyed by the host's order.
  struct Key {
    virtual ~Key() = default;
  };
  struct Trust {
    virtual ~Trust() = default;
  };
  struct Content {
    virtual ~Content() = default;
    virtual std::string_view tail() const = 0;
  };
  struct KeyInput {
    std::string_view key, certificate, password;
  };
  struct Imported {
    std::string key_pem, certificate_pem;
  };
  struct Opening {
    chancery_status status = CHANCERY_ERROR;
    std::string algorithm, reason;
    bool authenticated = false;
  };
  // An opening from which the ciphertext can go on; `session` is null when it cannot.
  struct Envelope {
    Opening opening;
    std::unique_ptr<Content> session = nullptr;
  };
  struct NewKey {
    std::string key_pem, certificate_pem, request_pem;
  };

  virtual ~Crypto() = default;
  virtual void capabilities(const chancery_capability_sink& rows) = 0;
  virtual Result<void> certificate_read(std::string_view input,
                                        const chancery_certificate_sink& certificates) = 0;
  virtual Result<std::string> prepare(std::string_view certificate_der) = 0;
  virtual std::uint32_t prepare_version() const = 0;
  virtual Result<Imported> key_import(const KeyInput& input, std::string_view new_password) = 0;
  virtual Result<std::unique_ptr<Key>> key_open(const KeyInput& input) = 0;
  virtual Result<std::unique_ptr<Trust>> trust_open(const chancery_trust& trust) = 0;
  virtual Result<std::int32_t> inspect(std::string_view cms) = 0;
  virtual Result<void> verify(const chancery_verify_request& request, Trust& trust,
                              const chancery_signature_sink& signatures,
                              const chancery_sink& content) = 0;
  virtual Result<Opening> decrypt(std::string_view cms, const std::vector<Key*>& keys,
                                  const chancery_sink& content) = 0;
  virtual Result<std::unique_ptr<Content>> content_seal(std::string_view content,
                                                        std::string_view cipher) = 0;
  virtual Result<void> recipient_seal(Content& session, const chancery_view* prepared,
                                      std::size_t count, const chancery_sink& head) = 0;
  virtual Result<Envelope> envelope_open(std::string_view cms, const std::vector<Key*>& keys,
                                         const chancery_sink& content) = 0;
  virtual Result<std::string> sign(Key& key, std::string_view content) = 0;
  virtual Result<NewKey> key_new(const chancery_key_request& request) = 0;

  const chancery_crypto* crypto_table();

 private:
  void add_opening(chancery_crypto& table);
  void add_sealing(chancery_crypto& table);
  void add_keys(chancery_crypto& table);
  static std::vector<Key*> keys_of(void* const* keys, size_t count) {
    std::vector<Key*> ours;
    for (size_t i = 0; i < count; ++i) ours.push_back(static_cast<Key*>(keys[i]));
    return ours;
  }
  static void tell(const Opening& result, chancery_opening* opening) {
    opening->status = result.status;
    opening->authenticated = result.authenticated ? 1 : 0;
    write(opening->algorithm, result.algorithm);
    write(opening->reason, result.reason);
  }
  static Crypto& of(void* self) { return *static_cast<Crypto*>(self); }
  template <class Handle>
  static Result<void> hand_over(Result<std::unique_ptr<Handle>> made, void** handle) {
    if (!made) return std::move(made).error();
    *handle = made->release();
    return {};
  }
  chancery_crypto table_{};
};

}  // namespace chancery

#include <chancery/role/crypto_table.hpp>
