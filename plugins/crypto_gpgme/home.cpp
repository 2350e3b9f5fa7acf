#include "home.hpp"

#include "gnupg.hpp"
#include "times.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

using chancery::Code;
using chancery::Err;
using chancery::Result;
namespace fs = std::filesystem;

namespace {

// A Unix socket's path has 107 characters, and the agent's is the folder and "/S.gpg-agent".
constexpr std::size_t longest_path = 107 - 12;

// Runs below the agent, which ends when this does; ends when the other end of its input is closed,
// whoever closed it: us, or the kernel because we were killed. A service manager that ends
// everything at once must not keep it from tidying up, hence the trap.
constexpr auto watch_script =
    "trap '' HUP INT TERM; gpgconf --homedir \"$0\" --list-dirs agent-socket; cat >/dev/null; "
    "gpgconf --homedir \"$0\" --kill gpg-agent >/dev/null 2>&1; "
    "gpgconf --homedir \"$0\" --remove-socketdir >/dev/null 2>&1; "
    "exec rm -rf -- \"$0\"";

std::string because() { return std::strerror(errno); }

class Descriptor {
 public:
  Descriptor() = default;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
  int release() {
    const int released = number;
    number = -1;
    return released;
  }
  int number = -1;
};

bool make_pipe(Descriptor& read_end, Descriptor& write_end) {
  int both[2];
  if (::pipe2(both, O_CLOEXEC) != 0) return false;
  read_end.number = both[0];
  write_end.number = both[1];
  return true;
}

// What a GnuPG of the administrator's own was told must not matter here.
std::vector<char*> environment() {
  std::vector<char*> kept;
  for (char** each = environ; *each; ++each)
    if (std::strncmp(*each, "GNUPGHOME=", 10) != 0 && std::strncmp(*each, "DISPLAY=", 8) != 0)
      kept.push_back(*each);
  kept.push_back(nullptr);
  return kept;
}

int spawn(pid_t& child, const std::vector<std::string>& command, int input, int output) {
  std::vector<char*> arguments;
  for (const auto& each : command) arguments.push_back(const_cast<char*>(each.c_str()));
  arguments.push_back(nullptr);
  auto variables = environment();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  const int error =
      posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), variables.data());
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

// The agent starts the watcher when its socket is there, and the watcher says where that is: below
// /run/user, where there is such a folder, or in the home. Empty: it does not start.
std::string socket_from(int watcher) {
  std::string line;
  for (char byte = 0; byte != '\n';) {
    const auto got = ::read(watcher, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return {};
    if (byte != '\n') line += byte;
  }
  return line;
}

}  // namespace

Result<std::unique_ptr<Home>> Home::make(const std::string& parent) {
  std::error_code why;
  const auto folder = parent.empty() ? fs::temp_directory_path(why) : fs::path(parent);
  if (why) return Err(Code::misconfigured, "looking for the temporary folder: " + why.message());
  if (!parent.empty() && ::mkdir(parent.c_str(), 0700) != 0 && errno != EEXIST)
    return Err(errno == ENOSPC ? Code::try_later : Code::misconfigured,
               "making the folder " + parent + " for GnuPG's homes: " + because());
  std::string path = (folder / "h-XXXXXX").string();
  if (path.size() > longest_path)
    return Err(Code::misconfigured,
               "the folder " + folder.string() + " has too long a name for GnuPG's sockets",
               "set homes in [plugin.crypto_gpgme] to a shorter path");
  if (!::mkdtemp(path.data()))
    return Err(Code::try_later, "making a GnuPG home in " + folder.string() + ": " + because());
  std::unique_ptr<Home> home(new Home(path));
  // The passwords of keys in here are random, so that nothing is gained by slow derivation.
  // No smartcards, no doors besides the one, no windows; a trust list, so that the machine's own is
  // not read; keys' passwords from who uses them.
  auto done = home->write(
      "gpg-agent.conf",
      "s2k-count 65536\nallow-loopback-pinentry\nallow-preset-passphrase\ndisable-scdaemon\n"
      "extra-socket none\nbrowser-socket none\nno-allow-mark-trusted\n"
      "pinentry-program /bin/false\n");
  if (done) done = home->write("trustlist.txt", "# the anchors of the site, and no others\n");
  if (!done) return done.error();
  return home;
}

// Without a watcher nobody else removes it.
Home::~Home() {
  if (alive_ >= 0) ::close(alive_);
  if (watcher_ > 0)
    while (::waitpid(watcher_, nullptr, 0) < 0 && errno == EINTR) {
    }
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Result<void> Home::write(const std::string& name, std::string_view text) const {
  const auto path = path_ + "/" + name;
  Descriptor file;
  file.number = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file.number < 0) return Err(Code::try_later, "writing " + path + ": " + because());
  while (!text.empty()) {
    const auto written = ::write(file.number, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return Err(Code::try_later, "writing " + path + ": " + because());
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::close(file.release()) != 0)
    return Err(Code::try_later, "writing " + path + ": " + because());
  return {};
}

Result<void> Home::write_options(std::int64_t now) const {
  return write("gpgsm.conf",
               "batch\nno-autostart\npinentry-mode loopback\nno-common-certs-import\n"
               "disable-dirmngr\ndisable-crl-checks\ndisable-policy-checks\n"
               "faked-system-time " +
                   iso_of_seconds(now) + "\n");
}

Result<void> Home::forget() const {
  for (const auto* name : {"/pubring.kbx", "/pubring.kbx~"}) {
    std::error_code why;
    fs::remove(path_ + name, why);
    if (why) return Err(Code::try_later, "removing " + path_ + name + ": " + why.message());
  }
  return {};
}

Result<void> Home::start_agent() {
  if (watcher_ > 0) return {};
  Descriptor input, alive, ready, output;
  if (!make_pipe(input, alive) || !make_pipe(ready, output))
    return Err(Code::try_later, "starting gpg-agent: " + because());
  const auto* agent = gpgme_get_dirinfo("agent-name");
  const int error = spawn(watcher_,
                          {agent ? agent : "gpg-agent", "--homedir", path_, "--quiet", "--daemon",
                           "--", "/bin/sh", "-c", watch_script, path_},
                          input.number, output.number);
  if (error)
    return Err(error == ENOENT ? Code::misconfigured : Code::try_later,
               std::string("starting gpg-agent: ") + std::strerror(error), "install gpg-agent");
  alive_ = alive.release();
  ::close(output.release());
  socket_ = socket_from(ready.number);
  if (!socket_.empty()) return {};
  return Err(Code::try_later, "gpg-agent does not start in " + path_);
}
