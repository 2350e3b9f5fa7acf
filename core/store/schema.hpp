// The tables of our SQLite files and how an older file becomes a newer one. The number of the
// schema stands in the file's header (PRAGMA user_version), and whose file it is beside it.
#pragma once

#include "store/sqlite.hpp"

#include <chancery/result.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace chancery::sqlite {

struct Schema {
  std::int64_t application;  // PRAGMA application_id: another program's database is never ours
  // In order; the n-th leads to schema n. What has been released is never changed, only added to.
  std::span<const char* const> migrations;
};

// Makes the store's file unless it is there.
Result<void> make_store(const std::string& file);
// Opens the file, brought up to date where needed. Not there, another program's database, a newer
// schema, no database at all: misconfigured.
Result<std::unique_ptr<Database>> open_store(const std::string& file,
                                             std::chrono::milliseconds patience);
// Another file of ours, made where it is not there.
Result<std::unique_ptr<Database>> open_database(const std::string& file,
                                                std::chrono::milliseconds patience,
                                                const Schema& schema);

}  // namespace chancery::sqlite
