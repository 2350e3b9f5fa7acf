#include "smtp.hpp"

#include <array>

#include <unistd.h>

namespace transport_smtp {

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) < 0 || !name[0]) return "localhost";
  return name.data();
}

Result<Options::Security> security_of(std::string_view word) {
  if (word == "none") return Options::Security::none;
  if (word == "starttls") return Options::Security::starttls;
  if (word == "tls") return Options::Security::tls;
  return Err(Code::misconfigured, "the key security is '" + std::string(word) +
                                      "', and should be none, starttls or tls");
}

}  // namespace

Result<void> Smtp::configure(const chancery::Settings& settings) {
  auto server = Server::parse(settings.text("server"));
  if (!server) return server.error();
  const auto protocol = settings.text("protocol");
  if (protocol != "smtp" && protocol != "lmtp")
    return Err(Code::misconfigured,
               "the key protocol is '" + std::string(protocol) + "', and should be smtp or lmtp");
  const auto security = security_of(settings.text("security"));
  if (!security) return security.error();
  TlsOptions tls{std::string(settings.text("tls_name")), std::string(settings.text("ca_file"))};
  if (*security == Options::Security::none && !(tls.name + tls.ca_file).empty())
    return Err(Code::misconfigured,
               "the keys ca_file and tls_name do nothing while security is none");
  if (tls.name.empty()) tls.name = server->host;
  if (*security != Options::Security::none) {
    if (tls.name.empty())
      return Err(Code::misconfigured, "the key tls_name is needed: the server has no host name");
    if (const auto usable = Tls::make(tls); !usable) return usable.error();
  }
  auto helo = settings.text("helo");
  if (helo.empty()) helo = host_name();
  if (helo.find_first_of(" \r\n\t") != std::string::npos)
    return Err(Code::misconfigured, "the key helo is no host name");
  options_ = {std::move(*server), std::chrono::seconds(settings.number("timeout")),
              std::move(helo),    protocol == "lmtp",
              *security,          std::move(tls)};
  return {};
}

Result<std::unique_ptr<chancery::Transport::Session>> Smtp::open() {
  auto session = std::make_unique<SmtpSession>(options_);
  if (auto connected = session->connect(); !connected) return connected.error();
  return std::unique_ptr<Session>(std::move(session));
}

}  // namespace transport_smtp
