// How the answers of a crypto backend are read, beyond host/answer.hpp.
#pragma once

#include "host/answer.hpp"
#include "host/crypto_handle.hpp"

namespace chancery {

// Closing gives no answer, so what is thrown there ends there.
inline CryptoHandle handle_of(void* handle, void (*close)(void*, void*), void* self) {
  return {handle, [close, self](void* opened) {
            static_cast<void>(contained([&] { close(self, opened); }));
          }};
}

}  // namespace chancery
