// SPDX-License-Identifier: MIT
// Views and sinks of the C interface as C++ sees them.
#pragma once

#include <chancery/view.h>

#include <string>
#include <string_view>

namespace chancery {

// The bytes of a view; empty also for "not there" (test view.data for that).
inline std::string_view text(chancery_view view) {
  return view.data ? std::string_view(view.data, view.size) : std::string_view();
}

// A view of bytes that outlive it. An empty text stays "there": its data is never NULL.
inline chancery_view view(std::string_view bytes) {
  return {bytes.data() ? bytes.data() : "", bytes.size()};
}

// The i-th record of an array by its stride, as CHANCERY_AT.
template <class Record>
const Record& record(const Record* first, std::size_t stride, std::size_t i) {
  return *reinterpret_cast<const Record*>(reinterpret_cast<const char*>(first) + i * stride);
}

inline void write(const chancery_sink* sink, std::string_view bytes) {
  if (sink && sink->write) sink->write(sink->self, bytes.data(), bytes.size());
}

// A sink that appends to a std::string, for the side that receives.
class StringSink {
 public:
  explicit StringSink(std::string& into) : sink_{&into, &append} {}
  const chancery_sink* get() const { return &sink_; }

 private:
  // noexcept: nothing may be thrown through the frames of a plugin, which may be C.
  static void append(void* self, const char* data, size_t size) noexcept {
    if (data) static_cast<std::string*>(self)->append(data, size);
  }
  chancery_sink sink_;
};

}  // namespace chancery
