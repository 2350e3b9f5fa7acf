#include "backend.hpp"

#include <chancery/bytes.hpp>

#include <dlfcn.h>

#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

namespace test {

using chancery::StringSink;
using chancery::text;
using chancery::view;

namespace {

const chancery_host host{sizeof host, 0, "test", nullptr,
                         [](void*, const char*) -> const void* { return nullptr; }};

// Loaded once and never unloaded, as in the host.
const chancery_entry& entry(const std::string& plugin) {
  static std::map<std::string, const chancery_entry*> loaded;
  auto& found = loaded[plugin];
  if (found) return *found;
  const auto file = plugin_folder() / (plugin + ".so");
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) throw std::runtime_error(dlerror());
  found = static_cast<const chancery_entry*>(dlsym(library, "chancery_entry_v1"));
  return *found;
}

const chancery_plugin* start(const std::string& name) {
  std::string error;
  const StringSink sink(error);
  const auto* plugin = entry(name).create(&host, sink.get());
  const chancery_settings none{sizeof none, sizeof(chancery_setting), nullptr, 0};
  if (!plugin || plugin->configure(plugin->self, &none, sink.get()) != CHANCERY_OK ||
      plugin->start(plugin->self, sink.get()) != CHANCERY_OK)
    throw std::runtime_error("the plugin does not start: " + error);
  return plugin;
}

void stop(const chancery_plugin* plugin) {
  plugin->stop(plugin->self);
  plugin->destroy(plugin->self);
}

SeenCertificate seen(const chancery_certificate& c) {
  SeenCertificate certificate{std::string(text(c.der)),
                              std::string(text(c.fingerprint)),
                              std::string(text(c.subject)),
                              std::string(text(c.issuer)),
                              std::string(text(c.serial)),
                              std::string(text(c.key_algorithm)),
                              c.usage,
                              c.key_bits,
                              c.weak != 0,
                              c.not_before,
                              c.not_after,
                              {}};
  for (std::size_t i = 0; i < c.address_count; ++i)
    certificate.addresses.emplace_back(text(c.addresses[i]));
  return certificate;
}

std::vector<std::string> paths(const std::vector<fs::path>& files) {
  std::vector<std::string> texts;
  for (const auto& file : files) texts.push_back(file.string());
  return texts;
}

std::vector<chancery_view> views(const std::vector<std::string>& texts) {
  std::vector<chancery_view> all;
  for (const auto& each : texts) all.push_back(view(each));
  return all;
}

}  // namespace

Backend::Backend(const std::string& plugin) : plugin_(start(plugin), stop) {
  table_ = static_cast<const chancery_crypto*>(plugin_->role(plugin_->self, CHANCERY_ROLE_CRYPTO));
  if (!table_) throw std::runtime_error("the plugin has no crypto role");
}

Read Backend::certificates(std::string_view input) const {
  Read read;
  const StringSink error(read.error);
  const chancery_certificate_sink sink{
      &read.certificates, [](void* self, const chancery_certificate* certificate) {
        static_cast<std::vector<SeenCertificate>*>(self)->push_back(seen(*certificate));
      }};
  read.code = table_->certificate_read(table_->self, view(input), &sink, error.get());
  return read;
}

Written Backend::prepare(std::string_view certificate) const {
  Written written;
  const StringSink error(written.error), bytes(written.bytes);
  written.code = table_->prepare(table_->self, view(certificate), bytes.get(), error.get());
  return written;
}

ImportedKey Backend::import_key(std::string_view key, std::string_view certificate,
                                std::string_view password, std::string_view new_password) const {
  ImportedKey imported;
  const StringSink error(imported.error), key_sink(imported.key), pem(imported.certificate);
  imported.code = table_->key_import(table_->self, view(key), view(certificate), view(password),
                                     view(new_password), key_sink.get(), pem.get(), error.get());
  return imported;
}

Opened Backend::open_key(std::string_view key, std::string_view certificate,
                         std::string_view password) const {
  Opened opened;
  const StringSink error(opened.error);
  void* handle = nullptr;
  opened.code = table_->key_open(table_->self, view(key), view(certificate), view(password),
                                 &handle, error.get());
  opened.handle = Handle(handle, table_->key_close, table_->self);
  return opened;
}

Opened Backend::open_trust(const TrustFiles& files) const {
  const auto ca_texts = paths(files.ca), crl_texts = paths(files.crl),
             intermediate_texts = paths(files.intermediate), ocsp_texts = paths(files.ocsp);
  const auto ca = views(ca_texts), crl = views(crl_texts), intermediate = views(intermediate_texts),
             ocsp = views(ocsp_texts);
  const auto ca_path = files.ca_path.string();
  const chancery_trust trust{sizeof trust,
                             files.partial_chain ? 1u : 0u,
                             ca.data(),
                             ca.size(),
                             ca_path.empty() ? chancery_view{nullptr, 0} : view(ca_path),
                             crl.data(),
                             crl.size(),
                             intermediate.data(),
                             intermediate.size(),
                             files.revocation,
                             ocsp.data(),
                             ocsp.size()};
  Opened opened;
  const StringSink error(opened.error);
  void* handle = nullptr;
  opened.code = table_->trust_open(table_->self, &trust, &handle, error.get());
  opened.handle = Handle(handle, table_->trust_close, table_->self);
  return opened;
}

Inspected Backend::inspect(std::string_view cms) const {
  Inspected inspected;
  const StringSink error(inspected.error);
  inspected.code = table_->inspect(table_->self, view(cms), &inspected.kind, error.get());
  return inspected;
}

Verified Backend::verify(const Question& question) const {
  Verified verified;
  const auto trust = open_trust(question.trust);
  if (!trust.ok()) throw std::runtime_error(trust.error);
  const StringSink error(verified.error), content(verified.content);
  const chancery_signature_sink sink{
      &verified.signatures, [](void* self, const chancery_signature* s) {
        SeenSignature signature{s->status,
                                std::string(text(s->reason)),
                                std::string(text(s->digest_algorithm)),
                                std::string(text(s->signature_algorithm)),
                                s->signing_time,
                                {},
                                std::string(text(s->act)),
                                std::string(text(s->capabilities)),
                                s->revocation_checked == 1};
        if (s->certificate) signature.certificate = seen(*s->certificate);
        static_cast<std::vector<SeenSignature>*>(self)->push_back(std::move(signature));
      }};
  const chancery_verify_request request{
      sizeof request,
      question.allow_weak ? 1u : 0u,
      trust.handle.get(),
      view(question.cms),
      question.content ? view(*question.content) : chancery_view{nullptr, 0},
      question.at,
      question.least_rsa_bits,
      question.least_curve_bits,
      question.least_digest_bits};
  verified.code = table_->verify(table_->self, &request, &sink, content.get(), error.get());
  return verified;
}

Decrypted Backend::decrypt(std::string_view cms, const std::vector<const Handle*>& keys) const {
  Decrypted decrypted;
  const StringSink error(decrypted.error), algorithm(decrypted.algorithm), reason(decrypted.reason),
      content(decrypted.content);
  std::vector<void*> handles;
  for (const auto* key : keys) handles.push_back(key->get());
  chancery_opening opening{sizeof opening, -1, algorithm.get(), reason.get(), 0};
  decrypted.code = table_->decrypt(table_->self, view(cms), handles.data(), handles.size(),
                                   content.get(), &opening, error.get());
  decrypted.status = opening.status;
  decrypted.authenticated = opening.authenticated == 1;
  return decrypted;
}

Envelope Backend::open_envelope(std::string_view cms,
                                const std::vector<const Handle*>& keys) const {
  Envelope opened;
  const StringSink error(opened.error), algorithm(opened.algorithm), reason(opened.reason),
      content(opened.content);
  std::vector<void*> handles;
  for (const auto* key : keys) handles.push_back(key->get());
  chancery_opening opening{sizeof opening, -1, algorithm.get(), reason.get(), 0};
  void* session = nullptr;
  chancery_view tail{nullptr, 0};
  opened.code = table_->envelope_open(table_->self, view(cms), handles.data(), handles.size(),
                                      content.get(), &opening, &session, &tail, error.get());
  opened.status = opening.status;
  opened.authenticated = opening.authenticated == 1;
  opened.session.code = opened.code;
  opened.session.handle = Handle(session, table_->content_close, table_->self);
  opened.session.tail = text(tail);
  return opened;
}

Written Backend::sign(const Handle& key, std::string_view content) const {
  Written written;
  const StringSink error(written.error), bytes(written.bytes);
  written.code = table_->sign(table_->self, key.get(), view(content), bytes.get(), error.get());
  return written;
}

NewKey Backend::new_key(const std::string& algorithm, const std::string& address,
                        const std::string& password) const {
  NewKey made;
  const StringSink error(made.error), key(made.key), certificate(made.certificate),
      request(made.request);
  const chancery_key_request wanted{sizeof wanted,  30, view(algorithm), view(address),
                                    view(password), now};
  const chancery_new_key into{sizeof into, key.get(), certificate.get(), request.get()};
  made.code = table_->key_new(table_->self, &wanted, &into, error.get());
  return made;
}

Content Backend::seal(std::string_view content, std::string_view cipher) const {
  Content sealed;
  const StringSink error(sealed.error);
  void* handle = nullptr;
  chancery_view tail{nullptr, 0};
  sealed.code =
      table_->content_seal(table_->self, view(content), view(cipher), &handle, &tail, error.get());
  sealed.handle = Handle(handle, table_->content_close, table_->self);
  sealed.tail = text(tail);
  return sealed;
}

Written Backend::head(const Content& content, const std::vector<std::string>& prepared) const {
  Written written;
  const StringSink error(written.error), bytes(written.bytes);
  const auto all = views(prepared);
  written.code = table_->recipient_seal(table_->self, content.handle.get(), all.data(), all.size(),
                                        bytes.get(), error.get());
  return written;
}

std::string read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + file.string());
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

void write(const fs::path& file, std::string_view bytes) {
  std::ofstream stream(file, std::ios::binary);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!stream) throw std::runtime_error("cannot write " + file.string());
}

std::string vector(const std::string& name) { return read(vectors() / name); }

std::string status_name(chancery_status status) {
  constexpr const char* names[] = {"valid",         "invalid", "untrusted", "expired",
                                   "not_yet_valid", "revoked", "mismatch",  "weak",
                                   "unsupported",   "no_key",  "absent",    "error"};
  return status >= 0 && status < 12 ? names[status] : "unknown status " + std::to_string(status);
}

}  // namespace test
