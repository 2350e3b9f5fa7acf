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
    {"verify", "SHA256", "RSA", true},        {"verify", "SHA384", "RSA", true},
    {"verify", "SHA512", "RSA", true},        {"verify", "SHA1", "RSA", true},
    {"verify", "MD5", "RSA", true},           {"verify", "SHA256", "RSA-PSS", true},
    {"verify", "SHA256", "EC", true},         {"verify", "SHA512", "Ed25519", false},
    {"verify", "SHAKE256", "Ed448", false},   {"decrypt", "AES-256-CBC", "RSA", true},
    {"decrypt", "AES-128-CBC", "RSA", true},  {"decrypt", "DES-EDE3-CBC", "RSA", true},
    {"decrypt", "AES-256-GCM", "RSA", false}, {"decrypt", "AES-256-CBC", "RSA-OAEP", false},
    {"decrypt", "RC2-CBC", "RSA", false},     {"decrypt", "AES-256-CBC", "EC", false},
    {"encrypt", "AES-256-CBC", "RSA", true},  {"encrypt", "AES-256-GCM", "RSA", false},
    {"encrypt", "AES-256-CBC", "EC", false},  {"rewrap", "AES-256-CBC", "RSA", false},
    {"sign", "SHA256", "RSA", false},         {"key", "RSA 3072", "RSA", false},
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
