// verify: opens, verifies and prints the evidence. Knows no list and needs no configuration, so no
// scenario, no replay memory, and no refusal of test keys that others may read.
#include "cli/command.hpp"
#include "cli/explanation.hpp"
#include "cli/print.hpp"

#include "flow/trace.hpp"

#include <CLI/CLI.hpp>

#include <unistd.h>

namespace chancery::cli {

namespace {

struct VerifyArguments {
  std::vector<std::string> ca_files, crl_files, ocsp_files, intermediates;
  std::string ca_path, key, certificate, pkcs12, password_file;
  std::optional<std::string> at;
  bool partial_chain = false, allow_weak = false;
};

constexpr int exit_not_authenticated = 1;

// Everything that `verify` needs of a site, with nothing but the shipped plugins.
Result<Plugins> load_for_verify(const Session& session, Surroundings surroundings,
                                Settings& settings) {
  settings.places = session.places();
  settings.plugins = {"crypto_openssl", "auth_smime", "auth_smtp"};
  auto plugins = Plugins::load(settings, surroundings);
  if (!plugins) return plugins;
  for (const auto& refusal : plugins->refusals()) return refusal.error;
  return plugins;
}

TrustFiles trust_files(const VerifyArguments& arguments) {
  TrustFiles trust;
  const auto copy = [](const std::vector<std::string>& from, std::vector<fs::path>& to) {
    for (const auto& file : from) to.push_back(absolute_path(file));
  };
  copy(arguments.ca_files, trust.ca_files);
  copy(arguments.crl_files, trust.crl_files);
  copy(arguments.ocsp_files, trust.ocsp_files);
  copy(arguments.intermediates, trust.intermediate_files);
  if (!arguments.ca_path.empty()) trust.ca_path = absolute_path(arguments.ca_path);
  trust.partial_chain = arguments.partial_chain;
  return trust;
}

Demands demands_of(const VerifyArguments& arguments) {
  Demands demands;
  if (arguments.allow_weak) demands.floor.reset();
  return demands;
}

Result<std::vector<CryptoBackend::Handle>> open_keys(const CryptoBackend& crypto,
                                                     const VerifyArguments& arguments) {
  std::vector<CryptoBackend::Handle> keys;
  const auto& file = arguments.pkcs12.empty() ? arguments.key : arguments.pkcs12;
  if (file.empty()) return keys;
  auto content = input_file(file);
  if (!content) return content.error();
  const Secret key(std::move(*content));
  std::string certificate;
  if (!arguments.certificate.empty()) {
    auto read = input_file(arguments.certificate);
    if (!read) return read.error();
    certificate = std::move(*read);
  }
  Secret password;
  if (!arguments.password_file.empty()) {
    auto read = password_file(arguments.password_file);
    if (!read) return read.error();
    password = std::move(*read);
  }
  auto opened = crypto.open_key({key.reveal(), certificate, password.reveal()});
  if (!opened) return opened.error();
  keys.push_back(std::move(*opened));
  return keys;
}

Result<Authenticated> authenticate_alone(const Session& session, const VerifyArguments& arguments,
                                         std::string bytes, Time at, StderrLog& log,
                                         const Clock& clock) {
  Settings settings;
  auto plugins = load_for_verify(session, {log, clock, nullptr, {}}, settings);
  if (!plugins) return plugins.error();
  auto keys = open_keys(*plugins->crypto(), arguments);
  if (!keys) return keys.error();
  Keyring keyring(
      plugins->crypto(), trust_files(arguments),
      [&keys](const CryptoBackend&) {
        return Result<std::vector<CryptoBackend::Handle>>(std::move(*keys));
      },
      demands_of(arguments));

  auto incoming = receive(std::move(bytes), std::nullopt, at);
  if (!incoming) return incoming.error();
  auto parsed = parse(std::move(*incoming), settings.limits);
  if (!parsed) return parsed.error();
  auto opened = open(std::move(*parsed), keyring, settings.limits);
  if (!opened) return opened.error();
  return authenticate(std::move(*opened), plugins->auth());
}

Result<int> verify(const Session& session, const VerifyArguments& arguments) {
  SystemClock clock;
  StderrLog log(Severity::warning);
  auto at = arguments.at ? parse_time(*arguments.at) : Result<Time>(clock.now());
  if (!at) return Err(Code::usage, "--at: " + at.error().what);
  auto bytes = read_all(STDIN_FILENO, std::size_t{1} << 30);
  if (!bytes) return bytes.error();
  const auto post = authenticate_alone(session, arguments, std::move(*bytes), *at, log, clock);
  if (!post) return post.error();
  print(session.json ? evidence_json(*post) : explanation(*post));
  return post->method == "smime" ? exit_ok : exit_not_authenticated;
}

void declare_arguments(CLI::App* command, VerifyArguments& arguments) {
  command->add_option("--ca-file", arguments.ca_files, "trust anchors; may be given again")
      ->allow_extra_args(false);
  command->add_option("--ca-path", arguments.ca_path, "hashed folder of trust anchors");
  command->add_option("--crl-file", arguments.crl_files, "revocation list; may be given again")
      ->allow_extra_args(false);
  command->add_option("--ocsp-file", arguments.ocsp_files, "answer of OCSP; may be given again")
      ->allow_extra_args(false);
  command
      ->add_option(
          "--intermediate", arguments.intermediates,
          "untrusted certificates, for chains and for signers that the message does not carry")
      ->allow_extra_args(false);
  command->add_flag("--partial-chain", arguments.partial_chain,
                    "a trusted intermediate ends a chain");
  auto* key =
      command->add_option("--key", arguments.key, "private key that opens what is encrypted");
  auto* certificate = command->add_option("--cert", arguments.certificate, "its certificate");
  auto* pkcs12 = command->add_option("--pkcs12", arguments.pkcs12, "both in one file");
  key->needs(certificate)->excludes(pkcs12);
  certificate->needs(key);
  command->add_option("--password-file", arguments.password_file, "its password");
  command->add_option("--at", arguments.at, "time of reception: RFC 3339 or seconds since 1970");
  command->add_flag("--allow-weak", arguments.allow_weak, "algorithms below the floor count");
}

}  // namespace

void declare_verify(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("verify", "Open and verify the message on standard input");
  auto arguments = std::make_shared<VerifyArguments>();
  declare_arguments(command, *arguments);
  command->callback([&chosen, arguments] {
    chosen.run = [arguments](const Session& session) { return verify(session, *arguments); };
  });
}

}  // namespace chancery::cli
