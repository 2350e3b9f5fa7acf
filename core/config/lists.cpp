// A list as its folder describes it. The folder's name is the list's name, and both are the local
// part of its address: no table maps one to the other, and none can be wrong.
#include "config/settings.hpp"

#include "base/text.hpp"
#include "config/floor_keys.hpp"
#include "config/values.hpp"

#include <algorithm>

namespace chancery {
namespace {

constexpr std::string_view lower_letters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view digits = "0123456789";

bool consists_of(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

// Both become parts of a file's name, scenari/FUNCTION.NAME.
bool is_function(std::string_view text) {
  return consists_of(text, std::string(lower_letters) + "_");
}

bool is_scenario_name(std::string_view text) {
  constexpr std::string_view others = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-._";
  return consists_of(text, std::string(lower_letters) + std::string(digits) + std::string(others));
}

Error no_list(const std::string& name) {
  return Err(Code::not_found, "no list " + printable(name, 80) + " here");
}

Error missing(const Places& places, const std::string& name) {
  std::error_code unknown;
  const fs::path folder = places.list(name);
  if (!fs::is_directory(folder, unknown) && !unknown) return no_list(name);
  if (unknown == std::errc::no_such_file_or_directory) return no_list(name);
  if (unknown)
    return Err(Code::misconfigured,
               "looking for the list in " + folder.string() + ": " + unknown.message());
  return Err(Code::misconfigured,
             "reading the list " + name + ": there is no " + (folder / "list.toml").string(),
             "chancery list create writes it; or remove the folder");
}

Error unreadable(const std::string& name, const Error& error) {
  const Code code = error.code == Code::try_later ? error.code : Code::misconfigured;
  return Err(code, "reading the list " + name + ": " + error.what, error.hint);
}

std::map<std::string, std::string> scenarios(Values& values) {
  std::map<std::string, std::string> found;
  if (const auto send = values.text("scenario.send")) found["send"] = *send;
  for (const TomlEntry* entry : values.matching("scenario.*")) {
    const std::string& function = entry->path[1];
    const auto* name = std::get_if<std::string>(&entry->value.held);
    if (!is_function(function))
      values.wrong(entry->position,
                   dotted(entry->path) + ": a function's name has lower-case letters and _ only");
    if (name && !is_scenario_name(*name))
      values.wrong(entry->value.position, dotted(entry->path) + ": \"" + printable(*name) +
                                              "\" is no scenario's name: letters, digits, - . _");
    if (name) found[function] = *name;
  }
  return found;
}

// What may stand in a header field between angle brackets: RFC 2369 section 2.
bool is_url(std::string_view text) {
  constexpr std::size_t longest = 500;  // with an address in it, no more than a line may have
  return text.starts_with("https://") && text.size() > std::string_view("https://").size() &&
         text.size() <= longest && std::all_of(text.begin(), text.end(), [](char c) {
           return c > ' ' && c < 127 &&
                  std::string_view("<>\",\\").find(c) == std::string_view::npos;
         });
}

std::optional<std::string> url(Values& values, std::string_view key) {
  auto text = values.text(key);
  if (text && !is_url(*text))
    values.wrong(key, std::string(key) + ": " + printable(*text, 80) +
                          " is no address that begins with https://, in ASCII, with no blank, "
                          "comma, quote or angle bracket, and not longer than 500 characters");
  return text;
}

// By the place of the word among those that the table of keys allows, which are the names of the
// choices in their order.
template <class Choice>
Choice choice(const Values& values, std::string_view name) {
  const auto keys = list_keys();
  const auto key =
      std::find_if(keys.begin(), keys.end(), [&](const Key& each) { return each.name == name; });
  const auto chosen = values.text(name).value_or("");
  int place = 0;
  for (const auto word : split(key->words, ' ')) {
    if (word == chosen) return static_cast<Choice>(place);
    ++place;
  }
  return Choice();
}

Demands demands(const Values& values) {
  Demands demands{floor_of(values), std::nullopt};
  if (const auto hours = values.number("signing_window_hours"); hours > 0)
    demands.signing_window = std::chrono::hours(hours);
  return demands;
}

Result<ListSettings> list_from(Values& values, const std::string& name, const fs::path& folder) {
  const std::string file = (folder / "list.toml").string();
  auto found = scenarios(values);
  const auto address = Address::make(values.text("address").value_or(""));
  if (address && address->local() != name)
    values.wrong("address", "address: " + address->text() + " is the address of a list " +
                                std::string(address->local()) + ", and this is the folder of " +
                                name);
  auto archive = url(values, "archive_url"), unsubscribe = url(values, "unsubscribe_url");
  if (!values.sound()) return values.error(file);
  return ListSettings{name,
                      *address,
                      folder,
                      std::move(found),
                      values.free_texts("custom_vars.*"),
                      values.free_texts("parameters.*"),
                      values.text("status") != "closed",
                      std::move(archive),
                      std::move(unsubscribe),
                      choice<EncryptedPosts>(values, "encrypt"),
                      choice<Distribution>(values, "distribution"),
                      choice<UnsignedCiphertext>(values, "unsigned_ciphertext"),
                      choice<WithoutCertificate>(values, "without_certificate"),
                      choice<SignedMail>(values, "sign"),
                      choice<FooterMode>(values, "footer"),
                      choice<Harvest>(values, "harvest"),
                      choice<SubjectPlace>(values, "subject"),
                      demands(values)};
}

}  // namespace

Demands demands_of(const Settings& settings, const ListSettings& list) {
  auto demands = list.demands;
  if (demands.floor) demands.floor = highest(*demands.floor, settings.floor);
  return demands;
}

// Neither path nor option; and without two dots in a row, or one at the end, it is a dot-atom
// (RFC 5322 section 3.2.3), as what stands before an @ must be.
bool is_list_name(std::string_view name) {
  const std::string first = std::string(lower_letters) + std::string(digits);
  return name.size() <= 64 && consists_of(name, first + "._+-") &&
         first.find(name.front()) != std::string::npos && name.back() != '.' &&
         name.find("..") == std::string_view::npos;
}

Result<ListSettings> load_list(const Places& places, const std::string& name) {
  constexpr std::size_t longest = 1'000'000;
  if (!is_list_name(name)) return no_list(name);
  const fs::path file = places.list(name) / "list.toml";
  const auto text = read_file(file, longest);
  if (!text && text.error().code == Code::not_found) return missing(places, name);
  if (!text) return unreadable(name, text.error());
  auto values = values_of(*text, file.string(), list_keys());
  if (!values) return values.error();
  return list_from(*values, name, places.list(name));
}

Result<ListSettings> find_list(const Settings& settings, std::string_view name_or_address) {
  const auto at = name_or_address.rfind('@');
  const std::string name = lower(name_or_address.substr(0, at));
  if (!is_list_name(name))
    return Err(Code::not_found,
               "no list " + printable(name_or_address) + ": not the name of a list");
  auto list = load_list(settings.places, name);
  if (!list || at == std::string_view::npos) return list;
  const auto address = Address::make(name_or_address);
  if (!address || !(*address == list->address))
    return Err(Code::not_found, "no list " + printable(name_or_address) + ": the list " + name +
                                    " has the address " + list->address.text());
  return list;
}

// Every folder with a list's name counts, whatever is in it: a list that lost its list.toml is
// found and complained of, not forgotten.
Result<std::vector<std::string>> list_names(const Places& places) {
  std::vector<std::string> names;
  std::error_code failed;
  fs::directory_iterator entry(places.lists(), failed);
  if (failed == std::errc::no_such_file_or_directory) return names;
  for (; !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
    std::error_code unknown;
    const std::string name = entry->path().filename().string();
    if (is_list_name(name) && entry->is_directory(unknown)) names.push_back(name);
  }
  if (failed)
    return Err(Code::misconfigured,
               "looking through the lists in " + places.lists().string() + ": " + failed.message());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace chancery
