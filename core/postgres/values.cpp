#include "postgres/values.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::postgres {
namespace {

// Of pg_type, which never change.
constexpr unsigned bytea = 17, int8 = 20, text = 25, unknown = 0;
// Of a value.
constexpr int as_text = 0, as_binary = 1;

std::string big_endian(std::int64_t number) {
  std::string bytes(8, '\0');
  for (int i = 0; i < 8; ++i)
    bytes[static_cast<std::size_t>(i)] =
        static_cast<char>(static_cast<std::uint64_t>(number) >> (56 - 8 * i));
  return bytes;
}

// As another byte that is no text.
std::string without_nul(std::string_view words) {
  std::string kept;
  for (const char c : words) kept += c == '\0' ? '\xFF' : c;
  return kept;
}

}  // namespace

Bound::Bound(sql::Values values) {
  for (const auto& value : values) {
    if (const auto* number = std::get_if<std::int64_t>(&value))
      add(int8, as_binary, made_.emplace_back(big_endian(*number)));
    else if (const auto* words = std::get_if<std::string_view>(&value))
      add(text, as_binary, *words);
    else
      add(bytea, as_binary, std::get<sql::Blob>(value).bytes);
  }
}

Bound::Bound(std::span<const std::string> texts) {
  for (const auto& one : texts) add(unknown, as_text, made_.emplace_back(utf8(without_nul(one))));
}

// A null pointer would be NULL, and an empty text is not NULL.
Bound::Bound(Nulls nulls)
    : types_(nulls.count), data_(nulls.count), lengths_(nulls.count), formats_(nulls.count) {}

void Bound::add(unsigned type, int format, std::string_view bytes) {
  types_.push_back(type);
  data_.push_back(bytes.data() ? bytes.data() : "");
  lengths_.push_back(static_cast<int>(bytes.size()));
  formats_.push_back(format);
}

std::string in_dollars(std::string_view sql) {
  std::string text(sql);
  std::replace(text.begin(), text.end(), '?', '$');
  return text;
}

}  // namespace chancery::postgres
