// The tables of the store's file and how an older file becomes a newer one. The number of the
// schema stands in the file's header (PRAGMA user_version).
#pragma once

#include "store/sqlite.hpp"

#include <chancery/result.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace chancery::sqlite {

// Makes the file unless it is there.
Result<void> make_store(const std::string& file);
// Opens the file, brought up to date where needed. Not there, another program's database, a newer
// schema, no database at all: misconfigured.
Result<std::unique_ptr<Database>> open_store(const std::string& file,
                                             std::chrono::milliseconds patience);

}  // namespace chancery::sqlite
