#include "config/key_names.hpp"

#include "base/text.hpp"

#include <charconv>

namespace chancery::key_names {
namespace {

std::string ending_of(KeyUse use) {
  switch (use) {
    case KeyUse::both: return "";
    case KeyUse::encryption: return ".enc";
    case KeyUse::signing: return ".sign";
  }
  return "";
}

// ".enc.2"; nothing: not one of ours.
std::optional<Ending> read_ending(std::string_view text) {
  Ending ending;
  for (const auto use : {KeyUse::encryption, KeyUse::signing})
    if (text.starts_with(ending_of(use))) ending.use = use;
  text.remove_prefix(ending_of(ending.use).size());
  if (text.empty()) return ending;
  if (text.size() < 2 || text.front() != '.' || text[1] == '0') return std::nullopt;
  const auto* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data() + 1, end, ending.number);
  if (at != end || error != std::errc() || ending.number == 0) return std::nullopt;
  return ending;
}

}  // namespace

std::string text_of(const Ending& ending) {
  return ending_of(ending.use) + (ending.number ? "." + std::to_string(ending.number) : "");
}

Result<std::map<Ending, Halves>> look(const fs::path& folder) {
  std::map<Ending, Halves> found;
  std::error_code failed;
  fs::directory_iterator entry(folder, failed);
  for (; !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    for (const auto start : {key, certificate}) {
      if (!name.starts_with(start)) continue;
      const auto ending = read_ending(std::string_view(name).substr(start.size()));
      if (!ending) continue;
      (start == key ? found[*ending].key : found[*ending].certificate) = true;
    }
  }
  if (failed && failed != std::errc::no_such_file_or_directory)
    return Err(Code::misconfigured,
               "looking for keys in " + printable(folder.string()) + ": " + failed.message());
  return found;
}

KeyPair pair_of(const fs::path& folder, const Ending& ending) {
  const auto text = text_of(ending);
  return {ending.use, ending.number, folder / (std::string(key) + text),
          folder / (std::string(certificate) + text)};
}

fs::path with(fs::path file, std::string_view ending) { return file += ending; }

Result<bool> half_done(const KeyPair& pair) {
  const auto certificate_waits = is_there(with(pair.certificate, next));
  if (!certificate_waits || !*certificate_waits) return certificate_waits;
  const auto key_waits = is_there(with(pair.key, next));
  if (!key_waits) return key_waits;
  return !*key_waits;
}

}  // namespace chancery::key_names
