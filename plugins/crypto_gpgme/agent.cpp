#include "agent.hpp"

#include <array>
#include <map>

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

std::string hex(std::string_view bytes) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

// One conversation. What the agent inquires is answered from `answers`.
class Conversation {
 public:
  static Result<std::unique_ptr<Conversation>> with(const Home& home) {
    gpgme_ctx_t made = nullptr;
    auto error = gpgme_new(&made);
    std::unique_ptr<Conversation> conversation(new Conversation(gnupg::Context(made)));
    if (!error) error = gpgme_set_protocol(made, GPGME_PROTOCOL_ASSUAN);
    if (!error)
      error = gpgme_ctx_set_engine_info(made, GPGME_PROTOCOL_ASSUAN, home.socket().c_str(), "");
    if (error) return Err(Code::try_later, "talking to gpg-agent: " + gnupg::reason(error));
    return conversation;
  }

  // What it sends back.
  Result<Secret> say(const std::string& command, const std::string& shown) {
    Secret answer;
    received_.clear();
    received_.reserve(largest);  // so that it never moves and leaves a copy
    gpgme_error_t refused = 0;
    const auto failed = gpgme_op_assuan_transact_ext(context_.get(), command.c_str(), receive, this,
                                                     inquire, this, nullptr, nullptr, &refused);
    if (const auto error = failed ? failed : refused)
      return Err(Code::try_later, "gpg-agent refuses " + shown + ": " + gnupg::reason(error));
    return Secret(std::move(received_));
  }

  std::map<std::string, std::string_view> answers;

 private:
  static constexpr std::size_t largest = 4096;
  explicit Conversation(gnupg::Context context) : context_(std::move(context)) {}

  static gpgme_error_t receive(void* self, const void* data, size_t size) {
    auto& received = static_cast<Conversation*>(self)->received_;
    if (received.size() + size > largest) return gpgme_error(GPG_ERR_TOO_LARGE);
    received.append(static_cast<const char*>(data), size);
    return 0;
  }
  static gpgme_error_t inquire(void* self, const char* name, const char*, gpgme_data_t* answer) {
    if (!name) return 0;  // the end of what was given last
    auto& conversation = *static_cast<Conversation*>(self);
    const auto known = conversation.answers.find(name);
    if (known == conversation.answers.end()) return gpgme_error(GPG_ERR_ASS_UNKNOWN_INQUIRE);
    auto data = gnupg::reading(known->second);
    if (!data) return gpgme_error(GPG_ERR_ENOMEM);
    conversation.given_ = std::move(*data);
    *answer = conversation.given_.get();
    return 0;
  }

  gnupg::Context context_;
  gnupg::Data given_;
  std::string received_;
};

// RFC 3394 takes whole blocks of eight octets; the agent cuts off what is too much.
Secret canonical(gcry_sexp_t key) {
  const auto size = gcry_sexp_sprint(key, GCRYSEXP_FMT_CANON, nullptr, 0);
  std::string bytes((size + 7) / 8 * 8, '\0');
  gcry_sexp_sprint(key, GCRYSEXP_FMT_CANON, bytes.data(), size);
  return Secret(std::move(bytes));
}

Result<std::string> wrap(const Secret& bytes, const Secret& by) {
  gcry_cipher_hd_t made = nullptr;
  auto error = gcry_cipher_open(&made, GCRY_CIPHER_AES128, GCRY_CIPHER_MODE_AESWRAP, 0);
  const gnupg::Owned<gcry_cipher_hd_t, gcry_cipher_close> cipher(made);
  if (!error) error = gcry_cipher_setkey(made, by.reveal().data(), by.size());
  std::string wrapped(bytes.size() + 8, '\0');
  if (!error)
    error = gcry_cipher_encrypt(made, wrapped.data(), wrapped.size(), bytes.reveal().data(),
                                bytes.size());
  if (error) return Err(Code::failed, "wrapping the key for gpg-agent: " + gnupg::reason(error));
  return wrapped;
}

Secret random_password() {
  std::array<char, 16> bytes{};
  gcry_randomize(bytes.data(), bytes.size(), GCRY_STRONG_RANDOM);
  return Secret(hex({bytes.data(), bytes.size()}));
}

}  // namespace

Result<void> give_key(const Home& home, gcry_sexp_t key) {
  auto conversation = Conversation::with(home);
  if (!conversation) return conversation.error();
  auto& agent = **conversation;
  const auto by = agent.say("KEYWRAP_KEY --import", "to make a wrapping key");
  if (!by) return by.error();
  const auto wrapped = wrap(canonical(key), *by);
  if (!wrapped) return wrapped.error();
  const auto password = random_password();
  agent.answers = {{"KEYDATA", *wrapped}, {"NEW_PASSPHRASE", password.reveal()}};
  for (const auto* command : {"OPTION pinentry-mode=loopback", "IMPORT_KEY"})
    if (const auto done = agent.say(command, "to take a key"); !done) return done.error();
  std::array<unsigned char, 20> grip{};
  if (!gcry_pk_get_keygrip(key, grip.data()))
    return Err(Code::failed, "naming the key for gpg-agent");
  const std::string name = hex({reinterpret_cast<const char*>(grip.data()), grip.size()});
  const Secret preset("PRESET_PASSPHRASE " + name + " -1 " + hex(password.reveal()));
  const auto done = agent.say(std::string(preset.reveal()), "to remember a password");
  return done ? Result<void>() : Result<void>(done.error());
}
