// What an argument is worth in one question: one text, or as many as there are header fields of
// that name or parts of that kind. One text is borrowed wherever it lies already, so that most
// rules are decided without a copy.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chancery::scenario {

class Value {
 public:
  // Borrowed: valid as long as what it points into, the question or the scenario.
  Value(std::string_view text) : one_(text) {}
  // Owned; there may be none at all.
  explicit Value(std::vector<std::string> items)
      : many_(std::make_unique<std::vector<std::string>>(std::move(items))) {}
  static Value of(std::string text) {
    std::vector<std::string> items;
    items.push_back(std::move(text));
    return Value(std::move(items));
  }

  std::size_t size() const { return many_ ? many_->size() : 1; }
  std::string_view operator[](std::size_t i) const { return many_ ? (*many_)[i] : one_; }
  std::string_view front() const { return size() == 0 ? std::string_view() : (*this)[0]; }

  template <class Condition>
  bool any(Condition&& holds) const {
    if (!many_) return holds(one_);
    return std::any_of(many_->begin(), many_->end(), holds);
  }
  bool contains(std::string_view text) const {
    return any([text](std::string_view item) { return item == text; });
  }

 private:
  std::string_view one_;
  std::unique_ptr<std::vector<std::string>> many_;
};

}  // namespace chancery::scenario
