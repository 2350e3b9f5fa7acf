// SPDX-License-Identifier: MIT
// How the functions of role/crypto.h lead to those of the class Crypto. Included by
// role/crypto.hpp.
#pragma once

#include <chancery/role/crypto.hpp>

namespace chancery {

// A handle crosses as the address of its base class, so the casts below undo each other exactly.
inline const chancery_crypto* Crypto::crypto_table() {
  chancery_crypto t{};
  t.size = sizeof t;
  t.self = this;
  t.prepare_version = prepare_version();
  add_keys(t);
  add_opening(t);
  add_sealing(t);
  table_ = t;
  return &table_;
}

inline void Crypto::add_keys(chancery_crypto& t) {
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
  t.key_new = [](void* self, const chancery_key_request* request, const chancery_new_key* made,
                 const chancery_sink* error) noexcept {
    return guarded(error, [&]() -> Result<void> {
      const auto fresh = of(self).key_new(*request);
      if (!fresh) return fresh.error();
      write(made->key, fresh->key_pem);
      write(made->certificate, fresh->certificate_pem);
      write(made->request, fresh->request_pem);
      return {};
    });
  };
}

inline void Crypto::add_opening(chancery_crypto& t) {
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
      const auto result = of(self).decrypt(text(cms), keys_of(keys, count), *content);
      if (!result) return result.error();
      tell(*result, opening);
      return {};
    });
  };
  t.envelope_open = [](void* self, chancery_view cms, void* const* keys, size_t count,
                       const chancery_sink* content, chancery_opening* opening, void** session,
                       chancery_view* tail, const chancery_sink* error) noexcept {
    return guarded(error, [&]() -> Result<void> {
      auto result = of(self).envelope_open(text(cms), keys_of(keys, count), *content);
      if (!result) return std::move(result).error();
      tell(result->opening, opening);
      if (result->session) *tail = view(result->session->tail());
      *session = result->session.release();
      return {};
    });
  };
}

inline void Crypto::add_sealing(chancery_crypto& t) {
  t.prepare = [](void* self, chancery_view certificate, const chancery_sink* prepared,
                 const chancery_sink* error) noexcept {
    return guarded(error, [&]() -> Result<void> {
      const auto made = of(self).prepare(text(certificate));
      if (!made) return made.error();
      write(prepared, *made);
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
  t.sign = [](void* self, void* key, chancery_view content, const chancery_sink* signature,
              const chancery_sink* error) noexcept {
    return guarded(error, [&]() -> Result<void> {
      const auto made = of(self).sign(*static_cast<Key*>(key), text(content));
      if (!made) return made.error();
      write(signature, *made);
      return {};
    });
  };
}

}  // namespace chancery
