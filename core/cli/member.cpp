// member add|set|ls|rm: who stands in which relation to a list. member import lies in
// member_import.cpp.
#include "cli/member_import.hpp"

#include "cli/certificates.hpp"
#include "cli/command.hpp"
#include "cli/print.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace chancery::cli {

namespace {

using Json = nlohmann::ordered_json;

struct MemberArguments {
  std::string list, address, certificate, role = "member", name;
};

Result<int> add(const Session& session, const MemberArguments& arguments) {
  const auto site = session.site();
  if (!site) return site.error();
  const auto list = find_list((*site)->settings, arguments.list);
  if (!list) return list.error();
  const auto address = address_argument(arguments.address);
  if (!address) return address.error();
  std::vector<Importable> certificates;
  if (!arguments.certificate.empty()) {
    if (!(*site)->crypto())
      return Err(Code::misconfigured, "importing a certificate: no crypto backend is loaded");
    auto read = read_certificates(*(*site)->crypto(), arguments.certificate);
    if (!read) return read.error();
    certificates = std::move(*read);
  }
  auto& store = *(*site)->store;
  if (auto begun = store.begin(); !begun) return begun.error();
  const auto added = store.add(list->name, {*address, arguments.name, *role_named(arguments.role)});
  if (!added) return added.error();
  if (auto stored = store_certificates(**site, *address, certificates); !stored)
    return stored.error();
  if (auto committed = store.commit(); !committed) return committed.error();
  tell(session.json,
       Json{{"list", list->name},
            {"address", address->text()},
            {"role", arguments.role},
            {"added", *added}},
       address->text() + (*added ? " is now " : " was already ") + arguments.role + " of " +
           list->name);
  return exit_ok;
}

struct Roster {
  ListSettings list;
  std::unique_ptr<Store> store;
};

Result<Roster> roster_of(const Session& session, const std::string& wanted) {
  const auto settings = session.settings();
  if (!settings) return settings.error();
  auto list = find_list(*settings, wanted);
  if (!list) return list.error();
  auto store = session.store(*settings);
  if (!store) return store.error();
  return Roster{std::move(*list), std::move(*store)};
}

Result<Bounces> bounces_of(const Roster& roster, const Member& member) {
  if (member.role != Role::member) return Bounces{};
  return roster.store->bounces(roster.list.name, member.address.text());
}

Json json_of(const Member& member, const Bounces& bounces) {
  Json entry = {
      {"address", member.address.text()}, {"name", member.name}, {"role", name(member.role)}};
  if (bounces.count > 0)
    entry["bounces"] = {{"count", bounces.count}, {"last", rfc3339(bounces.last)}};
  return entry;
}

std::string text_of(const Bounces& bounces) {
  if (bounces.count == 0) return {};
  return std::to_string(bounces.count) + ", last " + rfc3339(bounces.last);
}

Result<int> ls(const Session& session, const std::string& wanted) {
  const auto roster = roster_of(session, wanted);
  if (!roster) return roster.error();
  const auto members = roster->store->members(roster->list.name, std::nullopt);
  if (!members) return members.error();
  Json array = Json::array();
  std::vector<std::vector<std::string>> rows = {{"address", "role", "name", "bounces"}};
  for (const auto& member : *members) {
    const std::string role(name(member.role));
    auto bounces = bounces_of(*roster, member);
    if (!bounces) return bounces.error();
    if (session.json)
      array.push_back(json_of(member, *bounces));
    else
      rows.push_back({member.address.text(), role, member.name, text_of(*bounces)});
  }
  if (session.json)
    print_json(array);
  else
    print_table(rows);
  return exit_ok;
}

Result<int> rm(const Session& session, const MemberArguments& arguments) {
  const auto roster = roster_of(session, arguments.list);
  if (!roster) return roster.error();
  const auto address = address_argument(arguments.address);
  if (!address) return address.error();
  const auto role = arguments.role.empty() ? std::nullopt : role_named(arguments.role);
  const auto removed = roster->store->remove(roster->list.name, *address, role);
  if (!removed) return removed.error();
  if (!*removed)
    return Err(Code::unusable,
               address->text() + " stands in no such relation to " + roster->list.name);
  tell(session.json, Json{{"list", roster->list.name}, {"removed", address->text()}},
       address->text() + " was removed from " + roster->list.name);
  return exit_ok;
}

// The relation becomes this one and no other, and the name this one; what is not given stays.
Result<bool> set_all(Store& store, const std::string& list, const Address& address,
                     const MemberArguments& arguments, bool named) {
  const auto all = store.members(list, std::nullopt);
  if (!all) return all.error();
  const auto known =
      std::find_if(all->begin(), all->end(), [&](const Member& m) { return m.address == address; });
  if (known == all->end()) return false;
  if (const auto role = role_named(arguments.role)) {
    if (auto gone = store.remove(list, address, std::nullopt); !gone) return gone.error();
    if (auto added = store.add(list, {address, known->name, *role}); !added) return added.error();
  }
  if (!named) return true;
  return store.rename(list, address, arguments.name);
}

Result<int> set(const Session& session, const MemberArguments& arguments, bool named) {
  const auto roster = roster_of(session, arguments.list);
  if (!roster) return roster.error();
  const auto address = address_argument(arguments.address);
  if (!address) return address.error();
  auto& store = *roster->store;
  if (auto begun = store.begin(); !begun) return begun.error();
  const auto known = set_all(store, roster->list.name, *address, arguments, named);
  if (!known) return known.error();
  if (!*known)
    return Err(Code::unusable, address->text() + " stands in no relation to " + roster->list.name);
  if (auto committed = store.commit(); !committed) return committed.error();
  tell(session.json, Json{{"list", roster->list.name}, {"changed", address->text()}},
       "changed " + address->text() + " of " + roster->list.name);
  return exit_ok;
}

const auto roles = {"member", "owner", "editor"};

void declare_add(CLI::App* group, Chosen& chosen) {
  auto* command = group->add_subcommand("add", "Add a member, an owner or an editor");
  auto arguments = std::make_shared<MemberArguments>();
  command->add_option("list", arguments->list, "name or address of the list")->required();
  command->add_option("address", arguments->address, "whom")->required();
  command->add_option("--cert", arguments->certificate, "their certificate, PEM or DER");
  command->add_option("--role", arguments->role, "as what")->check(CLI::IsMember(roles));
  command->add_option("--name", arguments->name, "their name");
  command->callback([&chosen, arguments] {
    chosen.run = [arguments](const Session& session) { return add(session, *arguments); };
  });
}

void declare_set(CLI::App* group, Chosen& chosen) {
  auto* command = group->add_subcommand("set", "Change the name or the role of somebody");
  auto arguments = std::make_shared<MemberArguments>();
  arguments->role.clear();
  command->add_option("list", arguments->list, "name or address of the list")->required();
  command->add_option("address", arguments->address, "whose")->required();
  auto* role = command->add_option("--role", arguments->role, "this role, and no other");
  role->check(CLI::IsMember(roles));
  auto* name = command->add_option("--name", arguments->name, "their name");
  command->callback([&chosen, arguments, role, name] {
    if (role->empty() && name->empty()) throw CLI::RequiredError("--role or --name");
    const bool named = !name->empty();
    chosen.run = [arguments, named](const Session& session) {
      return set(session, *arguments, named);
    };
  });
}

void declare_rm(CLI::App* group, Chosen& chosen) {
  auto* command = group->add_subcommand("rm", "Remove somebody from a list, in all roles or one");
  auto arguments = std::make_shared<MemberArguments>();
  arguments->role.clear();
  command->add_option("list", arguments->list, "name or address of the list")->required();
  command->add_option("address", arguments->address, "whom")->required();
  command->add_option("--role", arguments->role, "only as this")->check(CLI::IsMember(roles));
  command->callback([&chosen, arguments] {
    chosen.run = [arguments](const Session& session) { return rm(session, *arguments); };
  });
}

}  // namespace

void declare_member(CLI::App& app, Chosen& chosen) {
  auto* group = app.add_subcommand("member", "Members, owners and editors of a list");
  group->require_subcommand(1);
  group->fallthrough();
  declare_add(group, chosen);
  declare_set(group, chosen);
  declare_rm(group, chosen);
  declare_member_import(*group, chosen);
  auto wanted = std::make_shared<std::string>();
  auto* ls_command = group->add_subcommand("ls", "Everybody of a list");
  ls_command->add_option("list", *wanted, "name or address of the list")->required();
  ls_command->callback([&chosen, wanted] {
    chosen.run = [wanted](const Session& session) { return ls(session, *wanted); };
  });
}

}  // namespace chancery::cli
