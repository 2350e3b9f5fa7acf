// The shipped unit of systemd.
#include "site.hpp"

using namespace e2e;

TEST_CASE("systemd understands the unit, and finds that it exposes little") {
  const test::TemporaryFolder folder;
  const auto unit = folder.path() / "chancery.service";
  write(unit, replaced(read(test::source_folder() / "packaging/systemd/chancery.service"),
                       "/usr/bin/chancery", test::binary().string()));
  const auto verified = run({"systemd-analyze", "verify", unit});
  CHECK(verified.exit == 0);
  CHECK(verified.err == "");
  // Of 100: a unit without any of its options has 96.
  const auto judged =
      run({"systemd-analyze", "security", "--offline=true", "--threshold=20", unit});
  INFO(judged.out);
  CHECK(judged.exit == 0);
}
