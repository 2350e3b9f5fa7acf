#include "cli/csv.hpp"

#include <algorithm>

namespace chancery::cli {

namespace {

class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  std::vector<CsvRow> rows() {
    std::vector<CsvRow> rows;
    while (at_ < text_.size()) {
      auto row = read_row();
      const bool empty = row.fields.size() == 1 && row.fields[0].empty() && row.problem.empty();
      if (!empty) rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  bool at_end_of_row() const {
    return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r';
  }

  CsvRow read_row() {
    CsvRow row;
    row.line = line_;
    for (;;) {
      row.fields.push_back(read_field(row.problem));
      if (at_end_of_row()) break;
      ++at_;  // the comma
    }
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
    ++line_;
    return row;
  }

  std::string read_field(std::string& problem) {
    if (at_ < text_.size() && text_[at_] == '"') return read_quoted(problem);
    const auto end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
    const std::string field(text_.substr(at_, end - at_));
    if (field.find('"') != std::string::npos) problem = "a quote inside a field that is not quoted";
    at_ = end;
    return field;
  }

  std::string read_quoted(std::string& problem) {
    std::string field;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') ++line_;
      if (text_[at_] != '"') {
        field += text_[at_];
        continue;
      }
      if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        field += text_[++at_];
        continue;
      }
      ++at_;
      if (at_end_of_row() || text_[at_] == ',') return field;
      problem = "text behind a closing quote";
      at_ = std::min(text_.find_first_of(",\r\n", at_), text_.size());
      return field;
    }
    problem = "a quote that is never closed";
    return field;
  }

  std::string_view text_;
  std::size_t at_ = 0, line_ = 1;
};

}  // namespace

std::vector<CsvRow> read_csv(std::string_view text) { return CsvReader(text).rows(); }

}  // namespace chancery::cli
