// [plugin.<id>] against what the plugin declares.
#include "host/settings_check.hpp"

#include "support/catch.hpp"

#include <chancery/about.hpp>
#include <chancery/bytes.hpp>

using namespace chancery;

namespace {

Descriptor descriptor() {
  constexpr auto image = About("transport_test", "1", "A test.")
                             .text("server", "127.0.0.1:25", "Where to.")
                             .number("timeout", "300", 1, 3600, "How long.")
                             .flag("tls", true, "Whether.")
                             .path("folder", "out", "Where.")
                             .path("log", "", "Nowhere.")
                             .required_text("name", "Who.")
                             .image();
  Descriptor d;
  d.id = "transport_test";
  d.file = "transport_test.so";
  for (std::size_t i = 0; i < image.head.settings.count; ++i)
    d.settings.push_back(image.settings[i]);
  return d;
}

const RawSetting name{"name", "us", "chancery.toml:9:1"};

Result<PluginSettings> check(std::vector<RawSetting> given) {
  return PluginSettings::check(descriptor(), given, "chancery.toml:8:1", "/var/lib/chancery");
}

// What the plugin is handed under a key.
struct Handed {
  std::string text;
  std::int64_t number = -1;
};
Handed handed(const Result<PluginSettings>& checked, std::string_view key) {
  REQUIRE(checked);
  const auto view = checked->view();
  for (std::size_t i = 0; i < view.count; ++i)
    if (const auto& item = record(view.items, view.stride, i); text(item.key) == key)
      return {std::string(text(item.text)), item.number};
  return {"not there"};
}

std::string problem(RawSetting given) {
  const auto checked = check({name, std::move(given)});
  return checked ? "" : checked.error().what;
}

}  // namespace

TEST_CASE("what the file does not say has its default") {
  const auto checked = check({name});
  CHECK(handed(checked, "server").text == "127.0.0.1:25");
  CHECK(handed(checked, "timeout").number == 300);
  CHECK(handed(checked, "tls").number == 1);
  CHECK(handed(checked, "folder").text == "/var/lib/chancery/out");
  CHECK(handed(checked, "log").text == "");
  CHECK(handed(checked, "name").text == "us");
  CHECK(handed(checked, "not_declared").text == "not there");
}

TEST_CASE("what the file says reaches the plugin") {
  const auto checked = check({name,
                              {"server", "mx:25", "f"},
                              {"timeout", std::int64_t{3600}, "f"},
                              {"tls", false, "f"},
                              {"folder", "/srv/./mail", "f"}});
  CHECK(handed(checked, "server").text == "mx:25");
  CHECK(handed(checked, "timeout").number == 3600);
  CHECK(handed(checked, "tls").number == 0);
  CHECK(handed(checked, "folder").text == "/srv/mail");
}

TEST_CASE("a relative path becomes absolute even below a relative root") {
  const auto checked = PluginSettings::check(descriptor(), {name}, "", "site");
  CHECK(handed(checked, "folder").text == (fs::current_path() / "site/out").string());
}

TEST_CASE("an unknown key is refused with its place and the nearest known one") {
  CHECK(problem({"sever", "x", "chancery.toml:11:3"}) ==
        "chancery.toml:11:3: the plugin transport_test knows no key sever; did you mean server?");
  CHECK(problem({"quite_different", "x", "f:1:1"}) ==
        "f:1:1: the plugin transport_test knows no key quite_different");
}

TEST_CASE("a wrong type or a number out of range is refused with what it must be") {
  CHECK(problem({"timeout", "300", "f:1:1"}) ==
        "f:1:1: timeout of the plugin transport_test must be a number from 1 to 3600, here it is a "
        "text");
  CHECK_THAT(problem({"timeout", std::int64_t{0}, "f:1:1"}), Contains("here it is 0"));
  CHECK_THAT(problem({"timeout", std::int64_t{3601}, "f:1:1"}), Contains("here it is 3601"));
  CHECK_THAT(problem({"timeout", true, "f:1:1"}), Contains("here it is true"));
  CHECK_THAT(problem({"tls", std::int64_t{1}, "f:1:1"}), Contains("must be true or false"));
  CHECK_THAT(problem({"server", std::int64_t{25}, "f:1:1"}), Contains("must be a text"));
  CHECK_THAT(problem({"folder", false, "f:1:1"}), Contains("must be a path"));
}

TEST_CASE("a text that does not fit is never shown, for it may be a secret") {
  CHECK_THAT(problem({"timeout", "hunter2", "f:1:1"}), !Contains("hunter2"));
}

TEST_CASE("a key that is needed and missing is refused with the place of the section") {
  const auto checked = check({});
  REQUIRE_FALSE(checked);
  CHECK(checked.error().what ==
        "chancery.toml:8:1: the plugin transport_test needs the key name: Who.");
  CHECK_THAT(checked.error().hint, Contains("plugin info transport_test.so"));
  CHECK_THAT(PluginSettings::check(descriptor(), {}, "", "/").error().what,
             Contains("[plugin.transport_test]: the plugin transport_test needs the key name"));
}

TEST_CASE("everything that is wrong is told at once") {
  const auto checked = check({{"sever", "x", "f:1:1"}, {"tls", "x", "f:2:1"}});
  REQUIRE_FALSE(checked);
  CHECK(checked.error().code == Code::misconfigured);
  CHECK_THAT(checked.error().what,
             Contains("f:1:1: ") && Contains("\nf:2:1: ") && Contains("\nchancery.toml:8:1: "));
}
