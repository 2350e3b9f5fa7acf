// Values of a statement as libpq takes them: beside it, so that nothing is ever quoted. In binary
// form where we know the types, so that no byte of a text has a meaning.
#pragma once

#include "store/sql.hpp"

#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <vector>

namespace chancery::postgres {

class Bound {
 public:
  explicit Bound(sql::Values values);
  // Texts that are read as the types that the server finds beside them: "12" is a number where one
  // is asked for. Bytes that can be no text of a database become U+FFFD, as they do in a trace:
  // what somebody writes into a message must not make it a fault of the site.
  explicit Bound(std::span<const std::string> texts);
  // NULL, of every type.
  struct Nulls {
    std::size_t count;
  };
  explicit Bound(Nulls nulls);
  Bound(const Bound&) = delete;

  int count() const { return static_cast<int>(data_.size()); }
  const unsigned* types() const { return types_.data(); }
  const char* const* data() const { return data_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void add(unsigned type, int format, std::string_view bytes);

  std::vector<unsigned> types_;
  std::vector<const char*> data_;
  std::vector<int> lengths_, formats_;
  std::deque<std::string> made_;
};

// ?1 becomes $1.
std::string in_dollars(std::string_view sql);

}  // namespace chancery::postgres
