// CryptoBackend: what is opened, and what is sealed.
#include "host/crypto_backend.hpp"

#include "host/crypto_answer.hpp"
#include "host/facts.hpp"

namespace chancery {

namespace {

// What may become of an encrypted message.
bool is_of_opening(Status status) {
  return status == Status::valid || status == Status::no_key || status == Status::invalid ||
         status == Status::unsupported;
}

constexpr chancery_status no_status = -1;

std::vector<void*> handles_of(std::span<const CryptoHandle> keys) {
  std::vector<void*> handles;
  for (const auto& key : keys) handles.push_back(key.get());
  return handles;
}

// Makes facts of what a plugin stated: nothing but what was opened comes out.
Result<void> check_opening(const std::string& plugin, const chancery_opening& stated,
                           CryptoBackend::Opened& opened) {
  const auto status = status_from_c(stated.status);
  if (!status || !is_of_opening(*status))
    return broken_contract(plugin, "it opened with the status " + std::to_string(stated.status) +
                                       ", which does not exist or is none of opening");
  opened.opening.status = *status;
  opened.opening.algorithm = printable(opened.opening.algorithm);
  opened.opening.reason = printable(opened.opening.reason, 1000);
  opened.opening.authenticated = *status == Status::valid && stated.authenticated == 1;
  if (*status != Status::valid) opened.content.clear();
  return {};
}

}  // namespace

Result<CryptoBackend::Opened> CryptoBackend::decrypt(std::string_view cms,
                                                     std::span<const Handle> keys) const {
  const auto handles = handles_of(keys);
  Opened opened;
  const StringSink content(opened.content), algorithm(opened.opening.algorithm),
      reason(opened.opening.reason);
  chancery_opening opening{sizeof opening, no_status, algorithm.get(), reason.get(), 0};
  auto done = ask(plugin_, "decrypting", [&](const chancery_sink* error) {
    return table_->decrypt(table_->self, view(cms), handles.data(), handles.size(), content.get(),
                           &opening, error);
  });
  if (!done) return done.error();
  if (auto sound = check_opening(plugin_, opening, opened); !sound) return sound.error();
  return opened;
}

Result<CryptoBackend::Envelope> CryptoBackend::open_envelope(std::string_view cms,
                                                             std::span<const Handle> keys) const {
  const auto handles = handles_of(keys);
  Envelope envelope;
  Opened& opened = envelope.opened;
  const StringSink content(opened.content), algorithm(opened.opening.algorithm),
      reason(opened.opening.reason);
  chancery_opening opening{sizeof opening, no_status, algorithm.get(), reason.get(), 0};
  void* session = nullptr;
  chancery_view tail{nullptr, 0};
  auto done = ask(plugin_, "opening an envelope", [&](const chancery_sink* error) {
    return table_->envelope_open(table_->self, view(cms), handles.data(), handles.size(),
                                 content.get(), &opening, &session, &tail, error);
  });
  Handle owned = handle_of(session, table_->content_close, table_->self);
  if (!done) return done.error();
  if (auto sound = check_opening(plugin_, opening, opened); !sound) return sound.error();
  if (!session || opened.opening.status != Status::valid) return envelope;
  if (text(tail).empty())
    return broken_contract(plugin_, "it opened an envelope and gave no end of it back");
  envelope.content.emplace(Content{std::move(owned), text(tail)});
  return envelope;
}

Result<CryptoBackend::Content> CryptoBackend::seal_content(std::string_view content,
                                                           const std::string& cipher) const {
  void* session = nullptr;
  chancery_view tail{nullptr, 0};
  auto done = ask(plugin_, "encrypting", [&](const chancery_sink* error) {
    return table_->content_seal(table_->self, view(content), view(cipher), &session, &tail, error);
  });
  if (!done) return done.error();
  if (!session) return broken_contract(plugin_, "it encrypted a content and gave no session back");
  Content sealed{handle_of(session, table_->content_close, table_->self), text(tail)};
  if (sealed.tail.empty())
    return broken_contract(plugin_, "it encrypted a content and gave no end of the envelope back");
  return sealed;
}

Result<std::string> CryptoBackend::seal_recipient(const Content& content,
                                                  std::string_view prepared) const {
  std::string head;
  const StringSink sink(head);
  const auto one = view(prepared);
  auto done = ask(plugin_, "sealing for a recipient", [&](const chancery_sink* error) {
    return table_->recipient_seal(table_->self, content.session.get(), &one, 1, sink.get(), error);
  });
  if (!done) return done.error();
  if (head.empty()) return broken_contract(plugin_, "it sealed an envelope and wrote nothing");
  return head;
}

}  // namespace chancery
