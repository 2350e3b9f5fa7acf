// Bytes that are wiped when they go: passwords and decrypted keys. Never printed, never logged.
#pragma once

#include <string>
#include <string_view>

namespace chancery {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string&& bytes);  // copies the bytes and wipes the source
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  std::string_view reveal() const { return bytes_; }
  bool empty() const { return bytes_.empty(); }

 private:
  void wipe() noexcept;
  std::string bytes_;
};

}  // namespace chancery
