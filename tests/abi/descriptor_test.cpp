// Descriptors are read from files that anybody may have made: each flaw is named, nothing crashes.
#include "plugin_file.hpp"

#include "support/catch.hpp"

#include <array>
#include <random>

using chancery::Code;
using test::PluginFile;
namespace fs = std::filesystem;

namespace {

// Everything that a refusal says.
std::string refused(const PluginFile& file) {
  const auto read = file.read();
  if (read) return "it was read";
  CHECK_THAT(read.error().what, Contains(file.path().string()));
  CHECK(read.error().hint != "");
  return read.error().what + " | " + read.error().hint;
}

template <class Value>
std::string refused_with(std::size_t offset, const Value& value, const char* id = "c_plugin") {
  PluginFile file(id);
  file.patch(offset, value);
  return refused(file);
}

#define AT(member) offsetof(chancery_descriptor, member)

chancery_table table_at(std::uint32_t offset, std::uint32_t count, std::uint32_t stride) {
  return {offset, count, stride};
}

}  // namespace

TEST_CASE("a descriptor in C is read as it was written") {
  const auto d = chancery::read_descriptor(test::abi_plugin("c_plugin"));
  REQUIRE(d);
  CHECK(d->id == "c_plugin");
  CHECK(d->version == "2.1");
  CHECK(d->summary == "is_long(text), in C.");
  CHECK(d->abi_major == 1);
  CHECK(d->roles == std::vector<std::string>{"chancery.predicate/1"});
  CHECK(d->services == std::vector<std::string>{"chancery.log/1"});
  REQUIRE(d->settings.size() == 1);
  CHECK(std::string(d->settings[0].key) == "long_from");
  CHECK(d->settings[0].most == 100);
  REQUIRE(d->predicates.size() == 1);
  CHECK(std::string(d->predicates[0].name) == "is_long");
  CHECK(d->unknown_roles.empty());
}

TEST_CASE("a descriptor in C++ is read as it was written") {
  const auto d = chancery::read_descriptor(test::abi_plugin("predicate_weekend"));
  REQUIRE(d);
  CHECK(d->id == "predicate_weekend");
  CHECK(d->settings.size() == 1);
  CHECK(d->predicates.size() == 1);
}

TEST_CASE("roles that this host does not know are listed and ignored") {
  const auto d = chancery::read_descriptor(test::abi_plugin("misbehaving"));
  REQUIRE(d);
  CHECK(d->roles.size() == 6);
  CHECK(d->unknown_roles == std::vector<std::string>{"chancery.weather/1"});
}

TEST_CASE("a wrong head is refused with the field, both values and the mend") {
  CHECK_THAT(refused_with(0, std::array{'C', 'H', 'A', 'N', 'C', 'E', 'L', '1'}),
             Contains("the magic is 'CHANCEL1', here it is 'CHANCERY'") && Contains("remove"));
  CHECK_THAT(refused_with(AT(abi_major), std::uint16_t{2}),
             Contains("the ABI major is 2, here it is 1") && Contains("rebuild"));
  CHECK_THAT(refused_with(AT(abi_minor), std::uint16_t{9}),
             Contains("ABI minor") && Contains("is 9, here it is 0") && Contains("upgrade"));
  CHECK_THAT(refused_with(AT(size), std::uint32_t{100}), Contains("size of the descriptor is 100"));
  CHECK_THAT(refused_with(AT(size), std::uint32_t{0xFFFFFFFF}),
             Contains("size of the descriptor is 4294967295"));
  CHECK_THAT(refused_with(AT(head_size), std::uint32_t{8}), Contains("head is 8"));
  CHECK_THAT(refused_with(AT(head_size), std::uint32_t{0xFFFFFFFF}), Contains("head"));
}

TEST_CASE("an id is of a-z, 0-9 and _, and has an end") {
  CHECK_THAT(refused_with(AT(id), std::array{'.', '.', '/', 'x'}),
             Contains("the id is '../xugin'") && Contains("a-z 0-9 _"));
  CHECK_THAT(refused_with(AT(id), std::array{'\0'}), Contains("the id is ''"));
  std::array<char, 48> endless;
  endless.fill('a');
  CHECK_THAT(refused_with(AT(id), endless), Contains("the id is a text without an end"));
}

TEST_CASE("texts without an end are refused") {
  std::array<char, 32> version;
  version.fill('1');
  CHECK_THAT(refused_with(AT(version), version), Contains("the version is a text without an end"));
  std::array<char, 128> summary;
  summary.fill('x');
  CHECK_THAT(refused_with(AT(summary), summary), Contains("the summary is a text without an end"));
  const PluginFile good("c_plugin");
  const auto roles = good.peek<chancery_table>(AT(roles));
  std::array<char, 48> name;
  name.fill('r');
  CHECK_THAT(refused_with(roles.offset, name), Contains("the table of roles is a text without"));
}

TEST_CASE("tables that leave the descriptor are refused") {
  for (const auto& [at, name] :
       {std::pair(AT(roles), "roles"), std::pair(AT(services), "services"),
        std::pair(AT(settings), "settings"), std::pair(AT(predicates), "predicates")}) {
    CHECK_THAT(refused_with(at, table_at(0xFFFFFFF0, 1, 400)), Contains(name));
    CHECK_THAT(refused_with(at, table_at(0xFFFFFFFF, 1000, 0xFFFFFFFF)), Contains(name));
    CHECK_THAT(refused_with(at, table_at(276, 1000, 400)),
               Contains(std::string("the table of ") + name) && Contains("to byte 400276"));
    CHECK_THAT(refused_with(at, table_at(276, 0xFFFFFFFF, 400)),
               Contains(name) && Contains("at most 1000"));
    CHECK_THAT(refused_with(at, table_at(0, 1, 400)), Contains("between the head"));
    CHECK_THAT(refused_with(at, table_at(276, 1, 4)),
               Contains("the stride of the table of") && Contains("is 4, here it is at least"));
    CHECK_THAT(refused_with(at, table_at(276, 1, 0)), Contains("stride"));
  }
}

TEST_CASE("an empty table may lie anywhere") {
  PluginFile file("c_plugin");
  file.patch(AT(settings), table_at(0xFFFFFFFF, 0, 0));
  const auto read = file.read();
  REQUIRE(read);
  CHECK(read->settings.empty());
}

TEST_CASE("a plugin without a role that this host knows is refused and its roles are named") {
  const PluginFile good("c_plugin");
  const auto roles = good.peek<chancery_table>(AT(roles));
  CHECK_THAT(refused_with(roles.offset, std::array{'s', 'o', 'm', 'e', '/', '1', '\0'}),
             Contains("the list of its roles is some/1") && Contains("chancery.auth/1"));
  CHECK_THAT(refused_with(AT(roles), table_at(276, 0, 48)),
             Contains("the list of its roles is empty"));
}

TEST_CASE("declarations that make no sense are refused") {
  const PluginFile good("c_plugin");
  const auto setting = good.peek<chancery_table>(AT(settings)).offset;
  const auto predicate = good.peek<chancery_table>(AT(predicates)).offset;
  using Setting = chancery_setting_declaration;
  using Predicate = chancery_predicate_declaration;
  CHECK_THAT(refused_with(setting + offsetof(Setting, key), std::array{'A'}),
             Contains("the key of a setting is 'Aong_from'"));
  CHECK_THAT(refused_with(setting + offsetof(Setting, type), std::int32_t{4}),
             Contains("the type of the setting long_from is 4"));
  CHECK_THAT(refused_with(setting + offsetof(Setting, required), std::int32_t{2}),
             Contains("'required' of the setting long_from is 2"));
  CHECK_THAT(refused_with(setting + offsetof(Setting, default_text), std::array{'x'}),
             Contains("the default of the setting long_from is 'x', here it is a number from 1"));
  CHECK_THAT(refused_with(setting + offsetof(Setting, least), std::int64_t{6}),
             Contains("is '5', here it is a number from 6 to 100"));
  CHECK_THAT(refused_with(setting + offsetof(Setting, type), std::int32_t{CHANCERY_FLAG}),
             Contains("'true' or 'false'"));
  CHECK_THAT(refused_with(predicate + offsetof(Predicate, name), std::array{'I', 'S'}),
             Contains("the name of a predicate"));
  CHECK_THAT(refused_with(predicate + offsetof(Predicate, least), std::int32_t{-1}),
             Contains("predicate is_long is from -1 to 1"));
  CHECK_THAT(refused_with(predicate + offsetof(Predicate, most), std::int32_t{0}),
             Contains("predicate is_long is from 1 to 0"));
}

TEST_CASE("what is no ELF object is refused") {
  const PluginFile file("c_plugin");
  const std::string png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
  const std::vector<std::pair<std::string, std::string>> files = {
      {"", "its first bytes are ''"},
      {"just some text in a file named .so\n", "6a 75 73 74"},
      {png, "89 50 4e 47"},
      {"\x7f"
       "EL",
       "7f 45 4c"},
      {std::string("\x7f"
                   "ELF"),
       "cut short"},
      {std::string(1'000'000, '\0'), "00 00 00 00"},
  };
  for (const auto& [content, word] : files) {
    file.write(content);
    CHECK(file.read().error().code == Code::unusable);
    CHECK_THAT(refused(file), Contains(word) && Contains("put the right file in its place"));
  }
}

TEST_CASE("what is no file at all is refused") {
  const test::TemporaryFolder folder;
  for (const auto& path : {folder.path() / "none.so", folder.path(), fs::path("/dev/null")}) {
    const auto read = chancery::read_descriptor(path);
    REQUIRE_FALSE(read);
    CHECK_THAT(read.error().what, Contains(path.string()));
  }
}

TEST_CASE("an ELF object without the section is no plugin") {
  const auto read = chancery::read_descriptor(fs::canonical("/proc/self/exe"));
  REQUIRE_FALSE(read);
  CHECK_THAT(read.error().what, Contains("no section .chancery") || Contains("ELF type"));
}

TEST_CASE("an ELF object of another kind is refused with the field and both values") {
  const PluginFile good("c_plugin");
  const auto with = [&](std::size_t at, char value) {
    auto bytes = good.bytes();
    bytes[at] = value;
    good.write(bytes);
    return refused(good);
  };
  CHECK_THAT(with(4, 1), Contains("its ELF class is 1, of a plugin here it is 2"));
  CHECK_THAT(with(5, 2), Contains("its byte order is 2"));
  CHECK_THAT(with(16, 2), Contains("its ELF type is 2"));
  CHECK_THAT(with(58, 1), Contains("the size of a section header is 1"));
}

TEST_CASE("a file cut short anywhere is refused") {
  const PluginFile file("c_plugin");
  const auto& whole = file.bytes();
  std::vector<std::size_t> sizes;
  for (std::size_t size = 0; size < 300; ++size) sizes.push_back(size);
  for (std::size_t size = 300; size < whole.size(); size += 97) sizes.push_back(size);
  for (const auto size : sizes) {
    file.write(whole.substr(0, size));
    CHECK_FALSE(file.read());
  }
}

TEST_CASE("scribbled headers and descriptors are refused or read, and never crash") {
  const PluginFile file("c_plugin");
  std::mt19937 random(1);
  const auto sections = file.bytes().size() - 64 * 40;  // the table stands at the end
  const auto magic = file.bytes().find(CHANCERY_MAGIC);
  int refused = 0;
  for (int round = 0; round < 3000; ++round) {
    auto bytes = file.bytes();
    const std::size_t begin = round % 3 == 0 ? 0 : round % 3 == 1 ? sections : magic;
    const std::size_t length = round % 3 == 0 ? 64 : round % 3 == 1 ? 64 * 40 : 700;
    for (int scribbles = 1 + static_cast<int>(random() % 8); scribbles > 0; --scribbles)
      bytes[begin + random() % length] = static_cast<char>(random() % 3 == 0 ? 0xFF : random());
    file.write(bytes);
    if (!file.read()) ++refused;
  }
  CHECK(refused > 500);
}
