// The tables of the store's file and how an older file becomes a newer one. The number of the
// schema stands in the file's header (PRAGMA user_version).
#pragma once

#include "store/sqlite.hpp"

#include <chancery/result.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace chancery::sqlite {

// Opens the file, made and brought up to date where needed. Another program's database, a newer
// schema, no database at all: misconfigured.
Result<std::unique_ptr<Database>> open_store(const std::string& file,
                                             std::chrono::milliseconds patience);

}  // namespace chancery::sqlite
