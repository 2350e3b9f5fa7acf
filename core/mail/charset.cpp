#include "mail/charset.hpp"

#include "base/text.hpp"

#include <iconv.h>

namespace chancery {

namespace {

class Conversion {
 public:
  explicit Conversion(const std::string& charset) : handle_(iconv_open("UTF-8", charset.c_str())) {}
  Conversion(const Conversion&) = delete;
  ~Conversion() {
    if (is_open()) iconv_close(handle_);
  }
  bool is_open() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  std::optional<std::string> convert(std::string_view bytes) {
    std::string out(bytes.size() * 4 + 16, '\0');
    char* from = const_cast<char*>(bytes.data());
    char* to = out.data();
    std::size_t from_left = bytes.size(), to_left = out.size();
    if (iconv(handle_, &from, &from_left, &to, &to_left) == static_cast<std::size_t>(-1))
      return std::nullopt;
    if (iconv(handle_, nullptr, nullptr, &to, &to_left) == static_cast<std::size_t>(-1))
      return std::nullopt;
    out.resize(out.size() - to_left);
    return out;
  }

 private:
  iconv_t handle_;
};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

std::optional<std::string> to_utf8(std::string_view bytes, std::string_view charset) {
  const auto name = lower(charset);
  if (name.empty() || name == "us-ascii" || name == "utf-8" || name == "ascii") {
    if (!is_utf8(bytes)) return std::nullopt;
    return std::string(bytes);
  }
  // A charset's name becomes part of a file name inside iconv: only what names can be.
  if (name.size() > 40 ||
      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.:+") != std::string::npos)
    return std::nullopt;
  Conversion conversion(name);
  if (!conversion.is_open()) return std::nullopt;
  return conversion.convert(bytes);
}

std::optional<char> hex_byte(std::string_view text, char mark) {
  if (text.size() < 3 || text[0] != mark) return std::nullopt;
  const int high = hex_digit(text[1]), low = hex_digit(text[2]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<char>(high * 16 + low);
}

}  // namespace chancery
