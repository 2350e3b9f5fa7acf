// A scenario: an ordered list of rules, each one predicate, the authentication methods it accepts
// and an action. The first rule that accepts the method and whose predicate is true decides.
// scenarios/LANGUAGE.md has the language; nothing is ever read leniently.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::scenario {

class Pattern;
struct Predicate;
struct Variable;

enum class Method { smtp, dkim, md5, pgp, smime };
std::optional<Method> method_named(std::string_view word);
std::string_view name(Method method);

// What the author wrote between the parentheses of a predicate.
struct Argument {
  enum class Kind {
    text,      // word, 'quoted' or "quoted"
    pattern,   // /regular expression/, without the slashes
    variable,  // [name], [name->key], either with [index]
  };
  Kind kind = Kind::text;
  std::string text;           // text or pattern
  std::string variable, key;  // [variable->key]
  std::optional<int> index;   // [..][index], negative from the end
  int column = 0;
  std::string written;              // as in the file
  const Variable* known = nullptr;  // of a variable
  // Compiled while parsing, where `text` is a regular expression that no variable changes.
  std::shared_ptr<const Pattern> compiled;
};

struct Action {
  std::string name;                             // "do_it", "reject", "request_auth" ...
  std::optional<std::string> reason;            // reject(reason='...')
  std::optional<std::string> message_template;  // reject(tt2='...')
  std::optional<std::string> target;            // request_auth([email])
  bool quiet = false, notify = false;
};

struct Rule {
  std::string file;       // the scenario's, or that of an include
  int line = 0;           // 0: no file has it, it comes with the site
  std::string text;       // trimmed, as written, without its comment
  std::string condition;  // the part of it that is asked: from the ! to the )
  bool negated = false;
  std::string predicate;             // lower case; "name::function" of a custom condition
  const Predicate* known = nullptr;  // what the language says of it; null: only a plugin knows it
  std::vector<Argument> arguments;
  std::vector<Method> methods;  // never empty
  Action action;
};

// "send" of "send.private_smime".
std::string_view function_of(std::string_view scenario_name);

struct Scenario {
  std::string name;  // "send.private_smime"
  std::string file;
  std::map<std::string, std::string> titles;  // by language; "default" for a plain title
  std::vector<Rule> rules;                    // those of includes in their places

  std::string_view function() const { return function_of(name); }
};

}  // namespace chancery::scenario
