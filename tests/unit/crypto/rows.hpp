// Rows of the published material's expected.tsv: what a file is, and what is true of it.
#pragma once

#include "backend.hpp"

#include <map>

namespace test {

struct Row {
  fs::path folder;
  std::string id, file, kind, steps, expect, ca, at, key, password, extra, content;
  bool has(std::string_view option) const;                         // among `extra`
  std::vector<std::string> values(std::string_view option) const;  // "-CRLfile" ...
  fs::path path(const std::string& name) const { return folder / name; }
};

// Of the backend that is tested: a row's id, the status that it gives instead, and why.
using Differences = std::map<std::string, std::pair<std::string, std::string>>;
const Differences& known_differences();

// Of one folder; empty when the material is not there.
std::vector<Row> rows_of(const std::string& folder);

// The CMS object of a row and what is beside it: taken from a mail, or from PEM or DER as it says.
struct Material {
  std::string cms;
  std::optional<std::string> content;  // of a detached signature
};
std::optional<Material> material_of(const Row& row, std::string_view bytes);
std::optional<Material> material_of_mail(std::string_view mail);

}  // namespace test
