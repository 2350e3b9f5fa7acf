// GnuPG's private homes: what is in them while they are there, and that nothing stays of them.
#include "backend.hpp"

#include "support/catch.hpp"

#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace test;

namespace {

const TrustFiles ours{.ca = {vectors() / "ca.pem"}};

// The temporary folder of this process and of its children.
class Surroundings {
 public:
  Surroundings() {
    if (const char* before = std::getenv("TMPDIR")) before_ = before;
    setenv("TMPDIR", folder_.path().c_str(), 1);
  }
  Surroundings(const Surroundings&) = delete;
  Surroundings& operator=(const Surroundings&) = delete;
  ~Surroundings() {
    if (before_.empty())
      unsetenv("TMPDIR");
    else
      setenv("TMPDIR", before_.c_str(), 1);
  }
  const fs::path& path() const { return folder_.path(); }
  std::size_t homes() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path()), {}));
  }
  // How many processes have the folder in their command lines.
  int processes() const {
    int count = 0;
    for (const auto& process : fs::directory_iterator("/proc")) {
      std::ifstream file(process.path() / "cmdline", std::ios::binary);
      const std::string line{std::istreambuf_iterator<char>(file), {}};
      if (line.find(path().string()) != std::string::npos) ++count;
    }
    return count;
  }
  // Nothing tells when a process that is not ours ends.
  bool becomes_empty() const {
    for (int i = 0; i < 2000 && (homes() > 0 || processes() > 0); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return homes() == 0 && processes() == 0;
  }

 private:
  TemporaryFolder folder_;
  std::string before_;
};

std::string status_of_alice(const Backend& backend) {
  const auto verified = backend.verify({.cms = vector("alice.opaque"), .trust = ours});
  return verified.signatures.size() == 1 ? status_name(verified.signatures[0].status)
                                         : verified.error;
}

// `cms` outlives it.
chancery_verify_request request_about(const std::string& cms, void* trust) {
  chancery_verify_request request{};
  request.size = sizeof request;
  request.trust = trust;
  request.cms = {cms.data(), cms.size()};
  request.at = now;
  return request;
}

}  // namespace

TEST_CASE("gpgme: a home is nobody else's, and goes with its handle, and its agent too") {
  const Surroundings surroundings;
  const Backend backend;
  {
    const auto trust = backend.open_trust(ours);
    REQUIRE(trust.ok());
    REQUIRE(surroundings.homes() == 1);
    for (const auto& home : fs::directory_iterator(surroundings.path()))
      CHECK(home.status().permissions() == fs::perms::owner_all);
  }
  CHECK(surroundings.homes() == 0);
  CHECK(status_of_alice(backend) == "valid");
  CHECK(surroundings.becomes_empty());
}

TEST_CASE("gpgme: nothing stays of a process that is killed") {
  const Surroundings surroundings;
  int pipe_ends[2];
  REQUIRE(pipe(pipe_ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    const Backend backend;
    const auto trust = backend.open_trust(ours);
    const auto cms = vector("alice.opaque");
    const auto request = request_about(cms, trust.handle.get());
    const chancery_signature_sink nobody{nullptr, [](void*, const chancery_signature*) {}};
    const chancery_sink nothing{nullptr, [](void*, const char*, size_t) {}};
    const auto& table = backend.table();
    const char done =
        table.verify(table.self, &request, &nobody, &nothing, &nothing) == CHANCERY_OK ? '+' : '-';
    if (write(pipe_ends[1], &done, 1) == 1) pause();
    _exit(1);
  }
  REQUIRE(child > 0);
  char done = 0;
  REQUIRE(read(pipe_ends[0], &done, 1) == 1);
  CHECK(done == '+');
  CHECK(surroundings.homes() == 1);
  CHECK(surroundings.processes() >= 2);  // the agent, and who watches
  kill(child, SIGKILL);
  REQUIRE(waitpid(child, nullptr, 0) == child);
  CHECK(surroundings.becomes_empty());
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

TEST_CASE("gpgme: what the machine's own GnuPG trusts does not matter") {
  const TemporaryFolder folder;
  write(folder.path() / "trustlist.txt", "");
  setenv("GNUPGHOME", folder.path().c_str(), 1);
  const Backend backend;
  CHECK(status_of_alice(backend) == "valid");
  const auto stranger = backend.verify({.cms = vector("alice.opaque"), .trust = {}});
  unsetenv("GNUPGHOME");
  REQUIRE(stranger.signatures.size() == 1);
  CHECK(status_name(stranger.signatures[0].status) == "untrusted");
  CHECK_FALSE(fs::exists(folder.path() / "pubring.kbx"));
}

TEST_CASE("gpgme: what one message brought is not there for the next") {
  const Backend backend;
  const auto trust = backend.open_trust(ours);
  const auto& table = backend.table();
  for (const auto* name : {"alice.opaque", "no-certificates.opaque"}) {
    const auto cms = vector(name);
    chancery_status status = -1;
    const auto request = request_about(cms, trust.handle.get());
    const chancery_signature_sink seen{&status, [](void* self, const chancery_signature* one) {
                                         *static_cast<chancery_status*>(self) = one->status;
                                       }};
    const chancery_sink nothing{nullptr, [](void*, const char*, size_t) {}};
    REQUIRE(table.verify(table.self, &request, &seen, &nothing, &nothing) == CHANCERY_OK);
    CHECK(status_name(status) == (cms == vector("alice.opaque") ? "valid" : "no_key"));
  }
}

TEST_CASE("gpgme: a folder that no home can be made in is an error, and no verdict") {
  const TemporaryFolder folder;
  const auto deep = folder.path() / std::string(100, 'x');
  fs::create_directory(deep);
  const Backend backend;
  const auto in = [&](const fs::path& place) {
    setenv("TMPDIR", place.c_str(), 1);
    const auto opened = backend.open_trust(ours);
    unsetenv("TMPDIR");
    CHECK_FALSE(opened.handle.get());
    return opened.error;
  };
  CHECK_THAT(in(deep), Contains("too long"));
  CHECK_FALSE(in("/nowhere").empty());
}

TEST_CASE("gpgme: no private key is on disk in clear, and nothing asks for its password") {
  const Surroundings surroundings;
  const Backend backend;
  const auto notes = backend.open_key(vector("notes.key"), vector("notes.pem"), "");
  REQUIRE(notes.ok());
  int keys = 0;
  for (const auto& file : fs::recursive_directory_iterator(surroundings.path())) {
    // Locks of the agent's come and go meanwhile.
    if (file.path().filename().string().starts_with(".#lk") || !file.is_regular_file()) continue;
    const auto bytes = read(file.path());
    INFO(file.path());
    CHECK(bytes.find("(private-key") == std::string::npos);
    if (file.path().extension() != ".key") continue;
    ++keys;
    CHECK(bytes.find("protected-private-key") != std::string::npos);
  }
  CHECK(keys == 1);
  CHECK(backend.decrypt(vector("cbc.enveloped"), {&notes.handle}).content == vector("post.crlf"));
}

TEST_CASE("gpgme: two keys never share a home") {
  const Surroundings surroundings;
  const Backend backend;
  const auto notes = backend.open_key(vector("notes.key"), vector("notes.pem"), "");
  const auto alice = backend.open_key(vector("alice.key"), vector("alice.pem"), "");
  CHECK(surroundings.homes() == 2);
  const auto opened = backend.decrypt(vector("for-alice.enveloped"), {&notes.handle});
  CHECK(status_name(opened.status) == "no_key");
}
