// Which of SQLite's result codes (sqlite.org/rescode.html) means waiting, which mending, and which
// giving up. A full disk and a broken file never look alike, and neither looks like "no".
#include "store/sqlite.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>

namespace chancery::sqlite {
namespace {

struct Meaning {
  Code code;
  const char* why;  // nullptr: SQLite's own words
  const char* hint = "";
};

constexpr Meaning full = {Code::try_later, "the disk is full", "make room on the disk"};
constexpr Meaning forbidden = {Code::misconfigured, nullptr,
                               "the account that runs chancery must be able to read and write the "
                               "file and its folder"};

// A write beyond a quota or a size limit is a full disk under another name.
bool is_full(int system) { return system == ENOSPC || system == EDQUOT || system == EFBIG; }

Meaning meaning_of_opening(int system) {
  switch (system) {
    case ENOMEM:
    case EMFILE:
    case ENFILE: return {Code::try_later, nullptr};
    case EACCES:
    case EPERM:
    case EROFS: return forbidden;
    default: return {Code::misconfigured, nullptr, "it must be a file in a folder that is there"};
  }
}

Meaning meaning_of(int code, int system) {
  switch (code & 0xff) {
    case SQLITE_FULL: return full;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL: return {Code::try_later, "another process is writing to it"};
    case SQLITE_IOERR: return is_full(system) ? full : Meaning{Code::try_later, nullptr};
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT:
    case SQLITE_ABORT: return {Code::try_later, nullptr};
    case SQLITE_CORRUPT:
      return {Code::misconfigured, "the file is damaged",
              "put a backup in its place, or save what is left with sqlite3 FILE .recover"};
    case SQLITE_NOTADB:
      return {Code::misconfigured, "the file is not a database",
              "put a backup in its place, or move it away to begin empty"};
    case SQLITE_CANTOPEN: return is_full(system) ? full : meaning_of_opening(system);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH: return forbidden;
    default: return {Code::failed, nullptr};
  }
}

}  // namespace

Error failure_of(int code, int system, const std::string& file, std::string_view doing,
                 std::string_view message) {
  const Meaning meaning = meaning_of(code, system);
  std::string what = std::string(doing) + " in " + file + ": ";
  what += meaning.why ? std::string_view(meaning.why) : message;
  if (!meaning.why && system != 0) what += std::string(" (") + std::strerror(system) + ")";
  return Err(meaning.code, std::move(what), meaning.hint);
}

}  // namespace chancery::sqlite
