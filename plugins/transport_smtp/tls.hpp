// One TLS connection to a server that proves its name, as bytes that come and bytes that go:
// whoever has it moves them over the network.
#pragma once

#include <chancery/result.hpp>

#include <memory>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

namespace transport_smtp {

struct TlsOptions {
  std::string name;     // that the server's certificate has to carry, or an IP address
  std::string ca_file;  // PEM; empty: the authorities of this machine
};

class Tls {
 public:
  // misconfigured: the file of authorities cannot be used.
  static chancery::Result<Tls> make(const TlsOptions& options);

  // What came from the server.
  void put(std::string_view bytes);
  // What has to go to the server now.
  std::string take();

  // False: the server has to say more. try_later: it does not prove its name, or speaks no TLS.
  chancery::Result<bool> shake_hands();
  // After that. What is written goes out with the next take(); what was read is empty until a whole
  // record is there.
  chancery::Result<void> write(std::string_view text);
  chancery::Result<std::string> read();

 private:
  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* session) const { SSL_free(session); }
  };
  explicit Tls(std::string name) : name_(std::move(name)) {}
  chancery::Error failure(const std::string& doing) const;

  std::string name_;
  std::unique_ptr<SSL_CTX, Free> context_;
  std::unique_ptr<SSL, Free> session_;
  BIO* from_server_ = nullptr;  // the session's
  BIO* to_server_ = nullptr;    // the session's
};

}  // namespace transport_smtp
