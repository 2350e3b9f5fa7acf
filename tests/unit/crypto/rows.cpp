#include "rows.hpp"

#include "mail/message.hpp"
#include "mail/transfer.hpp"

#include <algorithm>
#include <sstream>

namespace test {

namespace {

std::vector<std::string> split(const std::string& line, char separator) {
  std::vector<std::string> fields;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, separator);) fields.push_back(field);
  return fields;
}

std::string from_pem(std::string_view pem) {
  const auto first = pem.find('\n', pem.find("-----BEGIN"));
  const auto last = pem.find("-----END", first);
  const auto decoded = chancery::decode_transfer(pem.substr(first, last - first), "base64");
  return decoded ? *decoded : std::string();
}

bool is_signature(const chancery::Part& part) {
  return part.media_type.find("pkcs7-signature") != std::string::npos;
}

}  // namespace

bool Row::has(std::string_view option) const {
  const auto words = split(extra, ' ');
  return std::find(words.begin(), words.end(), option) != words.end();
}

std::vector<std::string> Row::values(std::string_view option) const {
  const auto words = split(extra, ' ');
  std::vector<std::string> found;
  for (std::size_t i = 0; i + 1 < words.size(); ++i)
    if (words[i] == option) found.push_back(words[i + 1]);
  return found;
}

std::vector<Row> rows_of(const std::string& folder) {
  std::vector<Row> rows;
  if (fixtures().empty()) return rows;
  std::istringstream table(read(fixtures() / folder / "expected.tsv"));
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    auto fields = split(line, '\t');
    fields.resize(17);
    for (auto& field : fields)
      if (field == "-") field.clear();
    rows.push_back({fixtures() / folder, fields[0], fields[1], fields[2], fields[3], fields[4],
                    fields[5], fields[6], fields[7], fields[8], fields[9], fields[10]});
  }
  return rows;
}

std::optional<Material> material_of_mail(std::string_view mail) {
  const auto message = chancery::Message::parse(std::make_shared<const std::string>(
      mail.substr(mail.starts_with("From ") ? mail.find('\n') + 1 : 0)));
  if (!message) return std::nullopt;
  const auto& root = message->root();
  const auto children = message->children(root);
  const bool detached =
      root.media_type == "multipart/signed" && children.size() == 2 && is_signature(*children[1]);
  const auto& holder = detached ? *children[1] : root;
  if (!detached && holder.media_type.find("pkcs7-mime") == std::string::npos) return std::nullopt;
  const auto cms = chancery::decode_transfer(holder.body, holder.encoding);
  if (!cms) return std::nullopt;
  Material material{*cms, std::nullopt};
  if (detached) material.content = chancery::canonical_crlf(children[0]->raw);
  return material;
}

std::optional<Material> material_of(const Row& row, std::string_view bytes) {
  const auto forms = row.values("-inform");
  if (forms.empty() && row.file.ends_with(".eml")) return material_of_mail(bytes);
  if (forms.empty())
    return bytes.find("MIME-Version") != std::string_view::npos
               ? material_of_mail(bytes)
               : std::optional(Material{std::string(bytes), std::nullopt});
  Material material{forms[0] == "PEM" ? from_pem(bytes) : std::string(bytes), std::nullopt};
  for (const auto& name : row.values("-content")) material.content = read(row.path(name));
  return material;
}

}  // namespace test
