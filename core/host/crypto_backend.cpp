#include "host/crypto_backend.hpp"

#include "host/crypto_answer.hpp"
#include "host/facts.hpp"

#include <algorithm>

namespace chancery {

namespace {

std::vector<std::string> texts_of(const std::vector<fs::path>& paths) {
  std::vector<std::string> texts;
  for (const auto& path : paths) texts.push_back(path.string());
  return texts;
}

std::vector<chancery_view> views_of(const std::vector<std::string>& texts) {
  std::vector<chancery_view> views;
  for (const auto& text : texts) views.push_back(view(text));
  return views;
}

// In the order of their names; what begins with a dot is somebody's half-written file.
Result<std::vector<fs::path>> with_folder(std::vector<fs::path> files,
                                          const std::optional<fs::path>& folder) {
  if (!folder) return files;
  const auto first = static_cast<std::ptrdiff_t>(files.size());
  std::error_code why;
  for (fs::directory_iterator at(*folder, why), end; !why && at != end; at.increment(why))
    if (at->is_regular_file() && !at->path().filename().string().starts_with('.'))
      files.push_back(at->path());
  if (why) return Err(Code::misconfigured, "reading " + folder->string() + ": " + why.message());
  std::sort(files.begin() + first, files.end());
  return files;
}

std::uint32_t number_of(Revocation revocation) {
  switch (revocation) {
    case Revocation::prefer: return CHANCERY_REVOCATION_PREFER;
    case Revocation::require: return CHANCERY_REVOCATION_REQUIRE;
    case Revocation::ignore: return CHANCERY_REVOCATION_IGNORE;
  }
  return CHANCERY_REVOCATION_REQUIRE;
}

template <class Fact>
struct Collected {
  std::vector<Fact> facts;
  std::string strange;  // what does not keep the contract
};

void collect(void* self, const chancery_certificate* c) noexcept {
  auto& into = *static_cast<Collected<Certificate>*>(self);
  auto certificate =
      c ? certificate_from_c(*c) : Result<Certificate>(Err(Code::failed, "it states nothing"));
  if (certificate)
    into.facts.push_back(std::move(*certificate));
  else
    into.strange = certificate.error().what;
}

struct MarkedSignature {
  Signature signature;
  CryptoBackend::SignatureMark mark;
};

CryptoBackend::SignatureMark mark_of(const chancery_signature& s) {
  CryptoBackend::SignatureMark mark;
  if (CHANCERY_HAS(&s, chancery_signature, act)) mark.act = printable(text(s.act));
  if (CHANCERY_HAS(&s, chancery_signature, capabilities))
    mark.capabilities = printable(text(s.capabilities));
  return mark;
}

void collect(void* self, const chancery_signature* s) noexcept {
  auto& into = *static_cast<Collected<MarkedSignature>*>(self);
  auto signature =
      s ? signature_from_c(*s) : Result<Signature>(Err(Code::failed, "it states nothing"));
  if (signature)
    into.facts.push_back({std::move(*signature), mark_of(*s)});
  else
    into.strange = signature.error().what;
}

void collect(void* self, const chancery_capability* row) noexcept {
  if (!row || !CHANCERY_HAS(row, chancery_capability, key)) return;
  static_cast<std::vector<CryptoBackend::Capability>*>(self)->push_back(
      {printable(text(row->operation)), printable(text(row->algorithm)), printable(text(row->key)),
       row->supported != 0});
}

}  // namespace

std::vector<CryptoBackend::Capability> CryptoBackend::capabilities() const {
  std::vector<Capability> rows;
  const chancery_capability_sink sink{&rows, &collect};
  // Who throws here can do nothing that could be named.
  if (!contained([&] { table_->capabilities(table_->self, &sink); })) rows.clear();
  return rows;
}

Result<std::vector<Certificate>> CryptoBackend::certificates(std::string_view input) const {
  Collected<Certificate> found;
  const chancery_certificate_sink sink{&found, &collect};
  auto done = ask(plugin_, "reading certificates", [&](const chancery_sink* error) {
    return table_->certificate_read(table_->self, view(input), &sink, error);
  });
  if (!done) return done.error();
  if (!found.strange.empty()) return broken_contract(plugin_, found.strange);
  if (found.facts.empty())
    return broken_contract(plugin_, "it read no certificate and said it did");
  return std::move(found.facts);
}

Result<std::string> CryptoBackend::prepare(std::string_view certificate_der) const {
  std::string prepared;
  const StringSink sink(prepared);
  auto done = ask(plugin_, "preparing a certificate", [&](const chancery_sink* error) {
    return table_->prepare(table_->self, view(certificate_der), sink.get(), error);
  });
  if (!done) return done.error();
  if (prepared.empty()) return broken_contract(plugin_, "it prepared nothing and said it did");
  return prepared;
}

Result<CryptoBackend::Imported> CryptoBackend::import_key(const KeyFiles& files,
                                                          std::string_view new_password) const {
  Imported imported;
  const StringSink key(imported.key_pem), certificate(imported.certificate_pem);
  auto done = ask(plugin_, "importing a key", [&](const chancery_sink* error) {
    return table_->key_import(table_->self, view(files.key), view(files.certificate),
                              view(files.password), view(new_password), key.get(),
                              certificate.get(), error);
  });
  if (!done) return done.error();
  if (imported.key_pem.empty() || imported.certificate_pem.empty())
    return broken_contract(plugin_, "it imported a key and gave none back");
  return imported;
}

Result<std::string> CryptoBackend::sign(const Handle& key, std::string_view content) const {
  std::string signature;
  const StringSink sink(signature);
  auto done = ask(plugin_, "signing", [&](const chancery_sink* error) {
    return table_->sign(table_->self, key.get(), view(content), sink.get(), error);
  });
  if (!done) return done.error();
  if (signature.empty()) return broken_contract(plugin_, "it signed and wrote nothing");
  return signature;
}

Result<CryptoBackend::NewKey> CryptoBackend::new_key(const KeyRequest& wanted) const {
  NewKey made;
  const StringSink key(made.key_pem), certificate(made.certificate_pem), request(made.request_pem);
  const chancery_key_request asked{sizeof asked,           wanted.days,
                                   view(wanted.algorithm), view(wanted.address),
                                   view(wanted.password),  seconds(wanted.at)};
  const chancery_new_key into{sizeof into, key.get(), certificate.get(), request.get()};
  auto done = ask(plugin_, "making a key", [&](const chancery_sink* error) {
    return table_->key_new(table_->self, &asked, &into, error);
  });
  if (!done) return done.error();
  if (made.key_pem.empty() || made.certificate_pem.empty() || made.request_pem.empty())
    return broken_contract(plugin_, "it made a key and did not give all of it back");
  return made;
}

Result<CryptoBackend::Handle> CryptoBackend::open_key(const KeyFiles& files) const {
  void* handle = nullptr;
  auto done = ask(plugin_, "opening a key", [&](const chancery_sink* error) {
    return table_->key_open(table_->self, view(files.key), view(files.certificate),
                            view(files.password), &handle, error);
  });
  if (!done) return done.error();
  if (!handle) return broken_contract(plugin_, "it opened a key and gave none back");
  return handle_of(handle, table_->key_close, table_->self);
}

Result<CryptoBackend::Handle> CryptoBackend::open_trust(const TrustFiles& files) const {
  const auto crls = with_folder(files.crl_files, files.crl_folder);
  if (!crls) return crls.error();
  const auto intermediates = with_folder(files.intermediate_files, files.intermediate_folder);
  if (!intermediates) return intermediates.error();
  const auto answers = with_folder(files.ocsp_files, files.ocsp_folder);
  if (!answers) return answers.error();
  const auto ca_texts = texts_of(files.ca_files), crl_texts = texts_of(*crls),
             intermediate_texts = texts_of(*intermediates), ocsp_texts = texts_of(*answers);
  const auto ca = views_of(ca_texts), crl = views_of(crl_texts),
             intermediate = views_of(intermediate_texts), ocsp = views_of(ocsp_texts);
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
                             number_of(files.revocation),
                             ocsp.data(),
                             ocsp.size()};
  void* handle = nullptr;
  auto done = ask(plugin_, "opening the trust anchors", [&](const chancery_sink* error) {
    return table_->trust_open(table_->self, &trust, &handle, error);
  });
  if (!done) return done.error();
  if (!handle) return broken_contract(plugin_, "it opened the trust anchors and gave none back");
  return handle_of(handle, table_->trust_close, table_->self);
}

Result<CmsKind> CryptoBackend::inspect(std::string_view cms) const {
  std::int32_t kind = 0;
  auto done = ask(plugin_, "looking at a CMS object", [&](const chancery_sink* error) {
    return table_->inspect(table_->self, view(cms), &kind, error);
  });
  if (!done) return done.error();
  switch (kind) {
    case CHANCERY_CMS_SIGNED: return CmsKind::signed_data;
    case CHANCERY_CMS_ENVELOPED: return CmsKind::enveloped;
    case CHANCERY_CMS_AUTH_ENVELOPED: return CmsKind::auth_enveloped;
    case CHANCERY_CMS_CERTIFICATES_ONLY: return CmsKind::certificates_only;
    case CHANCERY_CMS_OTHER: return CmsKind::other;
    default:
      return broken_contract(plugin_, "it names the kind " + std::to_string(kind) +
                                          " of CMS objects, which does not exist");
  }
}

Result<CryptoBackend::Verified> CryptoBackend::verify(const Handle& trust, std::string_view cms,
                                                      std::optional<std::string_view> content,
                                                      Time at,
                                                      const std::optional<Floor>& floor) const {
  Collected<MarkedSignature> found;
  const chancery_signature_sink signatures{&found, &collect};
  Verified verified;
  const StringSink written(verified.content);
  const auto least = floor.value_or(Floor());
  const chancery_verify_request request{sizeof request,
                                        floor ? 0u : 1u,
                                        trust.get(),
                                        view(cms),
                                        content ? view(*content) : chancery_view{nullptr, 0},
                                        seconds(at),
                                        least.rsa_bits,
                                        least.curve_bits,
                                        least.digest_bits};
  auto done = ask(plugin_, "verifying a signature", [&](const chancery_sink* error) {
    return table_->verify(table_->self, &request, &signatures, written.get(), error);
  });
  if (!done) return done.error();
  if (!found.strange.empty()) return broken_contract(plugin_, found.strange);
  for (auto& each : found.facts) {
    each.signature.act = each.mark.act;
    verified.signatures.push_back(std::move(each.signature));
    verified.marks.push_back(std::move(each.mark));
  }
  return verified;
}

}  // namespace chancery
