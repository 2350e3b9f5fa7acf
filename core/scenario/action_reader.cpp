#include "scenario/action_reader.hpp"

#include "scenario/actions.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::scenario {

namespace {

using Kind = Token::Kind;

// Letters, digits and _: of reasons and templates Sympa reads no more than this.
bool is_plain(std::string_view word, std::string_view more = {}) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [more](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           more.find(c) != std::string_view::npos;
  });
}

// The tt2 of reject('name') may have dots; those of reason= and tt2= Sympa cuts at the first.
bool read_value(TokenReader& tokens, std::optional<std::string>& into, std::string_view more) {
  const Token token = tokens.peek();
  const bool single = token.is(Kind::quoted) && token.written.starts_with('\'');
  if (!token.is(Kind::word) && !single)
    return tokens.problem(token.column, "a word in single quotes is missing here",
                          "write reject(reason='word')");
  tokens.next();
  if (!is_plain(token.text, more))
    tokens.note(token.column, "a reason or a template is one word of letters, digits and _",
                "Sympa forgets what stands behind it");
  if (into) tokens.note(token.column, "this is said twice");
  into = token.text;
  return true;
}

// Sympa reads reject( reason='x' ) as a template called " reason".
bool refuse_blank(TokenReader& tokens, std::size_t ahead = 0) {
  const Token& token = tokens.peek(ahead);
  if (!token.spaced) return true;
  return tokens.problem(token.column, "no blank may stand in the parentheses of reject",
                        "write reject(reason='word')");
}

// reason='word', tt2='word' or 'name'.
bool read_parameter(TokenReader& tokens, Action& action) {
  if (!refuse_blank(tokens)) return false;
  if (!tokens.peek(1).is(Kind::equals)) return read_value(tokens, action.message_template, ".-");
  if (!refuse_blank(tokens, 1) || !refuse_blank(tokens, 2)) return false;
  const Token name = tokens.next();
  tokens.next();
  if (name.text == "reason") return read_value(tokens, action.reason, {});
  if (name.text == "tt2") return read_value(tokens, action.message_template, {});
  const std::vector<std::string> known = {"reason", "tt2"};
  const auto meant = nearest(name.text, known);
  return tokens.problem(name.column, printable(name.written) + " is nothing that reject takes",
                        meant ? "did you mean " + *meant + "?" : "it takes reason= and tt2=");
}

bool read_reject(TokenReader& tokens, Action& action) {
  do {
    if (!read_parameter(tokens, action)) return false;
  } while (tokens.sees(Kind::comma) && refuse_blank(tokens) && tokens.takes(Kind::comma));
  return refuse_blank(tokens);
}

// request_auth([email]), request_auth([sender]).
bool read_target(TokenReader& tokens, Action& action) {
  const Token token = tokens.peek();
  const bool known = token.written == "[email]" || token.written == "[sender]";
  if (!known) return tokens.problem(token.column, "request_auth asks [email] or [sender]");
  tokens.next();
  action.target = token.text;
  return true;
}

bool read_parameters(TokenReader& tokens, Action& action) {
  const Token open = tokens.peek();
  if (!tokens.takes(Kind::open)) return true;
  if (action.name == "reject") {
    if (open.spaced)
      return tokens.problem(open.column, "no blank may stand between reject and (",
                            "Sympa forgets the reason behind a blank");
    if (!read_reject(tokens, action)) return false;
  } else if (action.name == "request_auth") {
    if (!read_target(tokens, action)) return false;
  } else {
    return tokens.problem(open.column, action.name + " takes no argument");
  }
  return tokens.takes(Kind::close) ||
         tokens.problem(tokens.column(), "the argument is not closed by )");
}

bool read_modifier(TokenReader& tokens, Action& action) {
  const Token word = tokens.next();
  const bool quiet = word.text == "quiet", notify = word.text == "notify";
  if (word.is(Kind::word) && quiet) return action.quiet = true;
  if (word.is(Kind::word) && notify && action.name != "reject") return action.notify = true;
  if (notify) return tokens.problem(word.column, "Sympa does not read ,notify behind reject");
  const std::vector<std::string> known = {"quiet", "notify"};
  const auto meant = nearest(word.text, known);
  return tokens.problem(word.column, "behind an action stands ,quiet or ,notify",
                        meant ? "did you mean " + *meant + "?" : "");
}

// ,quiet and ,notify. With more than one blank beside the comma Sympa does not see them.
bool read_modifiers(TokenReader& tokens, Action& action, int end_of_action) {
  while (tokens.sees(Kind::comma)) {
    const int comma = tokens.column();
    tokens.next();
    if (comma - end_of_action > 1 || tokens.column() - comma > 2)
      return tokens.problem(comma, "at most one blank may stand before and behind this comma",
                            "Sympa does not see what follows");
    const auto& word = tokens.peek();
    end_of_action = word.column + static_cast<int>(word.written.size());
    if (!read_modifier(tokens, action)) return false;
  }
  return true;
}

bool unknown_action(TokenReader& tokens, const Token& word, std::string_view function,
                    const std::vector<std::string>& known) {
  if (word.is(Kind::end)) return tokens.problem(word.column, "an action is missing here");
  std::string all;
  for (const auto& action : known) all += (all.empty() ? "" : ", ") + action;
  if (word.is(Kind::word) && is_action(word.text))
    return tokens.problem(word.column,
                          std::string(word.text) + " is no answer to " + std::string(function),
                          "it takes " + all);
  const auto meant = nearest(lower(word.text), known);
  return tokens.problem(word.column, printable(word.written) + " is no action",
                        meant ? "did you mean " + *meant + "?" : "actions are " + all);
}

}  // namespace

bool read_action(TokenReader& tokens, std::string_view function, Action& action) {
  const Token word = tokens.next();
  const auto known = actions_of(function);
  action.name = word.text;
  if (!word.is(Kind::word) || std::find(known.begin(), known.end(), word.text) == known.end())
    return unknown_action(tokens, word, function, known);
  int end = word.column + static_cast<int>(word.written.size());
  const bool has_parameters = tokens.sees(Kind::open);
  if (!read_parameters(tokens, action)) return false;
  if (has_parameters) end = tokens.end_of_last();
  if (!read_modifiers(tokens, action, end)) return false;
  if (tokens.sees(Kind::end)) return true;
  return tokens.problem(tokens.column(), "nothing may stand behind the action, and here stands '" +
                                             printable(tokens.rest(), 40) + "'");
}

}  // namespace chancery::scenario
