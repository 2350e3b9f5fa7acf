#include "flow/filters.hpp"

#include "base/text.hpp"
#include "config/filters.hpp"
#include "flow/remembered.hpp"
#include "scenario/text_filter.hpp"

namespace chancery {

namespace {

constexpr std::size_t most_bytes = 50'000'000;

Error not_there(std::string_view file, const std::vector<fs::path>& folders) {
  std::string looked;
  for (const auto& folder : folders) looked += "\n  " + folder.string();
  return Err(Code::misconfigured,
             "the filter " + printable(file) + " is not there; looked in:" + looked);
}

// What the first folder has that has it.
template <class Load>
auto first_of(const std::vector<fs::path>& folders, std::string_view file, const Load& load)
    -> decltype(load(fs::path())) {
  for (const auto& folder : folders) {
    auto found = load(folder / file);
    if (found || found.error().code != Code::not_found) return found;
  }
  return not_there(file, folders);
}

// An answer that was given lately, or a new one. Errors are not kept.
template <class Ask>
Result<bool> remembered(const Office& office, const std::string& question,
                        std::chrono::seconds cache, const Ask& ask) {
  const auto now = office.clock.now();
  auto* answers = office.remembered ? &office.remembered->filters : nullptr;
  if (answers)
    if (const auto known = answers->find(question, now)) return *known;
  const auto answer = ask();
  if (answer && answers) answers->keep(question, *answer, now + cache, now);
  return answer;
}

std::string question_of(std::string_view file, const SqlText& sql) {
  std::string question = std::string(file) + '\0' + sql.text;
  for (const auto& value : sql.values) question.append(1, '\0').append(value);
  return question;
}

Error about(std::string_view file, const Error& error) {
  return Err(error.code, "the filter " + printable(file) + ": " + error.what, error.hint);
}

// Whether one of the folders' files of that name is as wanted.
template <class IsWanted>
Result<bool> find_in_texts(std::string_view file, const std::vector<fs::path>& folders,
                           const IsWanted& is_wanted) {
  bool is_there = false;
  for (const auto& folder : folders) {
    const auto filter = read_file(folder / file, most_bytes);
    if (!filter && filter.error().code == Code::not_found) continue;
    if (!filter) return Err(Code::misconfigured, filter.error().what);
    if (is_wanted(*filter)) return true;
    is_there = true;
  }
  if (is_there || file == "blocklist.txt") return false;
  return not_there(file, folders);
}

constexpr std::string_view ldap_predicate = "search_ldap";

const PredicatePlugin* directory_plugin(const Plugins& plugins) {
  return plugins.predicate(ldap_predicate);
}

Error nobody_asks_directories() {
  return Err(Code::misconfigured, "no plugin asks directories",
             "put predicate_search into plugins.enable");
}

// Empty where the directory is asked without one.
Result<Secret> password_of(const LdapFilter& filter) {
  if (!filter.password_file) return Secret();
  return read_password(*filter.password_file);
}

Result<void> check_sql(const SqlFilter& filter, Store& store) {
  auto sql = sql_text(filter.statement);
  if (!sql) return sql.error();
  return store.check({std::move(sql->text), std::move(sql->values), filter.timeout});
}

Result<void> check_ldap(const LdapFilter& filter) {
  if (const auto text = ldap_text(filter.filter); !text) return text.error();
  const auto password = password_of(filter);
  return password ? Result<void>() : Result<void>(password.error());
}

Result<void> check_of_kind(std::string_view file, const std::vector<fs::path>& folders,
                           const Plugins& plugins, Store& store) {
  if (file.ends_with(".sql")) {
    const auto filter = first_of(folders, file, load_sql_filter);
    return filter ? check_sql(*filter, store) : filter.error();
  }
  if (!file.ends_with(".ldap")) return Err(Code::unsupported, "it is of no known kind");
  if (!directory_plugin(plugins)) return nobody_asks_directories();
  const auto filter = first_of(folders, file, load_ldap_filter);
  return filter ? check_ldap(*filter) : filter.error();
}

}  // namespace

std::vector<fs::path> filter_folders(const Settings& settings, const ListSettings& list) {
  return {list.folder / "search_filters", settings.places.etc / settings.domain / "search_filters",
          settings.places.etc / "search_filters"};
}

Result<void> check_filter(std::string_view file, const std::vector<fs::path>& folders,
                          const Plugins& plugins, Store& store) {
  if (file.ends_with(".txt")) {
    const auto found = find_in_texts(file, folders, [](std::string_view) { return false; });
    return found ? Result<void>() : Result<void>(found.error());
  }
  const auto checked = check_of_kind(file, folders, plugins, store);
  return checked ? checked : Result<void>(about(file, checked.error()));
}

Result<bool> Filters::find(std::string_view file, const Sought& sought) const {
  if (file.ends_with(".txt")) return in_texts(file, sought.text);
  const auto answer = file.ends_with(".sql")    ? in_store(file, sought)
                      : file.ends_with(".ldap") ? in_directory(file, sought)
                                                : Err(Code::unsupported, "it is of no known kind");
  if (!answer) return about(file, answer.error());
  return answer;
}

Result<bool> Filters::in_texts(std::string_view file, std::string_view text) const {
  return find_in_texts(file, folders_, [&](std::string_view filter) {
    return scenario::text_filter_finds(filter, text);
  });
}

Result<bool> Filters::in_store(std::string_view file, const Sought& sought) const {
  const auto filter = first_of(folders_, file, load_sql_filter);
  if (!filter) return filter.error();
  const auto sql = sql_text(filter->statement, sought);
  if (!sql) return sql.error();
  return remembered(office_, question_of(file, *sql), filter->cache, [&] {
    return office_.store.holds({sql->text, sql->values, filter->timeout});
  });
}

// The directory is asked by the plugin predicate_search.
Result<bool> Filters::in_directory(std::string_view file, const Sought& sought) const {
  const auto* plugin = directory_plugin(office_.plugins);
  if (!plugin) return nobody_asks_directories();
  const auto filter = first_of(folders_, file, load_ldap_filter);
  if (!filter) return filter.error();
  const auto text = ldap_text(filter->filter, sought);
  if (!text) return text.error();
  const auto password = password_of(*filter);
  if (!password) return password.error();
  const auto ca_file = filter->ca_file ? filter->ca_file->string() : std::string();
  const auto timeout = std::to_string(filter->timeout.count());
  const scenario::Value arguments[] = {{filter->url},     {filter->base},       {filter->scope},
                                       {*text},           {filter->tls},        {ca_file},
                                       {filter->bind_dn}, {password->reveal()}, {timeout}};
  const auto question = question_of(file, {filter->url + '\0' + filter->base, {*text}});
  return remembered(office_, question, filter->cache, [&] {
    return plugin->evaluate(ldap_predicate, arguments,
                            {sought.question.list, sought.question.domain, sought.question.at});
  });
}

}  // namespace chancery
