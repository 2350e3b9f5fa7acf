// The page about every key of both files, for people who search rather than read the file itself.
#include "config/filters.hpp"

namespace chancery {
namespace {

// A cell of a table ends at a bar.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped += c == '|' ? std::string("\\|") : std::string(1, c);
  return escaped;
}

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string row(const Key& key) {
  const std::string fallback = key.required           ? "required"
                               : key.fallback.empty() ? "unset"
                                                      : code(key.fallback);
  return "| " + code(key.name) + " | " + cell(describe(key)) + " | " + cell(fallback) + " | " +
         cell(key.sentence) + " |\n";
}

std::string table(std::span<const Key> keys) {
  std::string text = "| key | takes | default | what it is for |\n|---|---|---|---|\n";
  for (const Key& key : keys) text += row(key);
  return text;
}

}  // namespace

std::string settings_reference() {
  return "# Settings\n\n"
         "Made from the tables in `core/config/schema.cpp`; a test keeps it current.\n\n"
         "All files are TOML. `limits.depth` is the key `depth` in the table `[limits]`; a `*` "
         "stands\nfor any one name. Relative paths start in the file's folder. A key or table that "
         "is not here is\nan error, with its line and column and the key that was probably "
         "meant.\n\n"
         "## chancery.toml: the site\n\n" +
         table(site_keys()) + "\n## lists/NAME/list.toml: a list\n\n" + table(list_keys()) +
         "\n## search_filters/NAME.sql: a filter that asks the store\n\n" +
         table(sql_filter_keys()) +
         "\n## search_filters/NAME.ldap: a filter that asks a directory\n\n" +
         table(ldap_filter_keys());
}

}  // namespace chancery
