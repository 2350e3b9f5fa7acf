// What a crypto backend made and gets back: a key, the trust of a site, a session of sealing. The
// backend outlives it.
#pragma once

#include <functional>
#include <utility>

namespace chancery {

class CryptoHandle {
 public:
  CryptoHandle() = default;
  CryptoHandle(void* handle, std::function<void(void*)> close)
      : handle_(handle), close_(std::move(close)) {}
  CryptoHandle(CryptoHandle&& other) noexcept
      : handle_(std::exchange(other.handle_, nullptr)), close_(std::move(other.close_)) {}
  CryptoHandle& operator=(CryptoHandle&& other) noexcept {
    std::swap(handle_, other.handle_);
    std::swap(close_, other.close_);
    return *this;
  }
  CryptoHandle(const CryptoHandle&) = delete;
  ~CryptoHandle() {
    if (handle_) close_(handle_);
  }
  void* get() const { return handle_; }

 private:
  void* handle_ = nullptr;
  std::function<void(void*)> close_;
};

}  // namespace chancery
