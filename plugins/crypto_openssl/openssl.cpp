#include "openssl.hpp"

#include <ctime>

#include <openssl/err.h>
#include <openssl/pem.h>

namespace crypto_openssl {

Bio memory(std::string_view bytes) {
  return Bio(BIO_new_mem_buf(bytes.data() ? bytes.data() : "", static_cast<int>(bytes.size())));
}

Bio empty_memory() { return Bio(BIO_new(BIO_s_mem())); }

std::string content_of(BIO* memory) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(memory, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

std::string last_error() {
  const auto code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code ? ERR_reason_error_string(code) : nullptr;
  return reason ? reason : "OpenSSL gives no reason";
}

chancery::Error failure(chancery::Code code, std::string doing) {
  return chancery::Err(code, std::move(doing) + ": " + last_error());
}

std::int64_t seconds_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (!time || ASN1_TIME_to_tm(time, &parts) != 1) {
    ERR_clear_error();
    return 0;
  }
  return timegm(&parts);
}

std::string der_of(const X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  if (size <= 0) return {};
  std::string der(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

std::vector<X509Owned> read_certificates(std::string_view input) {
  std::vector<X509Owned> found;
  if (const auto bio = memory(input); bio)
    while (X509* certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr))
      found.emplace_back(certificate);
  if (found.empty()) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(input.data());
    if (X509* certificate = d2i_X509(nullptr, &bytes, static_cast<long>(input.size())))
      found.emplace_back(certificate);
  }
  ERR_clear_error();
  return found;
}

}  // namespace crypto_openssl
