// Which SQLSTATE means waiting, which mending, which giving up. Whatever comes and goes with a
// server, its restart above all, is waited for: only what stays until somebody does something about
// it is misconfigured.
#include "postgres/failure.hpp"

namespace chancery::postgres {
namespace {

struct Meaning {
  std::string_view state;  // or the first two letters of it
  Code code;
  const char* hint = "";
};

// The first that fits.
constexpr Meaning meanings[] = {
    {"53100", Code::try_later, "make room on the disk of the database server"},
    {"53300", Code::try_later, "raise max_connections of the database server"},
    {"53", Code::try_later},  // out of memory, out of something
    {"08", Code::try_later},  // connection
    {"25006", Code::try_later, "this server is a standby: name the one that may be written to"},
    {"25", Code::try_later},  // the transaction is undone already
    {"34", Code::try_later},  // a cursor that went with its connection
    {"40", Code::try_later},  // deadlock, serialization
    {"55", Code::try_later},  // somebody else holds it for too long
    {"57", Code::try_later},  // the server stops, starts, or was told to cancel
    {"58", Code::try_later},  // its disk
    {"XX001", Code::misconfigured, "the database is damaged: bring it back from a backup"},
    {"XX002", Code::misconfigured, "an index of the database is damaged: REINDEX, or a backup"},
    {"28", Code::misconfigured, "the user and password in `store`, and pg_hba.conf of the server"},
    {"3D", Code::misconfigured, "createdb makes the database; `store` names it"},
    {"42501", Code::misconfigured,
     "the user of `store` must own the database, or its schema chancery"},
    {"3F", Code::misconfigured, "chancery store make"},
    {"42P01", Code::misconfigured, "chancery store make"},
    {"22021", Code::unusable},  // a text that is not UTF-8, or has a NUL
    {"22P05", Code::unusable},
};

Meaning meaning_of(std::string_view state) {
  if (state.empty()) return {state, Code::try_later, "is the database server running?"};
  for (const auto& meaning : meanings)
    if (state.starts_with(meaning.state)) return meaning;
  return {state, Code::failed};
}

}  // namespace

Error failure_of(std::string_view state, const std::string& where, std::string_view doing,
                 std::string_view message) {
  const auto meaning = meaning_of(state);
  std::string what = std::string(doing) + " in " + where + ": " + std::string(message);
  if (!state.empty()) what += " (" + std::string(state) + ")";
  return Err(meaning.code, std::move(what), meaning.hint);
}

}  // namespace chancery::postgres
