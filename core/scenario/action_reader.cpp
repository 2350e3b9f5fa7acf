#include "scenario/action_reader.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::scenario {

namespace {

const std::vector<std::string> actions = {"do_it",  "reject", "request_auth", "editorkey",
                                          "editor", "owner",  "listmaster"};

// 'word', "word" or word, of the characters that reasons and templates have.
bool read_word(Cursor& cursor, std::string& word) {
  const int column = cursor.column();
  const char quote = cursor.peek() == '\'' || cursor.peek() == '"' ? cursor.peek() : '\0';
  if (quote) cursor.advance(1);
  word = cursor.run_of(word_characters);
  if (quote && !cursor.takes({&quote, 1}))
    return cursor.problem(
        column, "a reason or a template is one word of letters, digits and _, closed by " +
                    std::string(1, quote));
  if (word.empty()) return cursor.problem(column, "a word is missing here");
  return true;
}

// reject(reason='word'), reject(tt2='word'), reject('word').
bool read_reject(Cursor& cursor, Action& action) {
  cursor.skip_blanks();
  std::string word;
  if (cursor.takes("reason=")) {
    if (!read_word(cursor, word)) return false;
    action.reason = word;
    return true;
  }
  cursor.takes("tt2=");
  if (!read_word(cursor, word)) return false;
  action.message_template = word;
  return true;
}

// request_auth([email]), request_auth([sender]).
bool read_target(Cursor& cursor, Action& action) {
  cursor.skip_blanks();
  const int column = cursor.column();
  for (const std::string_view target : {"[email]", "[sender]"}) {
    if (!cursor.takes(target)) continue;
    action.target = target.substr(1, target.size() - 2);
    return true;
  }
  return cursor.problem(column, "request_auth asks [email] or [sender]");
}

bool read_action_arguments(Cursor& cursor, Action& action) {
  const int column = cursor.column();
  if (!cursor.takes("(")) return true;
  if (action.name == "reject") {
    if (!read_reject(cursor, action)) return false;
  } else if (action.name == "request_auth") {
    if (!read_target(cursor, action)) return false;
  } else {
    return cursor.problem(column, action.name + " takes no argument");
  }
  cursor.skip_blanks();
  return cursor.takes(")") || cursor.problem(cursor.column(), "the argument is not closed by )");
}

// ,quiet and ,notify.
bool read_modifiers(Cursor& cursor, Action& action) {
  for (;;) {
    cursor.skip_blanks();
    if (!cursor.takes(",")) return true;
    cursor.skip_blanks();
    const int column = cursor.column();
    const auto word = cursor.run_of(word_characters);
    if (word == "quiet") {
      action.quiet = true;
    } else if (word == "notify") {
      action.notify = true;
    } else {
      const std::vector<std::string> known = {"quiet", "notify"};
      const auto meant = nearest(word, known);
      return cursor.problem(column, "behind an action stands ,quiet or ,notify",
                            meant ? "did you mean " + *meant + "?" : "");
    }
  }
}

}  // namespace

bool read_action(Cursor& cursor, Action& action) {
  cursor.skip_blanks();
  const int column = cursor.column();
  action.name = cursor.run_of(word_characters);
  if (std::find(actions.begin(), actions.end(), action.name) == actions.end()) {
    const auto meant = nearest(action.name, actions);
    return cursor.problem(column,
                          action.name.empty() ? "an action is missing here"
                                              : printable(action.name) + " is no action",
                          meant ? "did you mean " + *meant + "?" : "");
  }
  if (!read_action_arguments(cursor, action) || !read_modifiers(cursor, action)) return false;
  cursor.skip_blanks();
  if (cursor.at_end()) return true;
  return cursor.problem(cursor.column(), "nothing may stand behind the action, and here stands '" +
                                             printable(cursor.rest(), 40) + "'");
}

}  // namespace chancery::scenario
