// Rows of a server's answer, in PostgreSQL's binary form.
#pragma once

#include "postgres/database.hpp"

namespace chancery::postgres {

// An answer that is here as a whole.
class Whole final : public sql::Reading {
 public:
  explicit Whole(Answer answer) : answer_(std::move(answer)) {}
  Result<bool> next() override;
  std::int64_t number(int column) const override;
  std::string_view bytes(int column) const override;

 private:
  Answer answer_;
  int row_ = -1;
};

// One that stays at the server, which keeps all its rows as they were when it began; some of them
// are fetched at a time.
class Cursor final : public sql::Reading {
 public:
  Cursor(Database& database, std::string name, std::string_view doing)
      : database_(database),
        name_(std::move(name)),
        doing_(doing),
        life_(database.life()),
        here_(nullptr) {}
  Cursor(const Cursor&) = delete;
  ~Cursor() override;
  Result<bool> next() override;
  std::int64_t number(int column) const override { return here_.number(column); }
  std::string_view bytes(int column) const override { return here_.bytes(column); }

 private:
  Database& database_;
  std::string name_;
  std::string_view doing_;
  std::uint64_t life_;
  Whole here_;
};

}  // namespace chancery::postgres
