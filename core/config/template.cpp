// The files that `init` and `list create` write: every key with its sentence, so that the file is
// its own manual. What is not set is commented out and shows the default, or an example.
#include "base/text.hpp"
#include "config/document.hpp"
#include "config/schema.hpp"
#include "config/settings.hpp"

namespace chancery {
namespace {

// By full name, as they stand in the file.
using Given = std::map<std::string, std::string>;

std::string comment(const std::string& text) {
  constexpr std::size_t width = 78;
  std::string lines, line = "#";
  for (const std::string_view word : split(text, ' ')) {
    if (line.size() + 1 + word.size() > width) {
      lines += line + "\n";
      line = "#";
    }
    line += " " + std::string(word);
  }
  return lines + line + "\n";
}

// What a sentence does not say: which numbers and words may stand there.
std::string explanation(const Key& key) {
  std::string text(key.sentence);
  if (key.type == KeyType::number || !key.words.empty()) {
    std::string takes = describe(key);
    takes.front() = takes.front() == 'a' ? 'A' : takes.front();
    text += " " + takes + ".";
  }
  return text;
}

std::string setting(const Key& key, std::string_view word, const Given& given) {
  const std::string name(word);
  if (const auto value = given.find(std::string(key.name)); value != given.end())
    return name + " = " + value->second + "\n";
  return "# " + name + " = " + std::string(key.example.empty() ? key.fallback : key.example) + "\n";
}

// All but the keys with "*", which whoever calls writes as they are needed.
std::string all_keys(std::span<const Key> keys, const Given& given) {
  std::string text;
  std::string_view table;
  for (const Key& key : keys) {
    if (key.name.ends_with('*')) continue;
    const auto dot = key.name.rfind('.');
    const auto in = dot == std::string_view::npos ? "" : key.name.substr(0, dot);
    if (in != table) text += "\n[" + std::string(in) + "]\n";
    table = in;
    text += "\n" + comment(explanation(key));
    text += setting(key, key.name.substr(dot + 1), given);
  }
  return text;
}

const Key& key_named(std::span<const Key> keys, std::string_view name) {
  for (const Key& key : keys)
    if (key.name == name) return key;
  return keys.back();
}

// None: those of the default have the transport among them.
std::optional<std::string> plugins_with(const std::string& transport) {
  std::string list(key_named(site_keys(), "plugins.enable").fallback);
  const auto id = toml_text(transport);
  if (list.find(id) != std::string::npos) return std::nullopt;
  return list.insert(list.rfind(']'), ", " + id);
}

std::string smtp_section(const std::string& server) {
  return "\n[plugin.transport_smtp]\nserver = " + toml_text(server) + "\n";
}

}  // namespace

std::string settings_template(const InitOptions& options) {
  Given given;
  const auto give = [&](const char* key, const std::optional<fs::path>& path) {
    if (path) given[key] = toml_text(path->string());
  };
  given["domain"] = toml_text(options.domain);
  const auto transport = "transport_" + options.transport;
  given["delivery.transport"] = toml_text(transport);
  if (auto plugins = plugins_with(transport)) given["plugins.enable"] = std::move(*plugins);
  if (options.user) given["service.user"] = toml_text(*options.user);
  give("key_password_file", options.key_password_file);
  give("trust.ca_file", options.ca_file);
  give("trust.ca_path", options.ca_path);
  return comment(
             "The settings of a Chancery site. A line that begins with # is not read: where "
             "it shows a key, that is the default or an example. Relative paths start in this "
             "file's folder. `chancery check` says what is wrong with it.") +
         all_keys(site_keys(), given) + "\n" +
         comment(explanation(key_named(site_keys(), "plugin.*.*"))) + smtp_section(options.smtp);
}

std::string list_template(const Address& address,
                          const std::map<std::string, std::string>& scenarios) {
  const auto send = scenarios.find("send");
  Given given;
  given["address"] = toml_text(address.text());
  given["scenario.send"] = send == scenarios.end()
                               ? std::string(key_named(list_keys(), "scenario.send").fallback)
                               : toml_text(send->second);
  std::string text = comment("A mailing list. `chancery check` says what is wrong with it.") +
                     all_keys(list_keys(), given) + "\n" +
                     comment(explanation(key_named(list_keys(), "scenario.*")));
  for (const auto& [function, name] : scenarios)
    if (function != "send") text += function + " = " + toml_text(name) + "\n";
  return text;
}

}  // namespace chancery
