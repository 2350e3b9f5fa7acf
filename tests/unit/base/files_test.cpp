// Files read whole and written whole; what goes wrong names the file and the reason.
#include "base/files.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

using namespace chancery;

namespace {

std::size_t count(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

unsigned mode_of(const fs::path& file) {
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

// No file may grow beyond `bytes` while this lives: what a full disk does, without one.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int) = SIG_DFL;
};

}  // namespace

TEST_CASE("what was written is read, byte for byte") {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "file";
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += static_cast<char>(i * 7);
  for (const auto& content : {bytes, std::string(), std::string("\0\r\n", 3)}) {
    REQUIRE(write_file(file, content));
    const auto read = read_file(file);
    REQUIRE(read);
    CHECK(*read == content);
    CHECK(count(folder.path()) == 1);
  }
}

TEST_CASE("a written file has its mode whatever the umask") {
  const test::TemporaryFolder folder;
  const auto before = ::umask(0077);
  CHECK(write_file(folder.path() / "open", "x", 0644));
  ::umask(0);
  CHECK(write_file(folder.path() / "private", "x"));
  ::umask(before);
  CHECK(mode_of(folder.path() / "open") == 0644);
  CHECK(mode_of(folder.path() / "private") == 0600);
}

TEST_CASE("writing replaces the name, not the bytes behind it") {
  const test::TemporaryFolder folder;
  const auto target = folder.path() / "target", link = folder.path() / "link";
  REQUIRE(write_file(target, "old"));
  fs::create_symlink(target, link);
  const int reader = ::open(target.c_str(), O_RDONLY);
  REQUIRE(write_file(link, "new"));
  REQUIRE(write_file(target, "newer"));
  CHECK_FALSE(fs::is_symlink(link));
  CHECK(*read_file(link) == "new");
  CHECK(*read_all(reader, 100) == "old");
  ::close(reader);
}

TEST_CASE("a full disk is a matter of trying later, and leaves the old content alone") {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "file";
  REQUIRE(write_file(file, "old"));
  Result<void> written;
  {
    const FileSizeLimit limit(10'000);
    written = write_file(file, std::string(20'000, 'x'));
  }
  REQUIRE_FALSE(written);
  CHECK(written.error().code == Code::try_later);
  CHECK_THAT(written.error().what, Contains("writing") && Contains("file") && Contains("large"));
  CHECK(*read_file(file) == "old");
  CHECK(count(folder.path()) == 1);
}

TEST_CASE("what cannot be written says what, where and why") {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "file";
  REQUIRE(write_file(file, "x"));
  const auto absent = write_file(folder.path() / "absent/file", "x");
  REQUIRE_FALSE(absent);
  CHECK(absent.error().code == Code::not_found);
  CHECK_THAT(absent.error().what, Contains("absent") && Contains("No such file or directory"));
  const auto below = write_file(file / "x", "x");
  REQUIRE_FALSE(below);
  CHECK(below.error().code == Code::misconfigured);
  fs::create_directory(folder.path() / "taken");
  const auto taken = write_file(folder.path() / "taken", "x");
  REQUIRE_FALSE(taken);
  CHECK_THAT(taken.error().what, Contains("renaming to") && Contains("taken"));
  CHECK(count(folder.path()) == 2);
}

TEST_CASE("a name of any length that the system allows can be written") {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / std::string(255, 'x');
  CHECK(write_file(file, "x"));
  CHECK(*read_file(file) == "x");
  const auto longer = write_file(folder.path() / std::string(256, 'x'), "x");
  REQUIRE_FALSE(longer);
  CHECK(longer.error().code == Code::misconfigured);
}

TEST_CASE("what cannot be read says what and why") {
  const test::TemporaryFolder folder;
  const auto absent = read_file(folder.path() / "absent\n");
  REQUIRE_FALSE(absent);
  CHECK(absent.error().code == Code::not_found);
  CHECK_THAT(absent.error().what, Contains("absent\\x0a") && Contains("No such file"));
  const auto directory = read_file(folder.path());
  REQUIRE_FALSE(directory);
  CHECK(directory.error().code == Code::unusable);
  const auto device = read_file("/dev/zero");
  REQUIRE_FALSE(device);
  CHECK(device.error().code == Code::unusable);
  REQUIRE(::mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
  CHECK(read_file(folder.path() / "pipe").error().code == Code::unusable);
  fs::create_symlink("loop", folder.path() / "loop");
  CHECK(read_file(folder.path() / "loop").error().code == Code::misconfigured);
}

TEST_CASE("a file or an input longer than the limit is unusable") {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "file";
  REQUIRE(write_file(file, "12345"));
  CHECK(*read_file(file, 5) == "12345");
  const auto beyond = read_file(file, 4);
  REQUIRE_FALSE(beyond);
  CHECK(beyond.error().code == Code::unusable);
  CHECK_THAT(beyond.error().what, Contains("longer than 4 bytes"));
  const int endless = ::open("/dev/zero", O_RDONLY);
  CHECK(read_all(endless, 1'000'000).error().code == Code::unusable);
  ::close(endless);
}

TEST_CASE("folders are made with those above them, and a second time too") {
  const test::TemporaryFolder folder;
  const auto deep = folder.path() / "a/b/c";
  CHECK(make_folder(deep));
  CHECK(make_folder(deep));
  CHECK(mode_of(deep) == 0700);
  REQUIRE(write_file(folder.path() / "file", "x"));
  const auto taken = make_folder(folder.path() / "file");
  REQUIRE_FALSE(taken);
  CHECK_THAT(taken.error().what, Contains("making the folder") && Contains("File exists"));
  const auto below = make_folder(folder.path() / "file/x/y");
  REQUIRE_FALSE(below);
  CHECK(below.error().code == Code::misconfigured);
}

TEST_CASE("no text leaves its folder as a file name") {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"a@x.org", "a@x.org"},
      {"A-z0_9.+=@", "A-z0_9.+=@"},
      {"..", "%2E."},
      {".", "%2E"},
      {"../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd"},
      {"a/b", "a%2Fb"},
      {"a b\n", "a%20b%0A"},
      {"a%2Fb", "a%252Fb"},
      {"\u00f6", "%C3%B6"},
      {"", ""},
  };
  for (const auto& [text, expected] : cases) CHECK(file_name(text) == expected);
  CHECK(file_name(std::string_view("\0", 1)) == "%00");
}
