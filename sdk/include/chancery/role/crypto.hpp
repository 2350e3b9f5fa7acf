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

  const chancery_crypto* crypto_table();

 private:
  static Crypto& of(void* self) { return *static_cast<Crypto*>(self); }
  template <class Handle>
  static Result<void> hand_over(Result<std::unique_ptr<Handle>> made, void** handle) {
    if (!made) return std::move(made).error();
    *handle = made->release();
    return {};
  }
  chancery_crypto table_{};
};

// A handle crosses as the address of its base class, so the casts below undo each other exactly.
inline const chancery_crypto* Crypto::crypto_table() {
  chancery_crypto t{};
  t.size = sizeof t;
  t.self = this;
  t.prepare_version = prepare_version();
  t.capabilities = [](void* self, const chancery_capability_sink* rows) noexcept {
    guarded(nullptr, [&]() -> Result<void> {
      of(self).capabilities(*rows);
      return {};
    });
  };
  t.certificate_read = [](void* self, chancery_view input, const chancery_certificate_sink* sink,
                          const chancery_sink* error) noexcept {
    return guarded(error, [&] { return of(self).certificate_read(text(input), *sink); });
  };
  t.prepare = [](void* self, chancery_view certificate, const chancery_sink* prepared,
                 const chancery_sink* error) noexcept {
    return guarded(error, [&]() -> Result<void> {
      const auto made = of(self).prepare(text(certificate));
      if (!made) return made.error();
      write(prepared, *made);
      return {};
    });
  };
  t.key_import = [](void* self, chancery_view input, chancery_view certificate,
                    chancery_view password, chancery_view new_password, const chancery_sink* key,
                    const chancery_sink* certificate_pem, const chancery_sink* error) noexcept {
    return guarded(error, [&]() -> Result<void> {
      const auto made =
          of(self).key_import({text(input), text(certificate), text(password)}, text(new_password));
      if (!made) return made.error();
      write(key, made->key_pem);
      write(certificate_pem, made->certificate_pem);
      return {};
    });
  };
  t.key_open = [](void* self, chancery_view input, chancery_view certificate,
                  chancery_view password, void** key, const chancery_sink* error) noexcept {
    return guarded(error, [&] {
      return hand_over(of(self).key_open({text(input), text(certificate), text(password)}), key);
    });
  };
  t.key_close = [](void*, void* key) noexcept { delete static_cast<Key*>(key); };
  t.trust_open = [](void* self, const chancery_trust* trust, void** handle,
                    const chancery_sink* error) noexcept {
    return guarded(error, [&] { return hand_over(of(self).trust_open(*trust), handle); });
  };
  t.trust_close = [](void*, void* handle) noexcept { delete static_cast<Trust*>(handle); };
  t.inspect = [](void* self, chancery_view cms, std::int32_t* kind,
                 const chancery_sink* error) noexcept {
    return guarded(error, [&]() -> Result<void> {
      const auto found = of(self).inspect(text(cms));
      if (!found) return found.error();
      *kind = *found;
      return {};
    });
  };
  t.verify = [](void* self, const chancery_verify_request* request,
                const chancery_signature_sink* signatures, const chancery_sink* content,
                const chancery_sink* error) noexcept {
    return guarded(error, [&] {
      return of(self).verify(*request, *static_cast<Trust*>(request->trust), *signatures, *content);
    });
  };
  t.decrypt = [](void* self, chancery_view cms, void* const* keys, size_t count,
                 const chancery_sink* content, chancery_opening* opening,
                 const chancery_sink* error) noexcept {
    return guarded(error, [&]() -> Result<void> {
      std::vector<Key*> ours;
      for (size_t i = 0; i < count; ++i) ours.push_back(static_cast<Key*>(keys[i]));
      const auto result = of(self).decrypt(text(cms), ours, *content);
      if (!result) return result.error();
      opening->status = result->status;
      write(opening->algorithm, result->algorithm);
      write(opening->reason, result->reason);
      return {};
    });
  };
  t.content_seal = [](void* self, chancery_view content, chancery_view cipher, void** session,
                      chancery_view* tail, const chancery_sink* error) noexcept {
    return guarded(error, [&]() -> Result<void> {
      auto made = of(self).content_seal(text(content), text(cipher));
      if (!made) return std::move(made).error();
      *tail = view((*made)->tail());
      *session = made->release();
      return {};
    });
  };
  t.recipient_seal = [](void* self, void* session, const chancery_view* prepared, size_t count,
                        const chancery_sink* head, const chancery_sink* error) noexcept {
    return guarded(error, [&] {
      return of(self).recipient_seal(*static_cast<Content*>(session), prepared, count, *head);
    });
  };
  t.content_close = [](void*, void* session) noexcept { delete static_cast<Content*>(session); };
  table_ = t;
  return &table_;
}

}  // namespace chancery
