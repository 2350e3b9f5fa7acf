// What we write ourselves is right, complete and current.
#include "config/document.hpp"
#include "config/schema.hpp"
#include "config/settings.hpp"

#include "site.hpp"
#include "support/catch.hpp"

#include <cstdlib>
#include <iterator>

using namespace chancery;
using Catch::Matchers::Contains;
using test::Site;

namespace {

InitOptions example() {
  InitOptions options;
  options.domain = "example.org";
  return options;
}

// Lines like "# key = value" without the mark: what a reader would get by taking it away.
std::string uncommented(const std::string& text) {
  std::string result, line;
  for (const char c : text + "\n") {
    line += c;
    if (c != '\n') continue;
    const auto space = line.find(' ', 2);
    const bool shows_key = line.starts_with("# ") && space != std::string::npos &&
                           line.substr(space).starts_with(" = ");
    result += shows_key ? line.substr(2) : line;
    line.clear();
  }
  return result;
}

void check_current(const char* relative, const std::string& expected) {
  const auto file = test::source_folder() / relative;
  if (std::getenv("CHANCERY_REGENERATE")) std::ofstream(file, std::ios::binary) << expected;
  std::ifstream stream(file, std::ios::binary);
  const std::string found{std::istreambuf_iterator<char>(stream), {}};
  INFO(relative << " is not what core/config makes now; to write it anew: "
                   "CHANCERY_REGENERATE=1 BUILD/tests/unit_config");
  CHECK(found == expected);
}

}  // namespace

TEST_CASE("the settings that init writes load without a problem") {
  const Site site;
  CHECK(site.problems(settings_template(example())) == "none");
}

TEST_CASE("the template has every key, and every example and default in it is right") {
  const Site site;
  site.write("ca.pem", "");
  site.write("key.password", "p\n");
  for (const auto* file : {"intermediates/ca.pem", "crls/ca.crl", "ocsp/alice"})
    site.write(file, "");
  const std::string text = uncommented(settings_template(example()));
  CHECK(site.problems(text) == "none");
  const auto parsed = parse_toml(text);
  const auto* document = std::get_if<TomlDocument>(&parsed);
  REQUIRE(document);
  for (const Key& key : site_keys()) {
    if (key.name.ends_with('*')) continue;
    CAPTURE(key.name);
    CHECK(std::any_of(document->entries.begin(), document->entries.end(),
                      [&](const TomlEntry& entry) { return dotted(entry.path) == key.name; }));
  }
}

TEST_CASE("uncommenting the defaults changes nothing") {
  for (const auto keys : {site_keys(), list_keys()})
    for (const Key& key : keys) {
      CAPTURE(key.name);
      CHECK_FALSE(key.sentence.empty());
      CHECK((key.name.ends_with('*') || !key.fallback.empty() || !key.example.empty()));
      if (!key.fallback.empty())
        CHECK(std::holds_alternative<TomlDocument>(parse_toml("x = " + std::string(key.fallback))));
    }
}

TEST_CASE("what init was given stands in the file") {
  const Site site;
  InitOptions options = example();
  site.write("a \"b\"\\c\n.pem", "");
  site.write("pass", "p\n");
  fs::create_directory(site.folder.path() / "certs");
  options.ca_file = "a \"b\"\\c\n.pem";
  options.ca_path = "certs";
  options.key_password_file = "pass";
  options.transport = "smtp";
  options.smtp = "mail.example:2525";
  const auto settings = site.load(settings_template(options));
  REQUIRE(settings);
  CHECK(settings->ca_file == site.folder.path() / "a \"b\"\\c\n.pem");
  CHECK(settings->ca_path == site.folder.path() / "certs");
  CHECK(settings->key_password_file == site.folder.path() / "pass");
  CHECK(settings->transport == "transport_smtp");
  const auto& smtp = settings->plugin_settings.at("transport_smtp");
  REQUIRE(smtp.size() == 1);
  CHECK(smtp[0].key == "server");
  CHECK(std::get<std::string>(smtp[0].value) == "mail.example:2525");
}

TEST_CASE("a domain that would break out of its quotes does not") {
  const Site site;
  InitOptions options = example();
  options.domain = "x\"\nlistmasters = [\"evil@example.org";
  const auto settings = site.load(settings_template(options));
  REQUIRE_FALSE(settings);
  CHECK_THAT(settings.error().what, Contains(": domain: \"x\""));
}

TEST_CASE("the list that list create writes loads, with the scenario that nobody named") {
  const Site site;
  const auto address = Address::make("staff@example.org").value();
  const auto list = site.load_list("staff", list_template(address, {}));
  REQUIRE(list);
  CHECK(list->name == "staff");
  CHECK(list->address == address);
  CHECK(list->folder == site.folder.path() / "lists/staff");
  CHECK(list->scenarios == std::map<std::string, std::string>{{"send", "private_smime"}});
}

TEST_CASE("a list is written with the scenarios that were named") {
  const Site site;
  const std::map<std::string, std::string> scenarios{
      {"send", "closed"}, {"subscribe", "open"}, {"review", "owner.x-1"}};
  const auto list =
      site.load_list("staff", list_template(Address::make("staff@example.org").value(), scenarios));
  REQUIRE(list);
  CHECK(list->scenarios == scenarios);
}

TEST_CASE("the default settings beside the code are current") {
  check_current("config/chancery.toml", settings_template(example()));
}

TEST_CASE("the reference of the settings is current") {
  check_current("config/reference.md", settings_reference());
}
