// cert pin|unpin|rm: an administrator's word on which certificates of a member count.
#include "cli/command.hpp"
#include "cli/print.hpp"

#include "base/text.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace chancery::cli {

namespace {

using Json = nlohmann::ordered_json;

struct ChoiceArguments {
  std::string address, fingerprint;
};

// Shorter ones are too easily somebody else's.
constexpr std::size_t shortest_fingerprint = 8;

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// The one certificate of the address whose fingerprint begins like this.
Result<std::string> whole_fingerprint(Store& store, const Address& address, std::string text,
                                      const Time at) {
  text = lower(text);
  std::erase(text, ':');
  if (text.size() < shortest_fingerprint || !is_hex(text))
    return Err(Code::usage,
               "a fingerprint is SHA-256 in hex, or its beginning of at least " +
                   std::to_string(shortest_fingerprint) + " digits",
               "chancery cert show lists them");
  const auto certificates = store.certificates(address, at, {});
  if (!certificates) return certificates.error();
  std::string found;
  for (const auto& stored : *certificates) {
    if (!stored.certificate.fingerprint.starts_with(text)) continue;
    if (!found.empty())
      return Err(Code::usage, "several certificates of " + address.text() + " begin with " + text);
    found = stored.certificate.fingerprint;
  }
  if (found.empty())
    return Err(Code::unusable, address.text() + " has no certificate that begins with " + text,
               "chancery cert show lists them");
  return found;
}

// The address and the store of one such command; the clock dates what it does.
struct Desk {
  Address address;
  std::unique_ptr<Store> store;
  Authority authority{"administrator", SystemClock().now()};
};

Result<Desk> desk_of(const Session& session, const std::string& address_text) {
  const auto settings = session.settings();
  if (!settings) return settings.error();
  auto address = address_argument(address_text);
  if (!address) return address.error();
  auto store = session.store(*settings);
  if (!store) return store.error();
  return Desk{std::move(*address), std::move(*store)};
}

Result<int> pin(const Session& session, const ChoiceArguments& arguments) {
  const auto desk = desk_of(session, arguments.address);
  if (!desk) return desk.error();
  const auto fingerprint =
      whole_fingerprint(*desk->store, desk->address, arguments.fingerprint, desk->authority.at);
  if (!fingerprint) return fingerprint.error();
  const auto pinned = desk->store->pin(desk->address, *fingerprint, desk->authority);
  if (!pinned) return pinned.error();
  if (!*pinned) return Err(Code::unusable, "the certificate is no longer there");
  tell(session.json, Json{{"address", desk->address.text()}, {"pinned", *fingerprint}},
       "pinned " + *fingerprint + " for " + desk->address.text() +
           ": no other is sealed to until cert unpin");
  return exit_ok;
}

Result<int> unpin(const Session& session, const ChoiceArguments& arguments) {
  const auto desk = desk_of(session, arguments.address);
  if (!desk) return desk.error();
  const auto unpinned = desk->store->unpin(desk->address, desk->authority);
  if (!unpinned) return unpinned.error();
  if (!*unpinned)
    return Err(Code::unusable, "no certificate of " + desk->address.text() + " is pinned");
  tell(session.json, Json{{"unpinned", desk->address.text()}},
       "unpinned the certificate of " + desk->address.text());
  return exit_ok;
}

Result<int> rm(const Session& session, const ChoiceArguments& arguments) {
  const auto desk = desk_of(session, arguments.address);
  if (!desk) return desk.error();
  const auto fingerprint =
      whole_fingerprint(*desk->store, desk->address, arguments.fingerprint, desk->authority.at);
  if (!fingerprint) return fingerprint.error();
  const auto removed =
      desk->store->remove_certificate(desk->address, *fingerprint, desk->authority);
  if (!removed) return removed.error();
  if (!*removed) return Err(Code::unusable, "the certificate is no longer there");
  tell(session.json, Json{{"address", desk->address.text()}, {"removed", *fingerprint}},
       "removed " + *fingerprint + " of " + desk->address.text());
  return exit_ok;
}

using Act = Result<int> (*)(const Session&, const ChoiceArguments&);

void declare_one(CLI::App& group, Chosen& chosen, const char* name, const char* sentence, Act act,
                 bool names_one) {
  auto* command = group.add_subcommand(name, sentence);
  auto arguments = std::make_shared<ChoiceArguments>();
  command->add_option("address", arguments->address, "whose")->required();
  if (names_one)
    command->add_option("sha256", arguments->fingerprint, "its fingerprint, or the beginning of it")
        ->required();
  command->callback([&chosen, arguments, act] {
    chosen.run = [arguments, act](const Session& session) { return act(session, *arguments); };
  });
}

}  // namespace

void declare_cert_choice(CLI::App& group, Chosen& chosen) {
  declare_one(group, chosen, "pin", "Seal to this certificate and to no other", pin, true);
  declare_one(group, chosen, "unpin", "Let the best certificate be chosen again", unpin, false);
  declare_one(group, chosen, "rm", "Forget a certificate", rm, true);
}

}  // namespace chancery::cli
