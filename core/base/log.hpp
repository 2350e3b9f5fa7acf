// The site's log: one line an event, `key=value` after a word that says what it is. Never secrets,
// never content of messages. A seam: tests collect, programs write to standard error.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace chancery {

enum class Severity { info, warning, error };

class Log {
 public:
  using Field = std::pair<std::string_view, std::string_view>;
  virtual ~Log() = default;
  // `event`: a verb or a noun of the house ("verify", "plugin"). Values are made printable.
  void write(Severity severity, std::string_view event, std::initializer_list<Field> fields);

 private:
  virtual void line(Severity severity, const std::string& text) = 0;
};

// Lines below `least` are dropped.
class StderrLog final : public Log {
 public:
  explicit StderrLog(Severity least = Severity::info) : least_(least) {}

 private:
  void line(Severity severity, const std::string& text) override;
  Severity least_;
};

}  // namespace chancery
