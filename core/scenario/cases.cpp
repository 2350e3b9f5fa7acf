#include "scenario/cases.hpp"

#include "scenario/actions.hpp"
#include "scenario/evaluator.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace chancery::scenario {

namespace {

constexpr std::string_view list = "list";
constexpr std::string_view sender = "sender@example.org";
constexpr std::string_view other = "other@example.org";  // whom a request is for
constexpr std::array methods = {Method::smtp, Method::dkim, Method::md5, Method::pgp,
                                Method::smime};

using Roles = std::set<std::string, std::less<>>;

const std::vector<std::string>& role_words() {
  static const std::vector<std::string> words = {"subscriber", "owner", "editor", "listmaster"};
  return words;
}

// One line: every method and every person of it must come to the same.
struct Line {
  std::vector<Method> methods;
  std::vector<std::string> people;  // as written
  std::vector<std::string> others;  // whom it is for; never empty, and empty texts for the sender
  std::string header;
  std::string action;  // with ,quiet and ,notify
  std::string reason;
};

// The sender and the other have these roles in the list of the table, and the list has owners and
// editors besides.
class Table final : public Answers {
 public:
  Table(Roles of_sender, Roles of_other)
      : of_sender_(std::move(of_sender)), of_other_(std::move(of_other)) {}

  Result<bool> ask(std::string_view predicate, std::span<const Value> arguments) override {
    const auto role = predicate.substr(std::min<std::size_t>(3, predicate.size()));
    if (!predicate.starts_with("is_") || !known(role))
      return Err(Code::unsupported, "a table cannot answer it");
    if (role != "listmaster" && arguments.front().front() != list) return false;
    const auto& people = arguments.back();
    return people.any([&](std::string_view who) { return has(roles_of(who), role); });
  }

 private:
  static bool known(std::string_view role) {
    return std::find(role_words().begin(), role_words().end(), role) != role_words().end();
  }
  static bool has(const Roles& roles, std::string_view role) {
    return roles.contains(role) || (role == "owner" && roles.contains("listmaster"));
  }
  const Roles& roles_of(std::string_view who) const {
    static const Roles none;
    return who == sender ? of_sender_ : who == other ? of_other_ : none;
  }
  Roles of_sender_, of_other_;
};

// Pieces between blanks; what stands in double quotes is one piece.
std::vector<std::string_view> pieces_of(std::string_view line) {
  std::vector<std::string_view> pieces;
  for (line = trim(line); !line.empty() && line[0] != '#'; line = trim(line)) {
    auto end = line[0] == '"' ? line.find('"', 1) : line.find_first_of(" \t");
    if (line[0] == '"' && end != std::string_view::npos) ++end;
    pieces.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end, line.size()));
  }
  return pieces;
}

std::string_view without_quotes(std::string_view piece) {
  return piece.size() < 2 ? piece : piece.substr(1, piece.size() - 2);
}

class LineReader {
 public:
  LineReader(int number, Problems& problems) : number_(number), problems_(problems) {}

  bool read(const std::vector<std::string_view>& pieces, Line& line) {
    const auto arrow = std::find(pieces.begin(), pieces.end(), "->");
    const auto behind = pieces.end() - arrow;
    if (arrow - pieces.begin() < 2 || behind < 2 || behind > 3)
      return problem("a case is METHODS WHO [for WHO] [\"FIELD: VALUE\"]... -> ACTION [REASON]");
    line.action = arrow[1];
    if (behind == 3) line.reason = arrow[2];
    const bool is_for = arrow - pieces.begin() > 3 && pieces[2] == "for";
    for (auto piece = pieces.begin() + (is_for ? 4 : 2); piece != arrow; ++piece)
      if (!read_field(*piece, line)) return false;
    const auto action = line.action.substr(0, line.action.find_first_of(",("));
    if (!is_action(action)) return problem(printable(action) + " is no action");
    if (!is_for) line.others = {""};
    if (is_for && !read_people(pieces[3], line.others)) return false;
    return read_methods(pieces[0], line) && read_people(pieces[1], line.people);
  }

 private:
  bool problem(std::string what) {
    problems_.push_back({number_, 1, std::move(what), {}});
    return false;
  }

  bool read_methods(std::string_view piece, Line& line) {
    if (piece == "any") {
      line.methods.assign(methods.begin(), methods.end());
      return true;
    }
    for (const auto word : split(piece, ',')) {
      const auto method = method_named(word);
      if (!method) return problem(printable(word) + " is no authentication method");
      line.methods.push_back(*method);
    }
    return true;
  }

  bool read_people(std::string_view piece, std::vector<std::string>& people) {
    for (const auto person : split(piece, ',')) {
      for (const auto role : split(person, '+'))
        if (person != "nobody" && person != "stranger" &&
            std::find(role_words().begin(), role_words().end(), role) == role_words().end())
          return problem(printable(role) + " is nobody that a table knows");
      people.emplace_back(person);
    }
    return true;
  }

  bool read_field(std::string_view piece, Line& line) {
    const auto field = without_quotes(piece);
    if (!piece.starts_with('"') || !piece.ends_with('"') || field.find(':') == std::string::npos)
      return problem("before the -> stands \"FIELD: VALUE\", not " + printable(piece));
    line.header.append(field).append("\n");
    return true;
  }

  int number_;
  Problems& problems_;
};

Roles roles_of(std::string_view person) {
  Roles roles;
  for (const auto role : split(person, '+')) roles.emplace(role);
  return roles;
}

// As a table says it: "request_auth([email])", "reject,quiet", "reject send_owner".
std::string decided(const Action& action) {
  const auto& reason = action.reason ? action.reason : action.message_template;
  return action.name + (action.target ? "([" + *action.target + "])" : "") +
         (action.quiet ? ",quiet" : "") + (action.notify ? ",notify" : "") +
         (reason ? " " + *reason : "");
}

// One of the cases of a line.
struct Case {
  Method method;
  std::string person, for_whom;
};

std::string described(const Case& one) {
  return one.person + (one.for_whom.empty() ? "" : " for " + one.for_whom) + " by " +
         std::string(name(one.method));
}

class Runner {
 public:
  explicit Runner(const Scenario& scenario) : scenario_(scenario) {}

  void run(std::string_view text, int number) {
    const auto pieces = pieces_of(text);
    Line line;
    if (pieces.empty() || !LineReader(number, report_.problems).read(pieces, line)) return;
    const auto message = Message::parse(make_buffer(line.header + "\n"));
    if (!message) return report_.problems.push_back({number, 1, message.error().what, {}});
    for (const auto method : line.methods)
      for (const auto& person : line.people)
        for (const auto& for_whom : line.others)
          decide(line, number, {method, person, for_whom}, *message);
  }

  CasesReport report() {
    for (const auto& rule : scenario_.rules)
      if (!fired_.contains(&rule)) report_.unreached.push_back({rule.file, rule.line, rule.text});
    return std::move(report_);
  }

 private:
  void decide(const Line& line, int number, const Case& one, const Message& message) {
    ++report_.cases;
    Table table(roles_of(one.person), roles_of(one.for_whom));
    Question question{one.method, one.person == "nobody" ? one.person : std::string(sender),
                      std::string(list), "example.org", &message};
    if (!one.for_whom.empty())
      question.email = one.for_whom == "nobody" ? one.for_whom : std::string(other);
    const auto decision = evaluate(scenario_, question, table);
    if (decision) fired_.insert(decision->rule);
    const auto expected = line.action + (line.reason.empty() ? "" : " " + line.reason);
    const auto answer = decision ? decided(*decision->action) : decision.error().what;
    if (answer == expected) return;
    report_.problems.push_back(
        {number, 1, described(one) + ": expected " + expected + ", it is " + answer, {}});
  }

  const Scenario& scenario_;
  CasesReport report_;
  std::set<const Rule*> fired_;
};

}  // namespace

CasesReport run_cases(const Scenario& scenario, std::string_view table) {
  Runner runner(scenario);
  int number = 0;
  for (const auto line : lines(table)) runner.run(line, ++number);
  return runner.report();
}

}  // namespace chancery::scenario
