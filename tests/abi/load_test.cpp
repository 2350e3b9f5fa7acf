// From a file to a running plugin: what is refused on the way, and that the others load.
#include "house.hpp"
#include "plugin_file.hpp"

#include "support/catch.hpp"

#include <chancery/service/clock.h>

#include <array>

#include <sys/stat.h>
#include <unistd.h>

using test::House;
using test::PluginFile;
namespace fs = std::filesystem;
using test::refusal;

namespace {

fs::path abi_folder() { return test::abi_plugin("x").parent_path(); }

std::string broken(const std::string& id) {
  House house({abi_folder()});
  const auto plugins = house.load({id, "misbehaving"});
  CHECK(plugins.loaded().size() == 1);  // the other one
  return refusal(plugins);
}

chancery::Result<bool> is_long(const chancery::Plugins& plugins, const std::string& text) {
  const chancery::scenario::Value arguments[] = {chancery::scenario::Value(text)};
  return plugins.predicate("is_long")->evaluate("is_long", arguments, {"l", "d", {}});
}

}  // namespace

TEST_CASE("a plugin in C loads, is configured, asks a service and answers") {
  House house({abi_folder()});
  house.set("c_plugin", "long_from", std::int64_t{4});
  const auto plugins = house.load({"c_plugin"});
  REQUIRE(refusal(plugins) == "");
  REQUIRE(plugins.predicate("is_long"));
  CHECK(plugins.vocabulary().at("is_long").least == 1);
  CHECK(*is_long(plugins, "four"));
  CHECK_FALSE(*is_long(plugins, "one"));
  REQUIRE(house.log.lines.size() == 1);
  CHECK_THAT(house.log.lines[0], Contains("c_plugin") && Contains("long from 4"));
}

TEST_CASE("a plugin is destroyed with its host and may live again") {
  for (int life = 0; life < 3; ++life) {
    House house({abi_folder()});
    const auto plugins = house.load({"c_plugin"});
    CHECK(refusal(plugins) == "");  // it allows only one of itself at a time
  }
}

TEST_CASE("the template loads and answers") {
  House house({abi_folder()});
  house.set("predicate_weekend", "utc_offset", std::int64_t{60});
  const auto plugins = house.load({"predicate_weekend"});
  REQUIRE(refusal(plugins) == "");
  const auto at = [&](const char* time) {
    return *plugins.predicate("is_weekend")
                ->evaluate("is_weekend", {}, {"l", "d", *chancery::parse_time(time)});
  };
  const auto as_condition = [&](const char* time) {
    return *plugins.predicate("weekend::is_weekend")
                ->evaluate("weekend::is_weekend", {}, {"l", "d", *chancery::parse_time(time)});
  };
  CHECK_FALSE(at("2026-11-24T09:00:00Z"));
  CHECK(at("2026-11-28T09:00:00Z"));
  CHECK(at("2026-11-27T23:30:00Z"));  // an hour ahead it is Saturday
  CHECK_FALSE(as_condition("2026-11-24T09:00:00Z"));
  CHECK(as_condition("2026-11-28T09:00:00Z"));
  CHECK(plugins.vocabulary().contains("weekend::is_weekend"));
}

TEST_CASE("folders are searched in order and the shipped one last") {
  PluginFile nearer("c_plugin");
  nearer.patch(offsetof(chancery_descriptor, version), std::array{'7', '\0'});
  House house({nearer.folder()});
  house.settings.places.shipped_plugins = abi_folder();
  const auto plugins = house.load({"c_plugin", "misbehaving"});
  REQUIRE(plugins.loaded().size() == 2);
  CHECK(plugins.loaded()[0].version == "7");
  CHECK(plugins.loaded()[1].id == "misbehaving");
}

TEST_CASE("a plugin that is not there is refused with the folders that were searched") {
  House house({"/nowhere"});
  house.settings.places.shipped_plugins = abi_folder();
  const auto plugins = house.load({"auth_md5"});
  CHECK_THAT(refusal(plugins), Contains("no auth_md5.so in /nowhere, " + abi_folder().string()) &&
                                   Contains("plugins.enable"));
}

TEST_CASE("without a plugin that decisions rest on nothing may be decided") {
  House house({abi_folder()});
  CHECK_FALSE(house.load({"misbehaving"}).decisive_refusal());
  CHECK_FALSE(house.load({"transport_pigeon", "decorator_ribbon"}).decisive_refusal());
  for (const auto id : {"crypto_none", "auth_none", "predicate_none", "something"}) {
    const auto plugins = house.load({"transport_pigeon", id, "misbehaving"});
    REQUIRE(plugins.decisive_refusal());
    CHECK(plugins.decisive_refusal()->id == id);
  }
}

TEST_CASE("a file that others may write is refused and the mend named") {
  for (const auto mode : {fs::perms::group_write, fs::perms::others_write}) {
    const PluginFile file("c_plugin");
    fs::permissions(file.path(), mode, fs::perm_options::add);
    House house({file.folder()});
    const auto plugins = house.load({"c_plugin"});
    CHECK(plugins.loaded().empty());
    CHECK_THAT(refusal(plugins), Contains("may be written by others") &&
                                     Contains("its mode is 07") &&
                                     Contains("chmod go-w " + file.path().string()));
    // Nothing is run to list it.
    REQUIRE(chancery::find_plugins({file.folder()}).size() == 1);
    CHECK_FALSE(chancery::find_plugins({file.folder()})[0].descriptor);
  }
}

TEST_CASE("a folder that others may write is refused, unless only owners may rename in it") {
  const PluginFile file("c_plugin");
  ::chmod(file.folder().c_str(), 0777);
  House house({file.folder()});
  CHECK_THAT(refusal(house.load({"c_plugin"})),
             Contains("its folder") && Contains("chmod go-w " + file.folder().string()));
  ::chmod(file.folder().c_str(), 01777);
  CHECK(refusal(house.load({"c_plugin"})) == "");
}

TEST_CASE("a symbolic link is as safe as what it leads to") {
  const PluginFile file("c_plugin");
  const test::TemporaryFolder links;
  fs::create_symlink(file.path(), links.path() / "c_plugin.so");
  House house({links.path()});
  CHECK(refusal(house.load({"c_plugin"})) == "");
  ::chmod(file.folder().c_str(), 0777);
  CHECK_THAT(refusal(house.load({"c_plugin"})), Contains(file.folder().string()));
  ::chmod(file.folder().c_str(), 0700);
  ::chmod(links.path().c_str(), 0777);
  CHECK_THAT(refusal(house.load({"c_plugin"})), Contains(links.path().string()));
  fs::remove(file.path());
  CHECK_THAT(refusal(house.load({"c_plugin"})), Contains("No such file"));
}

TEST_CASE("a file that belongs to somebody else is refused") {
  if (::geteuid() != 0) return;  // only root can give files away
  const PluginFile file("c_plugin");
  REQUIRE(::chown(file.path().c_str(), 65534, 65534) == 0);
  House house({file.folder()});
  CHECK_THAT(refusal(house.load({"c_plugin"})),
             Contains("belongs to the user 65534") && Contains("chown root"));
}

TEST_CASE("a file under another name than its id is refused") {
  const PluginFile file("c_plugin");
  fs::rename(file.path(), file.folder() / "d_plugin.so");
  House house({file.folder()});
  CHECK_THAT(refusal(house.load({"d_plugin"})),
             Contains("the id is 'c_plugin', here it is 'd_plugin'") &&
                 Contains("rename the file to c_plugin.so"));
}

TEST_CASE("an entry that is not there, or not ours, is refused and the others load") {
  CHECK_THAT(broken("no_symbol"), Contains("does not export the symbol chancery_entry_v1") &&
                                      Contains("CHANCERY_PLUGIN"));
  CHECK_THAT(broken("entry_major"), Contains("the ABI major of its entry is 7, here it is 1"));
  CHECK_THAT(broken("short_entry"), Contains("the size of its entry is 8"));
  CHECK_THAT(broken("empty_entry"), Contains("no descriptor or no function create"));
}

TEST_CASE("the descriptor in memory is the one that was read from the file") {
  CHECK_THAT(broken("other_descriptor"),
             Contains("the descriptor in memory differs from the one in the file"));
}

TEST_CASE("what does not link is refused with what the linker says") {
  const PluginFile file("c_plugin");
  auto bytes = file.bytes();
  // The first segment header now claims to be loaded at an impossible alignment.
  bytes.replace(64, 512, 512, '\xFF');
  file.write(bytes);
  House house({file.folder()});
  const auto plugins = house.load({"c_plugin"});
  CHECK(plugins.loaded().empty());
  CHECK_THAT(refusal(plugins),
             Contains("the dynamic linker says: ") && !Contains("the dynamic linker says:  |"));
}

TEST_CASE("a plugin that breaks in its life is refused and the others load") {
  CHECK_THAT(broken("create_throws"), Contains("create_throws: it does not keep its contract: "
                                               "being created, it threw an exception"));
  CHECK_THAT(broken("create_fails"), Contains("cannot be created: no reason given"));
  CHECK_THAT(broken("short_table"), Contains("its table of functions is not complete"));
  CHECK_THAT(broken("no_function"), Contains("its table of functions is not complete"));
  CHECK_THAT(broken("configure_throws"), Contains("taking its settings, it threw an exception"));
  CHECK_THAT(broken("start_fails"), Contains("start_fails: starting: no reason given"));
  CHECK_THAT(broken("start_throws"), Contains("starting, it threw an exception"));
  CHECK_THAT(broken("role_null"), Contains("declares the role chancery.predicate/1 and does not"));
  CHECK_THAT(broken("role_throws"), Contains("does not give it"));
  CHECK_THAT(broken("role_short"), Contains("table of the role chancery.predicate/1 is not"));
  CHECK_THAT(broken("role_empty"), Contains("table of the role chancery.predicate/1 is not"));
}

TEST_CASE("what is thrown while stopping ends there") {
  House house({abi_folder()});
  CHECK(house.load({"stop_throws", "c_plugin"}).loaded().size() == 2);
  CHECK(house.load({"c_plugin"}).loaded().size() == 1);
}

TEST_CASE("a plugin that its own configure refuses is refused in its words") {
  House house({abi_folder()});
  house.set("c_plugin", "long_from", std::int64_t{13});
  CHECK_THAT(refusal(house.load({"c_plugin"})),
             Contains("c_plugin: taking its settings: 13 brings bad luck"));
}

TEST_CASE("services are granted by role, and one that is not is named") {
  PluginFile file("c_plugin");
  const auto services = file.peek<chancery_table>(offsetof(chancery_descriptor, services)).offset;
  House house({file.folder()});
  file.patch(services, chancery_name{CHANCERY_SERVICE_CLOCK});
  CHECK_THAT(refusal(house.load({"c_plugin"})),
             Contains("needs the service chancery.clock/1, which is granted to none of its roles"));
  file.patch(services, chancery_name{"chancery.keys/1"});
  CHECK_THAT(refusal(house.load({"c_plugin"})),
             Contains("needs the service chancery.keys/1, which this version does not have"));
}

TEST_CASE("two plugins with one predicate: the second is refused and the first one named") {
  PluginFile file("c_plugin");
  const auto predicates =
      file.peek<chancery_table>(offsetof(chancery_descriptor, predicates)).offset;
  file.patch(predicates, std::array{'i', 's', '_', 'o', 'w', 'n', 'e', 'r', '\0'});
  House house({file.folder(), test::plugin_folder()});
  const auto plugins = house.load({"predicate_members", "c_plugin"});
  CHECK(plugins.loaded().size() == 1);
  CHECK_THAT(refusal(plugins), Contains("predicate is_owner, as predicate_members does"));
  file.patch(predicates, std::array{'m', 'a', 't', 'c', 'h', '\0'});
  CHECK_THAT(refusal(house.load({"c_plugin"})), Contains("as the language itself does"));
}

TEST_CASE("plugins are listed without running any, good or not") {
  const PluginFile file("c_plugin");
  fs::copy_file(test::abi_plugin("create_throws"), file.folder() / "create_throws.so");
  PluginFile text("misbehaving");
  text.write("a text file");
  fs::copy_file(text.path(), file.folder() / "text.so");
  const auto found = chancery::find_plugins({"/nowhere", file.folder()});
  REQUIRE(found.size() == 3);
  CHECK(found[0].descriptor);
  CHECK(found[1].descriptor);
  CHECK_FALSE(found[2].descriptor);
  CHECK(found[2].file.filename() == "text.so");
}
