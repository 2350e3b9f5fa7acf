#include "scenario/predicates.hpp"

#include "scenario/netmask.hpp"
#include "scenario/order.hpp"
#include "scenario/pattern.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace chancery::scenario {

namespace {

using Values = std::span<const Value>;

Result<bool> always(const Rule&, Values, const Question&, Answers&) { return true; }

// ASCII letters fold as in addresses, other bytes are exact.
Result<bool> equal(const Rule&, Values values, const Question&, Answers&) {
  const auto wanted = values[1].front();
  return values[0].any([&](std::string_view item) { return equal_ignoring_case(item, wanted); });
}

Result<bool> match(const Rule& rule, Values values, const Question& question, Answers&) {
  const auto& expression = rule.arguments[1];
  if (expression.compiled) return expression.compiled->matches_any(values[0]);
  const bool is_variable = expression.kind == Argument::Kind::variable;
  const auto pattern = is_variable ? Pattern::compile(values[1].front())
                                   : Pattern::compile_for(question.domain, expression.text);
  return pattern ? pattern->matches_any(values[0]) : Result<bool>(pattern.error());
}

Result<bool> less_than(const Rule&, Values values, const Question&, Answers&) {
  const auto bound = values[1].front();
  return values[0].any([&](std::string_view item) { return is_less(item, bound); });
}

Result<bool> is_later(Values values, const Question& question) {
  const auto first = epoch_of(values[0].front(), question.at);
  if (!first) return first.error();
  const auto second = epoch_of(values[1].front(), question.at);
  if (!second) return second.error();
  return *first > *second;
}

Result<bool> newer(const Rule&, Values values, const Question& question, Answers&) {
  return is_later(values, question);
}

// As in Sympa: also at the same second.
Result<bool> older(const Rule&, Values values, const Question& question, Answers&) {
  const auto later = is_later(values, question);
  return later ? Result<bool>(!*later) : later;
}

bool is_written(const Argument& argument) { return argument.kind == Argument::Kind::text; }

std::optional<Flaw> flaw_of_dates(const Rule& rule) {
  for (const auto& argument : rule.arguments) {
    if (!is_written(argument)) continue;
    const auto date = epoch_of(argument.text, Time{});
    if (!date) return Flaw{argument.column, date.error().what, date.error().hint};
  }
  return std::nullopt;
}

// True for a web client from there. Mail has no client, and is from nowhere.
Result<bool> verify_netmask(const Rule&, Values values, const Question&, Answers& answers) {
  const auto client = answers.value("remote_addr", {});
  if (!client) return client.error();
  if (client->front().empty()) return false;
  const auto mask = Netmask::read(values[0].front());
  return mask ? mask->has(client->front()) : Result<bool>(mask.error());
}

std::optional<Flaw> flaw_of_netmask(const Rule& rule) {
  const auto& argument = rule.arguments[0];
  if (!is_written(argument)) return std::nullopt;
  const auto mask = Netmask::read(argument.text);
  if (mask) return std::nullopt;
  return Flaw{argument.column, mask.error().what, mask.error().hint};
}

// The second argument is the sender where none is written.
Result<bool> search(const Rule&, Values values, const Question& question, Answers& answers) {
  const auto file = values[0].front();
  if (values.size() == 1) return answers.search(file, question.sender);
  for (std::size_t i = 0; i < values[1].size(); ++i) {
    const auto found = answers.search(file, values[1][i]);
    if (!found || *found) return found;
  }
  return false;
}

// Nobody but the author says which file is read.
std::optional<Flaw> flaw_of_filter(const Rule& rule) {
  const auto& argument = rule.arguments[0];
  if (!is_written(argument))
    return Flaw{argument.column, "the name of a filter is written, and not taken from a variable",
                "write search('name.txt')"};
  const auto& file = argument.text;
  const bool plain = file.find_first_not_of(
                         "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                         "0123456789_-.") == std::string::npos;
  const auto dot = file.rfind('.');
  const auto kind = dot == std::string::npos ? std::string() : file.substr(dot);
  if (plain && dot > 0 && file[0] != '.' && (kind == ".txt" || kind == ".sql" || kind == ".ldap"))
    return std::nullopt;
  return Flaw{argument.column, printable(argument.written) + " is no filter",
              "a filter is NAME.txt, NAME.sql or NAME.ldap"};
}

constexpr unsigned first = 1, second = 2;

constexpr std::array table = {
    Predicate{.name = "true", .holds = always},
    Predicate{.name = "all", .holds = always},
    Predicate{.name = "equal", .least = 2, .most = 2, .single = second, .holds = equal},
    Predicate{.name = "match", .least = 2, .most = 2, .pattern = 1, .holds = match},
    Predicate{.name = "less_than", .least = 2, .most = 2, .single = second, .holds = less_than},
    Predicate{.name = "older",
              .least = 2,
              .most = 2,
              .single = first | second,
              .holds = older,
              .flaw = flaw_of_dates},
    Predicate{.name = "newer",
              .least = 2,
              .most = 2,
              .single = first | second,
              .holds = newer,
              .flaw = flaw_of_dates},
    Predicate{.name = "verify_netmask",
              .least = 1,
              .most = 1,
              .single = first,
              .holds = verify_netmask,
              .flaw = flaw_of_netmask},
    Predicate{.name = "search",
              .least = 1,
              .most = 2,
              .single = first,
              .holds = search,
              .flaw = flaw_of_filter},
    Predicate{.name = "is_subscriber", .least = 2, .most = 2, .single = first, .people = 1},
    Predicate{.name = "is_owner", .least = 2, .most = 2, .single = first, .people = 1},
    Predicate{.name = "is_editor", .least = 2, .most = 2, .single = first, .people = 1},
    Predicate{.name = "is_listmaster", .least = 1, .most = 1, .people = 0},
};

}  // namespace

const Predicate* predicate_named(std::string_view name) {
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const auto& p) { return p.name == name; });
  return found == table.end() ? nullptr : &*found;
}

std::span<const Predicate> known_predicates() { return table; }

}  // namespace chancery::scenario
