#include "postfix.hpp"

#include "site.hpp"

#include <unistd.h>

namespace e2e {

namespace {

// Postfix wants an owner and a group that nobody else is or has, and not "nobody", as whom it
// delivers. Every Debian has these, and the group of no use here.
constexpr std::string_view owner = "uucp", group = "news";
constexpr std::string_view nobody = "65534";

constexpr std::string_view services = R"(
postlog  unix-dgram n - n - 1 postlogd
pickup   unix n - n 60 1 pickup
cleanup  unix n - n - 0 cleanup
qmgr     unix n - n 300 1 qmgr
rewrite  unix - - n - - trivial-rewrite
bounce   unix - - n - 0 bounce
defer    unix - - n - 0 bounce
trace    unix - - n - 0 bounce
flush    unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp     unix - - n - - smtp
error    unix - - n - - error
retry    unix - - n - - error
virtual  unix - n n - - virtual
tlsmgr   unix - - n 1000? 1 tlsmgr
anvil    unix - - n - 1 anvil
scache   unix - - n - 1 scache
)";

// Every line of a shipped file that this stands in becomes another.
std::string shipped(const std::string& name, std::string_view what, const std::string& by) {
  const auto text = read(test::source_folder() / "packaging/postfix" / name);
  return replaced(text, what, by);
}

std::string local(std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

}  // namespace

bool can_start_postfix() {
  if (::geteuid() == 0) return true;
  WARN("not run: Postfix has to be started as root, and these tests are run by somebody else");
  return false;
}

Postfix::Postfix(const fs::path& lmtp, const std::string& more_transports,
                 const std::string& more_settings)
    : package_(fs::weakly_canonical(test::source_folder() / "build/tools/postfix")) {
  INFO("Postfix is missing: `./dev deps` unpacks it below build/tools");
  REQUIRE(fs::exists(package_ / "usr/lib/postfix/sbin/master"));
  make_folders();
  configure(lmtp, more_transports, more_settings);
  master_.emplace(
      Words{"/usr/bin/env", "LD_LIBRARY_PATH=" + (package_ / "usr/lib/postfix").string(),
            package_ / "usr/lib/postfix/sbin/master", "-d", "-c", folder_.path() / "conf"},
      port_, true);
}

void Postfix::make_folders() const {
  const auto ran =
      bash(R"(
    set -e
    cd "$1"; chmod 755 .
    mkdir -p conf data mail spool/pid
    cd spool
    mkdir active bounce corrupt defer deferred flush hold incoming private saved trace maildrop public
    chmod 700 active bounce corrupt defer deferred flush hold incoming private saved trace
    chown "$2" ./* ../data && chown root pid
    chgrp "$3" maildrop public
    chmod 1730 maildrop && chmod 710 public
    chown "$4" ../mail)",
           {folder_.path(), std::string(owner), std::string(group), std::string(nobody)});
  INFO(ran.err);
  REQUIRE(ran.exit == 0);
}

void Postfix::configure(const fs::path& lmtp, const std::string& more_transports,
                        const std::string& more_settings) const {
  const auto here = folder_.path().string(), conf = here + "/conf";
  const auto libraries = package_ / "usr/lib/postfix";
  const auto line = [](std::string_view name, const std::string& value) {
    return std::string(name) + " = " + value + "\n";
  };
  std::string mailboxes;
  for (const auto& member : members)
    mailboxes += member + " " + member.substr(0, member.find('@')) + "/\n";
  write(conf + "/mailboxes", mailboxes);
  write(conf + "/transport", shipped("transport", "/run/chancery/lmtp", lmtp) + more_transports);
  write(conf + "/master.cf",
        local(port_) + " inet n - n - - smtpd" + std::string(services) +
            shipped("master.cf", "127.0.0.1:10026  inet  n  -  y", local(back_) + " inet n - n"));
  write(conf + "/main.cf",
        line("compatibility_level", "3.6") + line("queue_directory", here + "/spool") +
            line("data_directory", here + "/data") + line("daemon_directory", libraries / "sbin") +
            line("command_directory", package_ / "usr/sbin") + line("shlib_directory", libraries) +
            line("meta_directory", conf) + line("mail_owner", std::string(owner)) +
            line("setgid_group", std::string(group)) +
            line("import_environment", "MAIL_CONFIG LD_LIBRARY_PATH TZ LANG") +
            line("export_environment", "MAIL_CONFIG LD_LIBRARY_PATH TZ LANG") +
            line("maillog_file", here + "/log") + line("maillog_file_prefixes", here) +
            line("inet_interfaces", "127.0.0.1") + line("inet_protocols", "ipv4") +
            line("myhostname", "mx.example.org") + line("mydestination", "") +
            line("mynetworks", "127.0.0.0/8") + line("alias_maps", "") +
            line("alias_database", "") + line("default_database_type", "texthash") +
            line("smtp_dns_support_level", "disabled") +
            line("smtpd_relay_restrictions", "permit_mynetworks, reject_unauth_destination") +
            line("virtual_mailbox_domains", "example.org") +
            line("virtual_mailbox_base", here + "/mail") +
            line("virtual_mailbox_maps", "texthash:" + conf + "/mailboxes") +
            line("virtual_uid_maps", "static:" + std::string(nobody)) +
            line("virtual_gid_maps", "static:" + std::string(nobody)) +
            shipped("main.cf", "/etc/postfix/chancery-transport", conf + "/transport") +
            more_settings);
}

std::vector<std::string> Postfix::mailbox(const std::string& name) const {
  std::vector<std::string> found;
  const auto folder = folder_.path() / "mail" / name / "new";
  if (!fs::exists(folder)) return found;
  for (const auto& entry : fs::directory_iterator(folder)) found.push_back(read(entry.path()));
  return found;
}

int Postfix::send(const std::string& message, const std::string& to,
                  const std::string& from) const {
  const auto file = folder_.path() / "outgoing";
  write(file, in_lf(message));
  const auto ran =
      run({"/usr/bin/env", "LD_LIBRARY_PATH=" + (package_ / "usr/lib/postfix").string(),
           package_ / "usr/sbin/smtp-source", "-F", file, "-f", from, "-t", to, local(port_)},
          "");
  UNSCOPED_INFO(ran.err);
  return ran.exit;
}

fs::path Postfix::sendmail() const {
  const auto file = folder_.path() / "sendmail";
  write(file, "#!/bin/sh\nMAIL_CONFIG='" + (folder_.path() / "conf").string() +
                  "' LD_LIBRARY_PATH='" + (package_ / "usr/lib/postfix").string() + "' exec '" +
                  (package_ / "usr/sbin/sendmail").string() + "' \"$@\"\n");
  fs::permissions(file, fs::perms(0755));
  return file;
}

std::string Postfix::log() const {
  return fs::exists(folder_.path() / "log") ? read(folder_.path() / "log") : std::string();
}

}  // namespace e2e
