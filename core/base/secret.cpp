#include "base/secret.hpp"

#include <cstring>

namespace chancery {

namespace {

// The whole capacity: what a longer text left behind is as secret.
void wipe_text(std::string& text) noexcept {
  text.resize(text.capacity());
  explicit_bzero(text.data(), text.size());
  text.clear();
}

}  // namespace

// Copied and wiped, not moved: a short text lies inside the string object, and moving leaves it
// there.
Secret::Secret(std::string&& bytes) : bytes_(bytes) { wipe_text(bytes); }

Secret::Secret(Secret&& other) noexcept : bytes_(other.bytes_) { other.wipe(); }

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  bytes_ = other.bytes_;
  other.wipe();
  return *this;
}

Secret::~Secret() { wipe(); }

void Secret::wipe() noexcept { wipe_text(bytes_); }

}  // namespace chancery
