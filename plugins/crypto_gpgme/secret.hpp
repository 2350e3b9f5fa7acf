// Bytes that are wiped when they are no longer needed.
#pragma once

#include <string>
#include <string_view>

#include <string.h>

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string bytes) : bytes_(std::move(bytes)) {}
  Secret(Secret&& other) noexcept { bytes_.swap(other.bytes_); }
  Secret& operator=(Secret&& other) noexcept {
    bytes_.swap(other.bytes_);
    return *this;
  }
  ~Secret() { explicit_bzero(bytes_.data(), bytes_.capacity()); }

  std::string_view reveal() const { return bytes_; }
  char* data() { return bytes_.data(); }
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }

 private:
  std::string bytes_;
};
