#include "cli/scenario_case.hpp"

#include "base/text.hpp"
#include "mail/address.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace chancery::cli {

namespace {

using Json = nlohmann::ordered_json;
using Texts = ScenarioCase::Texts;

constexpr std::size_t most_bytes = 50'000'000;

// As senders of mail come: canonical, where they are addresses.
std::string canonical(const std::string& text) {
  const auto address = Address::make(text);
  return address ? address->text() : text;
}

// Reads one field after the other; the first that cannot be read is the error of the whole.
class CaseReader {
 public:
  explicit CaseReader(const Json& json) : json_(json) {}

  Result<ScenarioCase> read() {
    if (!json_.is_object()) return Err(Code::unusable, "a case is a JSON object");
    read_scenario();
    read_question();
    read_people();
    for (const auto& [name, into] :
         {std::pair("conf", &case_.conf), std::pair("admin", &case_.admin),
          std::pair("custom_vars", &case_.custom_vars), std::pair("env", &case_.env),
          std::pair("includes", &case_.includes), std::pair("filters", &case_.filters)})
      *into = texts(name);
    read_context();
    read_domain();
    case_.blocklist = flag("blocklist");
    (void)field("id");
    (void)field("conditions");  // Perl; the scenarios that call it are refused
    refuse_unknown();
    if (wrong_) return *wrong_;
    return std::move(case_);
  }

 private:
  // Null: it is not there, or is null.
  const Json* field(const std::string& name) {
    known_.push_back(name);
    const auto at = json_.find(name);
    return at == json_.end() || at->is_null() ? nullptr : &*at;
  }

  void wrong(const std::string& what) {
    if (!wrong_) wrong_ = Err(Code::unusable, what);
  }

  std::string text_of(const std::string& name, const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_boolean()) return value.get<bool>() ? "1" : "0";
    if (value.is_number()) return value.dump();
    wrong(printable(name) + " is no text");
    return {};
  }

  std::optional<std::string> text(const std::string& name) {
    const auto* value = field(name);
    return value ? std::optional(text_of(name, *value)) : std::nullopt;
  }

  bool flag(const std::string& name) {
    const auto value = text(name);
    if (value && !value->empty() && *value != "0" && *value != "1")
      wrong(printable(name) + " is neither true nor false");
    return value == "1";
  }

  Texts texts_of(const std::string& name, const Json& object) {
    Texts found;
    if (!object.is_object()) wrong(printable(name) + " is no object");
    if (object.is_object())
      for (const auto& [key, value] : object.items()) found[key] = text_of(name + "." + key, value);
    return found;
  }

  Texts texts(const std::string& name) {
    const auto* value = field(name);
    return value ? texts_of(name, *value) : Texts();
  }

  void read_scenario() {
    case_.text = text("text");
    case_.file = text("file");
    case_.name = text("name");
    const auto function = text("function");
    if (case_.file && !function)
      case_.function = scenario::function_of(fs::path(*case_.file).filename().string());
    if (function) case_.function = *function;
    const int ways = (case_.text ? 1 : 0) + (case_.file ? 1 : 0) + (case_.name ? 1 : 0);
    if (ways != 1) wrong("a case has one of text, file and name");
  }

  void read_question() {
    const bool is_named = json_.contains("listname");
    const auto list = text("listname");
    case_.has_list = !is_named || list;
    if (list) case_.list = *list;
    if (const auto status = text("status")) case_.is_open = *status == "open";
    if (const auto sender = text("sender"); sender && !sender->empty())
      case_.sender = canonical(*sender);
    case_.email = canonical(text("email").value_or(""));
    if (const auto word = text("auth_method")) {
      if (const auto method = scenario::method_named(*word))
        case_.method = *method;
      else
        wrong(printable(*word) + " is no authentication method");
    }
    read_message();
    if (flag("crypted")) case_.evidence.opened.status = Status::valid;
  }

  void read_message() {
    auto bytes = text("message_text");
    if (const auto file = text("message")) {
      auto read = read_file(*file, most_bytes);
      if (!read) return wrong(read.error().what);
      bytes = std::move(*read);
    }
    if (!bytes) return;
    auto message = Message::parse(make_buffer(std::move(*bytes)));
    if (!message) return wrong(message.error().what);
    case_.message = std::move(*message);
  }

  ScenarioCase::Roles roles_of(const std::string& name, const Json& object) {
    ScenarioCase::Roles roles;
    if (!object.is_object()) {
      wrong(printable(name) + " is no object");
      return roles;
    }
    for (const auto& [role, addresses] : object.items()) {
      if (!addresses.is_array()) wrong(printable(name + "." + role) + " is no array");
      if (addresses.is_array())
        for (const auto& one : addresses) roles[role].insert(canonical(text_of(name, one)));
    }
    return roles;
  }

  void read_people() {
    auto& own = case_.lists[case_.list];
    if (const auto* roles = field("roles")) own = roles_of("roles", *roles);
    for (const std::string role : {"subscriber", "owner", "editor", "listmaster"})
      if (flag("is_" + role)) own[role].insert(case_.sender);
    case_.listmasters = own["listmaster"];
    const auto* lists = field("lists");
    if (!lists) return;
    if (!lists->is_object()) return wrong("lists is no object");
    for (const auto& [name, roles] : lists->items()) case_.lists[name] = roles_of(name, roles);
  }

  void read_context() {
    const auto* context = field("context");
    if (!context) return;
    if (!context->is_object()) return wrong("context is no object");
    for (const auto& [name, value] : context->items())
      if (value.is_object())
        case_.context[name] = texts_of(name, value);
      else
        case_.context[name][""] = text_of(name, value);
  }

  void read_domain() {
    for (const std::string name : {"host", "domain"})
      if (const auto at = case_.conf.find(name); at != case_.conf.end()) case_.domain = at->second;
  }

  void refuse_unknown() {
    if (!json_.is_object()) return;
    for (const auto& [name, value] : json_.items()) {
      if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
      const auto meant = nearest(name, known_);
      wrong(printable(name) + " is no field of a case" +
            (meant ? "; did you mean " + *meant + "?" : ""));
    }
  }

  const Json& json_;
  ScenarioCase case_;
  std::vector<std::string> known_;
  std::optional<Error> wrong_;
};

}  // namespace

Result<ScenarioCase> case_of(const Json& json) { return CaseReader(json).read(); }

}  // namespace chancery::cli
