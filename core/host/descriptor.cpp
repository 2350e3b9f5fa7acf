#include "host/descriptor.hpp"

#include "host/declarations.hpp"
#include "host/elf.hpp"
#include "host/grants.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cstring>

namespace chancery {

namespace {

constexpr std::size_t most_bytes = 1'000'000;
constexpr std::size_t most_records = 1'000;
// Sizes of ABI 1.0: nothing shorter was ever built. Ours may have grown since.
constexpr std::uint32_t least_head = 276;
constexpr const char* rebuild = "rebuild the plugin against this version's sdk";

template <class Record>
struct LeastStride;
template <>
struct LeastStride<chancery_name> : std::integral_constant<std::uint32_t, 48> {};
template <>
struct LeastStride<chancery_setting_declaration> : std::integral_constant<std::uint32_t, 320> {};
template <>
struct LeastStride<chancery_predicate_declaration> : std::integral_constant<std::uint32_t, 48> {};

class DescriptorReader {
 public:
  DescriptorReader(const fs::path& file, std::string bytes) : file_(file) {
    descriptor_.file = file;
    descriptor_.bytes = std::move(bytes);
  }

  Result<Descriptor> read() {
    if (auto done = read_magic(); !done) return done.error();
    if (auto done = read_head(); !done) return done.error();
    if (auto done = read_texts(); !done) return done.error();
    if (auto done = read_names(head_.roles, "roles", descriptor_.roles); !done) return done.error();
    if (auto done = read_names(head_.services, "services", descriptor_.services); !done)
      return done.error();
    if (auto done = read_records(head_.settings, "settings", descriptor_.settings); !done)
      return done.error();
    if (auto done = read_records(head_.predicates, "predicates", descriptor_.predicates); !done)
      return done.error();
    if (auto flaw = flaw_of(descriptor_.settings)) return refused(*flaw);
    if (auto flaw = flaw_of(descriptor_.predicates)) return refused(*flaw);
    if (auto done = sort_roles(); !done) return done.error();
    return std::move(descriptor_);
  }

 private:
  // A refusal names the field, what stands there, what we have, and the mend.
  Error refused(const Flaw& flaw, const std::string& mend = rebuild) const {
    return Err(Code::misconfigured,
               "the plugin " + printable(file_.string()) + " is refused: " + flaw.field + " is " +
                   flaw.theirs + ", here it is " + flaw.ours,
               mend);
  }

  // What stands before the sizes is the same in every major.
  Result<void> read_magic() {
    const auto& bytes = descriptor_.bytes;
    const auto magic = std::string_view(bytes).substr(0, sizeof head_.magic);
    if (magic != CHANCERY_MAGIC)
      return refused({"the magic", "'" + printable(magic) + "'", "'" CHANCERY_MAGIC "'"},
                     "the file is no plugin of Chancery; remove it");
    if (bytes.size() < least_head)
      return refused({"the size of the section", std::to_string(bytes.size()) + " bytes",
                      "at least " + std::to_string(least_head)});
    std::memcpy(&head_, bytes.data(), least_head);
    return {};
  }

  Result<void> read_head() {
    if (head_.abi_major != CHANCERY_ABI_MAJOR)
      return refused(
          {"the ABI major", std::to_string(head_.abi_major), std::to_string(CHANCERY_ABI_MAJOR)});
    if (head_.abi_minor > CHANCERY_ABI_MINOR)
      return refused({"the lowest ABI minor it can live with", std::to_string(head_.abi_minor),
                      std::to_string(CHANCERY_ABI_MINOR)},
                     "upgrade Chancery, or install an older version of the plugin");
    if (head_.size < least_head || head_.size > descriptor_.bytes.size())
      return refused({"the size of the descriptor", std::to_string(head_.size),
                      "from " + std::to_string(least_head) + " to the " +
                          std::to_string(descriptor_.bytes.size()) + " bytes of the section"});
    if (head_.head_size < least_head || head_.head_size > head_.size)
      return refused({"the size of the descriptor's head", std::to_string(head_.head_size),
                      "from " + std::to_string(least_head) + " to the " +
                          std::to_string(head_.size) + " bytes of the descriptor"});
    descriptor_.bytes.resize(head_.size);  // what follows is padding
    std::memcpy(&head_, descriptor_.bytes.data(),
                std::min<std::size_t>(head_.head_size, sizeof head_));
    descriptor_.abi_major = head_.abi_major;
    descriptor_.abi_minor = head_.abi_minor;
    return {};
  }

  Result<void> read_texts() {
    const auto id = fixed_text(head_.id), version = fixed_text(head_.version),
               summary = fixed_text(head_.summary);
    if (auto flaw = flaw_of_name("the id", id)) return refused(*flaw);
    if (!version) return refused(endless("the version"));
    if (!summary) return refused(endless("the summary"));
    descriptor_.id = *id;
    descriptor_.version = printable(*version);
    descriptor_.summary = printable(*summary);
    return {};
  }

  // Copies of what we know of the records; a record that is shorter than ours has zeros there.
  template <class Record>
  Result<void> read_records(const chancery_table& table, const std::string& name,
                            std::vector<Record>& into) {
    if (table.count == 0) return {};
    const auto field = "the table of " + name;
    if (table.stride < LeastStride<Record>::value)
      return refused({"the stride of " + field, std::to_string(table.stride),
                      "at least " + std::to_string(LeastStride<Record>::value)});
    if (table.count > most_records)
      return refused({"the number of records in " + field, std::to_string(table.count),
                      "at most " + std::to_string(most_records)});
    const auto end = std::uint64_t{table.offset} + std::uint64_t{table.count} * table.stride;
    if (table.offset < head_.head_size || end > head_.size)
      return refused(
          {field, "from byte " + std::to_string(table.offset) + " to byte " + std::to_string(end),
           "between the head, which ends at byte " + std::to_string(head_.head_size) +
               ", and the end at byte " + std::to_string(head_.size)});
    for (std::uint32_t i = 0; i < table.count; ++i) {
      Record record{};
      std::memcpy(&record, descriptor_.bytes.data() + table.offset + std::size_t{i} * table.stride,
                  std::min<std::size_t>(table.stride, sizeof record));
      into.push_back(record);
    }
    return {};
  }

  Result<void> read_names(const chancery_table& table, const std::string& name,
                          std::vector<std::string>& into) {
    std::vector<chancery_name> records;
    if (auto done = read_records(table, name, records); !done) return done;
    for (const auto& record : records) {
      const auto text = fixed_text(record.text);
      if (!text) return refused(endless("a name in the table of " + name));
      into.push_back(printable(*text));
    }
    return {};
  }

  Result<void> sort_roles() {
    std::string all, ours;
    for (const auto& role : descriptor_.roles) {
      all += (all.empty() ? "" : ", ") + role;
      if (!is_known_role(role)) descriptor_.unknown_roles.push_back(role);
    }
    if (descriptor_.unknown_roles.size() < descriptor_.roles.size()) return {};
    for (const auto role : known_roles) ours.append(ours.empty() ? "" : ", ").append(role);
    return refused(
        {"the list of its roles", all.empty() ? "empty" : all, "at least one of " + ours},
        "upgrade Chancery, or remove the plugin");
  }

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
