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

}  // namespace

std::vector<fs::path> filter_folders(const Settings& settings, const ListSettings& list) {
  return {list.folder / "search_filters", settings.places.etc / settings.domain / "search_filters",
          settings.places.etc / "search_filters"};
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
  bool is_there = false;
  for (const auto& folder : folders_) {
    const auto filter = read_file(folder / file, most_bytes);
    if (!filter && filter.error().code == Code::not_found) continue;
    if (!filter) return Err(Code::misconfigured, filter.error().what);
    if (scenario::text_filter_finds(*filter, text)) return true;
    is_there = true;
  }
  if (is_there || file == "blocklist.txt") return false;
  return not_there(file, folders_);
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
  constexpr std::string_view predicate = "search_ldap";
  const auto* plugin = office_.plugins.predicate(predicate);
  if (!plugin)
    return Err(Code::misconfigured, "no plugin asks directories",
               "put predicate_search into plugins.enable");
  const auto filter = first_of(folders_, file, load_ldap_filter);
  if (!filter) return filter.error();
  const auto text = ldap_text(filter->filter, sought);
  if (!text) return text.error();
  Secret password;
  if (filter->password_file) {
    auto read = read_password(*filter->password_file);
    if (!read) return read.error();
    password = std::move(*read);
  }
  const auto ca_file = filter->ca_file ? filter->ca_file->string() : std::string();
  const auto timeout = std::to_string(filter->timeout.count());
  const scenario::Value arguments[] = {{filter->url},     {filter->base},      {filter->scope},
                                       {*text},           {filter->tls},       {ca_file},
                                       {filter->bind_dn}, {password.reveal()}, {timeout}};
  const auto question = question_of(file, {filter->url + '\0' + filter->base, {*text}});
  return remembered(office_, question, filter->cache, [&] {
    return plugin->evaluate(predicate, arguments,
                            {sought.question.list, sought.question.domain, sought.question.at});
  });
}

}  // namespace chancery
