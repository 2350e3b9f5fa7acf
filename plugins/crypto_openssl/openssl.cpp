#include "openssl.hpp"

#include <climits>

namespace openssl {

Bio reading(std::string_view bytes) {
  if (bytes.size() > INT_MAX) return nullptr;
  return Bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

std::string_view written(BIO& memory) {
  char* start = nullptr;
  const long size = BIO_get_mem_data(&memory, &start);
  return size > 0 ? std::string_view(start, static_cast<std::size_t>(size)) : std::string_view();
}

Certificate share(X509* certificate) {
  if (certificate) X509_up_ref(certificate);
  return Certificate(certificate);
}

Key share(EVP_PKEY* key) {
  if (key) EVP_PKEY_up_ref(key);
  return Key(key);
}

}  // namespace openssl
