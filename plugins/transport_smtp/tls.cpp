#include "tls.hpp"

#include <array>

#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace transport_smtp {

using chancery::Code;
using chancery::Err;
using chancery::Result;

namespace {

// The first thing that OpenSSL has to say; empties its queue.
std::string reason() {
  const auto error = ERR_get_error();
  ERR_clear_error();
  const char* text = error ? ERR_reason_error_string(error) : nullptr;
  return text ? text : "no reason is known";
}

// Its certificate has to be for that host, RFC 6125, or for that IP address.
bool expect(SSL* session, const std::string& name) {
  auto* parameters = SSL_get0_param(session);
  if (X509_VERIFY_PARAM_set1_ip_asc(parameters, name.c_str()) == 1) return true;
  ERR_clear_error();
  SSL_set_hostflags(session, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set1_host(session, name.c_str()) == 1 &&
         SSL_set_tlsext_host_name(session, name.c_str()) == 1;
}

bool trust(SSL_CTX* context, const std::string& ca_file) {
  return ca_file.empty() ? SSL_CTX_set_default_verify_paths(context) == 1
                         : SSL_CTX_load_verify_file(context, ca_file.c_str()) == 1;
}

}  // namespace

Result<Tls> Tls::make(const TlsOptions& options) {
  ERR_clear_error();
  Tls tls(options.name);
  tls.context_.reset(SSL_CTX_new(TLS_client_method()));
  if (!tls.context_) return tls.failure("beginning TLS");
  SSL_CTX_set_min_proto_version(tls.context_.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(tls.context_.get(), SSL_VERIFY_PEER, nullptr);
  if (!trust(tls.context_.get(), options.ca_file))
    return Err(Code::misconfigured,
               "the key ca_file is '" + options.ca_file + "', which cannot be used: " + reason());
  tls.session_.reset(SSL_new(tls.context_.get()));
  tls.from_server_ = BIO_new(BIO_s_mem());
  tls.to_server_ = BIO_new(BIO_s_mem());
  if (!tls.session_ || !tls.from_server_ || !tls.to_server_) {
    BIO_free(tls.from_server_);
    BIO_free(tls.to_server_);
    return tls.failure("beginning TLS");
  }
  SSL_set_bio(tls.session_.get(), tls.from_server_, tls.to_server_);
  SSL_set_connect_state(tls.session_.get());
  if (!expect(tls.session_.get(), options.name)) return tls.failure("beginning TLS");
  return tls;
}

chancery::Error Tls::failure(const std::string& doing) const {
  const auto verified = session_ ? SSL_get_verify_result(session_.get()) : X509_V_OK;
  const auto why =
      verified == X509_V_OK ? reason() : std::string(X509_verify_cert_error_string(verified));
  ERR_clear_error();
  return Err(Code::try_later, doing + " with " + name_ + ": " + why);
}

// Memory takes all there is.
void Tls::put(std::string_view bytes) {
  BIO_write(from_server_, bytes.data(), static_cast<int>(bytes.size()));
}

std::string Tls::take() {
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(to_server_, &bytes);
  std::string taken(bytes, static_cast<std::size_t>(size));
  static_cast<void>(BIO_reset(to_server_));
  return taken;
}

Result<bool> Tls::shake_hands() {
  ERR_clear_error();
  const int done = SSL_do_handshake(session_.get());
  if (done == 1) return true;
  if (SSL_get_error(session_.get(), done) == SSL_ERROR_WANT_READ) return false;
  return failure("beginning TLS");
}

Result<void> Tls::write(std::string_view text) {
  ERR_clear_error();
  std::size_t written = 0;
  if (text.empty() || SSL_write_ex(session_.get(), text.data(), text.size(), &written) == 1)
    return {};
  return failure("writing by TLS");
}

Result<std::string> Tls::read() {
  std::string text;
  std::array<char, 4096> chunk;
  for (;;) {
    ERR_clear_error();
    std::size_t got = 0;
    const int done = SSL_read_ex(session_.get(), chunk.data(), chunk.size(), &got);
    if (done == 1) {
      text.append(chunk.data(), got);
      continue;
    }
    const int error = SSL_get_error(session_.get(), done);
    if (error == SSL_ERROR_WANT_READ || !text.empty()) return text;
    if (error == SSL_ERROR_ZERO_RETURN)
      return Err(Code::try_later, "the server closed the connection");
    return failure("reading by TLS");
  }
}

}  // namespace transport_smtp
