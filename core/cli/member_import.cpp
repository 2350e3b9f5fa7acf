#include "cli/member_import.hpp"

#include "cli/certificates.hpp"
#include "cli/csv.hpp"
#include "cli/print.hpp"

#include "base/text.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace chancery::cli {

namespace {

struct ImportArguments {
  std::string list, file;
  bool skip_bad = false;
};

struct Columns {
  std::vector<std::string> names = {"address", "name", "role"};
  std::size_t first_row = 0;
};

// A row of the file that can be stored.
struct Entry {
  Member member;
  std::vector<Importable> certificates;
};

struct BadLine {
  std::size_t line;
  std::string why;
};

// A first line whose first field has no @ names the columns.
Result<Columns> columns_of(const std::vector<CsvRow>& rows) {
  Columns columns;
  if (rows.empty() || !rows[0].problem.empty() || rows[0].fields[0].find('@') != std::string::npos)
    return columns;
  columns.names.clear();
  columns.first_row = 1;
  for (const auto& field : rows[0].fields) columns.names.push_back(lower(trim(field)));
  static const std::vector<std::string> known = {"address", "name", "role", "cert"};
  for (const auto& name : columns.names) {
    if (std::count(columns.names.begin(), columns.names.end(), name) > 1)
      return Err(Code::unusable, "line 1 names the column " + printable(name) + " twice");
    if (std::find(known.begin(), known.end(), name) == known.end())
      return Err(Code::unusable,
                 "line 1 names the column " + printable(name) +
                     ", which is none of address, name, role, cert",
                 nearest(name, known) ? "did you mean " + *nearest(name, known) + "?" : "");
  }
  if (std::find(columns.names.begin(), columns.names.end(), "address") == columns.names.end())
    return Err(Code::unusable, "line 1 names no column address");
  return columns;
}

std::string_view field(const CsvRow& row, const Columns& columns, std::string_view name) {
  for (std::size_t i = 0; i < columns.names.size() && i < row.fields.size(); ++i)
    if (columns.names[i] == name) return trim(row.fields[i]);
  return {};
}

Result<Entry> entry_of(const CsvRow& row, const Columns& columns, const CryptoBackend* crypto,
                       const fs::path& folder) {
  if (!row.problem.empty()) return Err(Code::unusable, row.problem);
  if (row.fields.size() > columns.names.size())
    return Err(Code::unusable, "it has " + std::to_string(row.fields.size()) +
                                   " fields, not at most " + std::to_string(columns.names.size()));
  const auto address = address_argument(field(row, columns, "address"));
  if (!address) return address.error();
  const auto name = field(row, columns, "name");
  if (!is_utf8(name)) return Err(Code::unusable, "the name is not UTF-8");
  const auto word = field(row, columns, "role");
  const auto role = word.empty() ? std::optional(Role::member) : role_named(word);
  if (!role) return Err(Code::unusable, printable(word) + " is no role: member, owner or editor");
  Entry entry{{*address, std::string(name), *role}, {}};
  const auto certificate = field(row, columns, "cert");
  if (certificate.empty()) return entry;
  if (!crypto)
    return Err(Code::misconfigured, "it names a certificate, and no crypto backend is loaded");
  auto read = read_certificates(*crypto, (folder / certificate).string());
  if (!read) return read.error();
  entry.certificates = std::move(*read);
  return entry;
}

struct Counts {
  std::size_t added = 0, known = 0;
  std::size_t all() const { return added + known; }
};

Result<void> store_entry(Site& site, const ListSettings& list, const Entry& entry, Counts& counts) {
  const auto added = site.store->add(list.name, entry.member);
  if (!added) return added.error();
  ++(*added ? counts.added : counts.known);
  return store_certificates(site, entry.member.address, entry.certificates);
}

using Json = nlohmann::ordered_json;

Json bad_json(const std::vector<BadLine>& bad) {
  Json array = Json::array();
  for (const auto& line : bad) array.push_back({{"line", line.line}, {"why", line.why}});
  return array;
}

Error report_bad(const std::vector<BadLine>& bad, bool imported) {
  std::string what = std::to_string(bad.size()) + " bad lines" +
                     (imported ? ", left out:" : "; nothing was imported:");
  for (const auto& line : bad) what += "\n  line " + std::to_string(line.line) + ": " + line.why;
  return Err(Code::unusable, what, imported ? "" : "--skip-bad imports the rest");
}

Result<int> import(const Session& session, const ImportArguments& arguments) {
  const auto site = session.site();
  if (!site) return site.error();
  const auto list = find_list((*site)->settings, arguments.list);
  if (!list) return list.error();
  const auto text = input_file(arguments.file, 200'000'000);
  if (!text) return text.error();
  const auto rows = read_csv(*text);
  const auto columns = columns_of(rows);
  if (!columns) return columns.error();

  auto& store = *(*site)->store;
  if (auto begun = store.begin(); !begun) return begun.error();
  std::vector<BadLine> bad;
  Counts counts;
  Progress progress("importing into " + list->name);
  for (std::size_t i = columns->first_row; i < rows.size(); ++i) {
    const auto entry =
        entry_of(rows[i], *columns, (*site)->crypto(), fs::path(arguments.file).parent_path());
    if (!entry) {
      bad.push_back({rows[i].line, entry.error().what});
      continue;
    }
    if (auto stored = store_entry(**site, *list, *entry, counts); !stored) return stored.error();
    progress.reach(counts.all());
  }
  if (!bad.empty() && !arguments.skip_bad) {
    if (session.json) print_json(Json{{"imported", 0}, {"bad", bad_json(bad)}});
    return report_bad(bad, false);
  }
  if (auto committed = store.commit(); !committed) return committed.error();
  if (!bad.empty()) complain(report_bad(bad, true));
  tell(session.json,
       Json{{"list", list->name},
            {"imported", counts.all()},
            {"added", counts.added},
            {"known", counts.known},
            {"bad", bad_json(bad)}},
       "imported " + std::to_string(counts.all()) + " into " + list->name +
           (counts.known ? ", of whom " + std::to_string(counts.known) + " were there" : ""));
  return exit_ok;
}

}  // namespace

void declare_member_import(CLI::App& group, Chosen& chosen) {
  auto* command =
      group.add_subcommand("import", "Add members from a CSV file: address[,name[,role]]");
  auto arguments = std::make_shared<ImportArguments>();
  command->add_option("list", arguments->list, "name or address of the list")->required();
  command->add_option("file", arguments->file, "the file; -: standard input")->required();
  command->add_flag("--skip-bad", arguments->skip_bad,
                    "import the good lines of a file that has bad ones");
  command->callback([&chosen, arguments] {
    chosen.run = [arguments](const Session& session) { return import(session, *arguments); };
  });
}

}  // namespace chancery::cli
