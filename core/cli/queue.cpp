// queue: what was accepted and is not done with, and what an operator may do about it.
#include "cli/command.hpp"
#include "cli/keeping.hpp"
#include "cli/print.hpp"

#include "base/text.hpp"
#include "store/queue.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace chancery::cli {

namespace {

using Json = nlohmann::ordered_json;

struct QueueArguments {
  std::vector<std::string> ids;
  std::string why = "held by an operator";
  bool raw = false;
};

struct Open {
  SystemClock clock;
  std::unique_ptr<Queue> queue;
};

Result<std::unique_ptr<Open>> open_queue_of(const Session& session) {
  const auto settings = session.settings();
  if (!settings) return settings.error();
  auto open = std::make_unique<Open>();
  auto queue = open_queue(*settings, open->clock);
  if (!queue) return queue.error();
  open->queue = std::move(*queue);
  return open;
}

Json json_of(const QueueEntry& entry) {
  return {{"id", entry.id},           {"list", entry.list},
          {"sender", entry.sender},   {"received", rfc3339(entry.received)},
          {"size", entry.size},       {"state", name(entry.state)},
          {"jobs", entry.jobs},       {"attempts", entry.attempts},
          {"crashes", entry.crashes}, {"due", rfc3339(entry.due)},
          {"why", utf8(entry.why)}};
}

Json json_of(const QueueJob& job) {
  return {{"work", name(job.work)}, {"state", name(job.state)}, {"after", job.after},
          {"until", job.until},     {"address", job.address},   {"attempts", job.attempts},
          {"crashes", job.crashes}, {"due", rfc3339(job.due)},  {"holder", job.holder},
          {"why", utf8(job.why)}};
}

Result<int> list_queue(const Session& session) {
  auto open = open_queue_of(session);
  if (!open) return open.error();
  const auto entries = (*open)->queue->entries();
  if (!entries) return entries.error();
  Json json = Json::array();
  std::vector<std::vector<std::string>> table = {
      {"id", "state", "received", "size", "list", "sender", "why"}};
  for (const auto& entry : *entries) {
    json.push_back(json_of(entry));
    table.push_back({entry.id, std::string(name(entry.state)), rfc3339(entry.received),
                     std::to_string(entry.size), entry.list, "<" + entry.sender + ">",
                     printable(entry.why, 100)});
  }
  if (session.json)
    print_json(json);
  else if (entries->empty())
    print("the queue is empty\n");
  else
    print_table(table);
  return exit_ok;
}

Error no_entry(const std::string& id) {
  return Err(Code::not_found, "no entry " + printable(id) + " in the queue",
             "chancery queue ls lists them");
}

Result<int> show_entry(const Session& session, const QueueArguments& arguments) {
  auto open = open_queue_of(session);
  if (!open) return open.error();
  auto& queue = *(*open)->queue;
  const auto& id = arguments.ids.front();
  const auto entry = queue.entry(id);
  if (!entry) return entry.error();
  if (!*entry) return no_entry(id);
  if (arguments.raw) {
    const auto message = queue.message(id);
    if (!message) return message.error();
    print(*message);
    return exit_ok;
  }
  const auto jobs = queue.jobs(id);
  if (!jobs) return jobs.error();
  auto json = json_of(**entry);
  json["jobs"] = Json::array();
  for (const auto& job : *jobs) json["jobs"].push_back(json_of(job));
  if (session.json) {
    print_json(json);
    return exit_ok;
  }
  for (const auto& [key, value] : json.items())
    if (key != "jobs")
      print(key + ": " + printable(value.is_string() ? value.get<std::string>() : value.dump()) +
            "\n");
  std::vector<std::vector<std::string>> table = {
      {"work", "state", "for", "attempts", "due", "why"}};
  for (const auto& job : *jobs)
    table.push_back({std::string(name(job.work)), std::string(name(job.state)),
                     job.work == Work::recipient ? job.address : job.after + ".." + job.until,
                     std::to_string(job.attempts), rfc3339(job.due), printable(job.why, 100)});
  print_table(table);
  return exit_ok;
}

// One after the other; the first that is not there ends it with its error.
using Act = std::function<Result<bool>(Queue&, const std::string& id)>;
Result<int> act_on(const Session& session, const QueueArguments& arguments, const char* done_word,
                   const Act& act) {
  auto open = open_queue_of(session);
  if (!open) return open.error();
  Json done = Json::array();
  for (const auto& id : arguments.ids) {
    const auto known = (*open)->queue->entry(id);
    if (!known) return known.error();
    if (!*known) return no_entry(id);
    const auto changed = act(*(*open)->queue, id);
    if (!changed) return changed.error();
    if (!*changed)
      return Err(Code::unusable, "nothing of " + id + " could be " + done_word + ": it is " +
                                     std::string(name((*known)->state)));
    if (session.json)
      done.push_back({{"id", id}, {"done", done_word}});
    else
      print(id + " " + done_word + "\n");
  }
  if (session.json) print_json(done);
  return exit_ok;
}

std::shared_ptr<QueueArguments> with_ids(CLI::App* command, bool one = false) {
  auto arguments = std::make_shared<QueueArguments>();
  command->add_option("id", arguments->ids, "as `queue ls` lists it")
      ->required()
      ->expected(1, one ? 1 : 1'000'000);
  return arguments;
}

void declare_act(CLI::App& group, Chosen& chosen, const char* word, const char* sentence,
                 const char* done_word, const Act& act) {
  auto* command = group.add_subcommand(word, sentence);
  const auto arguments = with_ids(command);
  command->callback([&chosen, arguments, done_word, act] {
    chosen.run = [=](const Session& session) {
      return act_on(session, *arguments, done_word, act);
    };
  });
}

}  // namespace

void declare_queue(CLI::App& app, Chosen& chosen) {
  auto* group = app.add_subcommand("queue", "Mail that was accepted and is not done with");
  group->require_subcommand(1);
  group->add_subcommand("ls", "List it")->callback([&chosen] { chosen.run = list_queue; });
  auto* show = group->add_subcommand("show", "Show an entry and its jobs");
  const auto shown = with_ids(show, true);
  show->add_flag("--raw", shown->raw, "print the message itself, as it came");
  show->callback([&chosen, shown] {
    chosen.run = [shown](const Session& session) { return show_entry(session, *shown); };
  });
  auto* hold = group->add_subcommand("hold", "Let nobody work on it until it is released");
  const auto held = with_ids(hold);
  hold->add_option("--why", held->why, "the reason, for those who look");
  hold->callback([&chosen, held] {
    chosen.run = [held](const Session& session) {
      return act_on(session, *held, "held", [held](Queue& queue, const std::string& id) {
        return queue.hold(id, held->why);
      });
    };
  });
  declare_act(*group, chosen, "release", "Let go on what is held or quarantined", "released",
              [](Queue& queue, const std::string& id) { return queue.release(id); });
  declare_act(*group, chosen, "retry", "Try now what waits for its time", "hurried",
              [](Queue& queue, const std::string& id) { return queue.retry(id); });
  declare_act(*group, chosen, "rm", "Remove it: whoever was not reached never will be", "removed",
              [](Queue& queue, const std::string& id) { return queue.remove(id); });
}

}  // namespace chancery::cli
