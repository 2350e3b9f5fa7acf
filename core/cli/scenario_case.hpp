// A case of `scenario eval` as JSON has it: a scenario, a question and the world around it.
#pragma once

#include "base/clock.hpp"
#include "base/files.hpp"
#include "mail/message.hpp"
#include "scenario/scenario.hpp"
#include "trust/evidence.hpp"

#include <chancery/result.hpp>

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>

namespace chancery::cli {

struct ScenarioCase {
  using Texts = std::map<std::string, std::string>;
  using Roles = std::map<std::string, std::set<std::string>>;  // addresses by role, "owner"

  std::optional<std::string> text, file, name;  // one of them says which scenario
  std::string function = "send";
  bool has_list = true;  // else it is about the whole site
  std::string list = "list", domain = "lists.example.org";
  bool is_open = true;
  scenario::Method method = scenario::Method::smtp;
  std::string sender = "nobody", email;
  std::optional<Message> message;
  Evidence evidence;
  std::map<std::string, Roles> lists;  // by name, the list itself among them
  std::set<std::string> listmasters;
  Texts conf, admin, custom_vars, env;
  std::map<std::string, Texts> context;  // [name] has the key ""
  Texts includes, filters;
  bool blocklist = false;
};

// What is no case is an Error: an unknown field, a wrong type, a method that nobody has.
Result<ScenarioCase> case_of(const nlohmann::ordered_json& json);

}  // namespace chancery::cli
