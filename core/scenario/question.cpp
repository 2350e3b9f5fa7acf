#include "scenario/question.hpp"

namespace chancery::scenario {

Result<Value> Answers::value(std::string_view variable, std::string_view key) {
  std::string written(variable);
  if (!key.empty()) written.append("->").append(key);
  return Err(Code::unsupported, "nobody here knows [" + written + "]");
}

Result<bool> Answers::search(std::string_view file, std::string_view) {
  return Err(Code::unsupported, "nobody here knows the filter " + std::string(file));
}

}  // namespace chancery::scenario
