#include "host/descriptor.hpp"

#include "host/elf.hpp"
#include "host/grants.hpp"

#include "base/text.hpp"

#include <cstring>
#include <optional>

namespace chancery {

namespace {

constexpr std::size_t most_bytes = 1'000'000;
constexpr std::size_t most_records = 1'000;

// A refusal names the field, what stands there, what we have, and the mend.
Error refused(const fs::path& file, std::string_view field, const std::string& theirs,
              const std::string& ours, const std::string& mend) {
  return Err(Code::misconfigured,
             "the plugin " + printable(file.string()) + " is refused: " + std::string(field) +
                 " is " + theirs + ", here it is " + ours,
             mend);
}

// A fixed-size text; none: it has no end.
template <std::size_t N>
std::optional<std::string> fixed_text(const char (&field)[N]) {
  const void* end = std::memchr(field, '\0', N);
  if (!end) return std::nullopt;
  return std::string(field, static_cast<std::size_t>(static_cast<const char*>(end) - field));
}

class DescriptorReader {
 public:
  DescriptorReader(const fs::path& file, std::string bytes) : file_(file) {
    descriptor_.file = file;
    descriptor_.bytes = std::move(bytes);
  }

  Result<Descriptor> read() {
    if (auto done = read_head(); !done) return done.error();
    if (auto done = read_texts(); !done) return done.error();
    if (auto done = read_names(head_.roles, "roles", descriptor_.roles); !done) return done.error();
    if (auto done = read_names(head_.services, "services", descriptor_.services); !done)
      return done.error();
    if (auto done = read_settings(); !done) return done.error();
    if (auto done = read_predicates(); !done) return done.error();
    if (auto done = sort_roles(); !done) return done.error();
    return std::move(descriptor_);
  }

 private:
  Result<void> read_head() {
    const auto& bytes = descriptor_.bytes;
    if (bytes.size() < sizeof head_)
      return refused(file_, "the size of the descriptor", std::to_string(bytes.size()) + " bytes",
                     "at least " + std::to_string(sizeof head_), rebuild);
    std::memcpy(&head_, bytes.data(), sizeof head_);
    if (std::memcmp(head_.magic, CHANCERY_MAGIC, sizeof head_.magic) != 0)
      return refused(file_, "the magic", "'" + printable({head_.magic, sizeof head_.magic}) + "'",
                     "'" CHANCERY_MAGIC "'", "the file is no plugin of Chancery; remove it");
    if (head_.abi_major != CHANCERY_ABI_MAJOR)
      return refused(file_, "the ABI major", std::to_string(head_.abi_major),
                     std::to_string(CHANCERY_ABI_MAJOR), rebuild);
    if (head_.abi_minor > CHANCERY_ABI_MINOR)
      return refused(file_, "the lowest ABI minor it can live with",
                     std::to_string(head_.abi_minor), std::to_string(CHANCERY_ABI_MINOR),
                     "upgrade Chancery, or install an older plugin");
    if (head_.size < sizeof head_ || head_.size > bytes.size())
      return refused(file_, "the size in the descriptor", std::to_string(head_.size),
                     std::to_string(bytes.size()) + " bytes in the section", rebuild);
    descriptor_.abi_major = head_.abi_major;
    descriptor_.abi_minor = head_.abi_minor;
    return {};
  }

  Error endless(const char* field) const {
    return refused(file_, field, "a text without an end", "one that fits its field", rebuild);
  }

  Result<void> read_texts() {
    const auto id = fixed_text(head_.id), version = fixed_text(head_.version),
               summary = fixed_text(head_.summary);
    if (!id) return endless("the id");
    if (!version) return endless("the version");
    if (!summary) return endless("the summary");
    if (id->empty() ||
        id->find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos)
      return refused(file_, "the id", "'" + printable(*id) + "'", "of the characters a-z 0-9 _",
                     rebuild);
    descriptor_.id = *id;
    descriptor_.version = printable(*version);
    descriptor_.summary = printable(*summary);
    return {};
  }

  // Calls `each` with every record, of which the part that we know is copied.
  template <class Record, class Each>
  Result<void> records(const chancery_table& table, const char* name, const Each& each) {
    const std::uint64_t end =
        std::uint64_t{table.offset} + std::uint64_t{table.count} * table.stride;
    if (table.count > 0 &&
        (table.stride < sizeof(Record) || table.count > most_records || end > head_.size))
      return refused(file_, std::string("the table of ") + name,
                     std::to_string(table.count) + " records of " + std::to_string(table.stride) +
                         " bytes at " + std::to_string(table.offset),
                     "inside the descriptor's " + std::to_string(head_.size) + " bytes", rebuild);
    for (std::uint32_t i = 0; i < table.count; ++i) {
      Record record;
      std::memcpy(&record, descriptor_.bytes.data() + table.offset + std::size_t{i} * table.stride,
                  sizeof record);
      if (!each(record)) return endless(name);
    }
    return {};
  }

  Result<void> read_names(const chancery_table& table, const char* name,
                          std::vector<std::string>& into) {
    return records<chancery_name>(table, name, [&](const chancery_name& record) {
      auto text = fixed_text(record.text);
      if (text) into.push_back(printable(*text));
      return text.has_value();
    });
  }

  Result<void> read_settings() {
    return records<chancery_setting_declaration>(
        head_.settings, "settings", [&](const chancery_setting_declaration& record) {
          descriptor_.settings.push_back(record);
          return fixed_text(record.key) && fixed_text(record.default_text) &&
                 fixed_text(record.sentence);
        });
  }

  Result<void> read_predicates() {
    return records<chancery_predicate_declaration>(
        head_.predicates, "predicates", [&](const chancery_predicate_declaration& record) {
          descriptor_.predicates.push_back(record);
          return fixed_text(record.name).has_value();
        });
  }

  Result<void> sort_roles() {
    std::string all;
    for (const auto& role : descriptor_.roles) {
      all += (all.empty() ? "" : ", ") + role;
      if (!is_known_role(role)) descriptor_.unknown_roles.push_back(role);
    }
    if (descriptor_.unknown_roles.size() < descriptor_.roles.size()) return {};
    std::string ours;
    for (const auto role : known_roles) ours.append(ours.empty() ? "" : ", ").append(role);
    return refused(
        file_, "the roles", all.empty() ? "an empty list" : all, ours,
        "none of its roles is known to this version; upgrade Chancery or remove the plugin");
  }

  static constexpr const char* rebuild = "rebuild the plugin against this version's sdk";
  const fs::path& file_;
  Descriptor descriptor_;
  chancery_descriptor head_{};
};

}  // namespace

Result<Descriptor> read_descriptor(const fs::path& file) {
  auto bytes = read_elf_section(file, CHANCERY_SECTION, most_bytes);
  if (!bytes)
    return Err(Code::unusable, "the plugin " + bytes.error().what + "; it is refused",
               "remove it from the folder, or put the right file in its place");
  return DescriptorReader(file, std::move(*bytes)).read();
}

}  // namespace chancery
