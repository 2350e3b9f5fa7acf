// The script that checks the arrows between rooms finds a planted wrong one, and says where.
#include "site.hpp"

using namespace e2e;

namespace {

// The checkout's headers and sources, where one line can be planted.
class Planted {
 public:
  Planted() {
    for (const auto& room : {"sdk", "core", "plugins"})
      fs::copy(test::source_folder() / room, folder_.path() / room, fs::copy_options::recursive);
  }
  Ran check() const {
    return run({test::source_folder() / "tests/check-includes", folder_.path()});
  }
  Ran check_with(const std::string& file, const std::string& line) const {
    const auto path = folder_.path() / file;
    fs::create_directories(path.parent_path());
    const bool there = fs::exists(path);
    const auto before = there ? read(path) : "";
    write(path, line + "\n" + before);
    auto ran = check();
    if (there)
      write(path, before);
    else
      fs::remove(path);
    return ran;
  }

 private:
  test::TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("the include directions hold") {
  const auto ran = Planted().check();
  INFO(ran.out << ran.err);
  CHECK(ran.exit == 0);
}

TEST_CASE("an include against the arrows is found with its line") {
  const Planted planted;
  const std::pair<const char*, const char*> wrong[] = {
      {"core/base/planted.cpp", "#include \"mail/message.hpp\""},
      {"core/mail/planted.hpp", "  #  include \"trust/evidence.hpp\""},
      {"core/config/planted.cpp", "#include \"trust/verdict.hpp\""},
      {"core/scenario/planted.cpp", "#include \"config/settings.hpp\""},
      {"core/flow/planted.cpp", "#include \"cli/cli.hpp\""},
      {"core/flow/planted.cpp", "#include <openssl/cms.h>"},
      {"core/host/planted.cpp", "#include <boost/dll.hpp>"},
      {"core/config/planted.hpp", "#include <toml++/toml.h>"},
      {"core/store/planted.cpp", "#include <nlohmann/json.hpp>"},
      {"core/scenario/planted.cpp", "#include <pcre2.h>"},
      {"core/mail/planted.cpp", "#include \"planted.hpp\""},
      {"core/cli/planted.cpp", "#include <gpgme.h>"},
      {"core/attic/planted.cpp", "#include \"base/text.hpp\""},
      {"core/main.cpp", "#include \"flow/pipeline.hpp\""},
      {"plugins/auth_smtp/planted.cpp", "#include \"trust/evidence.hpp\""},
      {"plugins/auth_smtp/planted.cpp", "#include \"../auth_smime/plugin.cpp\""},
      {"plugins/auth_smtp/planted.cpp", "#include <openssl/x509.h>"},
      {"sdk/include/chancery/planted.hpp", "#include <fmt/core.h>"},
      {"sdk/include/chancery/planted.hpp", "#include \"../../../core/base/text.hpp\""}};
  for (const auto& [file, line] : wrong) {
    INFO(file << ": " << line);
    const auto ran = planted.check_with(file, line);
    CHECK(ran.exit == 1);
    CHECK_THAT(ran.out, Contains(std::string(file) + ":1: "));
  }
}
