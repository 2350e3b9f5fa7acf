#include "key.hpp"

#include "agent.hpp"
#include "asn1.hpp"
#include "pbes2.hpp"
#include "pem.hpp"
#include "private_key.hpp"

#include <ctime>

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

// SubjectPublicKeyInfo over RSAPublicKey.
std::string rsa_numbers(const Certificate& certificate) {
  auto info = asn1::Reader(certificate.public_key_der).enter(asn1::sequence);
  if (!info || certificate.key_algorithm != "RSA" || !info->next(asn1::sequence)) return {};
  const auto bits = info->next(asn1::bit_string);
  const auto key = bits && !bits->content.empty()
                       ? asn1::Reader(bits->content.substr(1)).next(asn1::sequence)
                       : std::nullopt;
  return key ? std::string(key->content) : std::string();
}

struct Pair {
  PrivateKey key;
  Certificate certificate;
  std::vector<Certificate> others;
};

Result<Pair> read_pair(const chancery::Crypto::KeyInput& input) {
  auto key = read_private_key(input.key, input.password);
  if (!key) return key.error();
  auto certificates = std::move(key->certificates);
  if (!input.certificate.empty()) {
    auto given = read_certificates(input.certificate, "the certificate of the key");
    if (!given) return given.error();
    certificates = std::move(*given);
  }
  if (certificates.empty()) return Err(Code::unusable, "there is no certificate to the key");
  Pair pair{std::move(*key), {}, {}};
  for (auto& each : certificates) {
    const bool fits = pair.certificate.der.empty() && rsa_numbers(each) == pair.key.public_info;
    if (fits)
      pair.certificate = std::move(each);
    else
      pair.others.push_back(std::move(each));
  }
  if (pair.certificate.der.empty())
    return Err(Code::unusable, "the certificate does not belong to the key");
  return pair;
}

// gpgsm finds a key by its certificate.
Result<void> give_certificate(const Home& home, const Certificate& certificate) {
  if (auto done = home.write_options(std::time(nullptr)); !done) return done;
  const auto context = gnupg::open_context(home.path());
  if (!context) return context.error();
  const auto data = gnupg::reading(certificate.der);
  if (!data) return data.error();
  const auto error = gpgme_op_import(context->get(), data->get());
  if (error && gnupg::is_of_surroundings(error))
    return Err(Code::try_later, "giving gpgsm a certificate: " + gnupg::reason(error));
  const auto* result = gpgme_op_import_result(context->get());
  if (error || !result || result->imported + result->unchanged == 0)
    return Err(Code::unusable, "gpgsm does not take the certificate of the key" +
                                   (error ? ": " + gnupg::reason(error) : std::string()));
  return {};
}

}  // namespace

Result<std::unique_ptr<OpenedKey>> open_key(const chancery::Crypto::KeyInput& input,
                                            const std::string& homes) {
  auto pair = read_pair(input);
  if (!pair) return pair.error();
  auto home = Home::make(homes);
  if (!home) return home.error();
  auto done = (*home)->start_agent();
  if (done) done = give_key(**home, pair->key.key.get());
  if (done) done = give_certificate(**home, pair->certificate);
  if (!done) return done.error();
  auto opened = std::make_unique<OpenedKey>();
  opened->home = std::move(*home);
  opened->certificate = std::move(pair->certificate);
  opened->others = std::move(pair->others);
  return opened;
}

Result<chancery::Crypto::Imported> import_key(const chancery::Crypto::KeyInput& input,
                                              std::string_view new_password) {
  const auto pair = read_pair(input);
  if (!pair) return pair.error();
  const auto sealed = pbes2::encrypt(pair->key.info, new_password);
  if (!sealed) return sealed.error();
  chancery::Crypto::Imported imported{pem::write("ENCRYPTED PRIVATE KEY", *sealed),
                                      pem::write("CERTIFICATE", pair->certificate.der)};
  for (const auto& other : pair->others)
    imported.certificate_pem += pem::write("CERTIFICATE", other.der);
  return imported;
}
