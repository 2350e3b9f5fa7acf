#include "capabilities.hpp"

#include <chancery/bytes.hpp>

namespace {

struct Row {
  const char* operation;
  const char* algorithm;
  const char* key;
  bool supported;
};

// Every row has a test. What is not named is not supported.
constexpr Row table[] = {
    {"verify", "SHA256", "RSA", true},
    {"verify", "SHA384", "RSA", true},
    {"verify", "SHA512", "RSA", true},
    {"verify", "SHA1", "RSA", true},
    {"verify", "MD5", "RSA", true},
    {"verify", "SHA256", "RSA-PSS", true},
    {"verify", "SHA256", "EC", true},
    {"verify", "SHA1", "DSA", true},
    {"verify", "SHA512", "Ed25519", true},
    {"verify", "SHAKE256", "Ed448", false},
    {"decrypt", "AES-256-CBC", "RSA", true},
    {"decrypt", "AES-128-CBC", "RSA", true},
    {"decrypt", "AES-256-GCM", "RSA", true},
    {"decrypt", "AES-256-CBC", "RSA-OAEP", true},
    {"decrypt", "AES-256-CBC", "EC", true},
    {"decrypt", "AES-256-GCM", "EC", true},
    {"decrypt", "DES-EDE3-CBC", "RSA", true},
    {"decrypt", "RC2-CBC", "RSA", true},
    {"decrypt", "AES-256-CBC", "X25519", false},
    {"encrypt", "AES-256-CBC", "RSA", true},
    {"encrypt", "AES-256-GCM", "RSA", true},
    {"encrypt", "AES-256-CBC", "EC", true},
    {"encrypt", "AES-256-GCM", "EC", true},
    {"encrypt", "AES-256-CBC", "RSA-OAEP", false},
    {"encrypt", "AES-256-CBC", "X25519", false},
    {"rewrap", "AES-256-CBC", "RSA", true},
    {"rewrap", "AES-256-GCM", "EC", true},
    {"sign", "SHA256", "RSA", true},
    {"sign", "SHA256", "EC", true},
    {"sign", "SHA512", "Ed25519", false},
    {"key", "RSA 3072", "RSA", true},
    {"key", "RSA 4096", "RSA", true},
    {"key", "EC P-256", "EC", true},
    {"key", "EC P-384", "EC", true},
};

}  // namespace

void tell_capabilities(const chancery_capability_sink& rows) {
  for (const auto& each : table) {
    const chancery_capability row{sizeof row, each.supported ? 1 : 0,
                                  chancery::view(each.operation), chancery::view(each.algorithm),
                                  chancery::view(each.key)};
    rows.capability(rows.self, &row);
  }
}
