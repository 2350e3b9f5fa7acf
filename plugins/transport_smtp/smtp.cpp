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

}  // namespace

Result<void> Smtp::configure(const chancery::Settings& settings) {
  auto server = Server::parse(settings.text("server"));
  if (!server) return server.error();
  const auto protocol = settings.text("protocol");
  if (protocol != "smtp" && protocol != "lmtp")
    return Err(Code::misconfigured,
               "the key protocol is '" + std::string(protocol) + "', and should be smtp or lmtp");
  auto helo = settings.text("helo");
  if (helo.empty()) helo = host_name();
  if (helo.find_first_of(" \r\n\t") != std::string::npos)
    return Err(Code::misconfigured, "the key helo is no host name");
  options_ = {std::move(*server), std::chrono::seconds(settings.number("timeout")), std::move(helo),
              protocol == "lmtp"};
  return {};
}

Result<std::unique_ptr<chancery::Transport::Session>> Smtp::open() {
  auto session = std::make_unique<SmtpSession>(options_);
  if (auto connected = session->connect(); !connected) return connected.error();
  return std::unique_ptr<Session>(std::move(session));
}

}  // namespace transport_smtp
