#include "pkcs12.hpp"

#include "pkcs12_password.hpp"

#include <optional>

namespace pkcs12 {

using chancery::Code;
using chancery::Err;
using chancery::Error;
using chancery::Result;

namespace {

constexpr auto id_data = "1.2.840.113549.1.7.1", id_encrypted = "1.2.840.113549.1.7.6",
               key_bag = "1.2.840.113549.1.12.10.1.1", shrouded_bag = "1.2.840.113549.1.12.10.1.2",
               certificate_bag = "1.2.840.113549.1.12.10.1.3";

Error damaged() { return Err(Code::unusable, "the PKCS#12 file is damaged"); }

std::string identifier_in(asn1::Reader& reader) {
  const auto identifier = reader.next(asn1::identifier);
  return identifier ? asn1::dotted(identifier->content) : std::string();
}

// ContentInfo of the type data. Nothing: another.
std::optional<std::string> data_in(asn1::Reader info) {
  if (identifier_in(info) != id_data) return std::nullopt;
  auto wrapped = info.enter(asn1::nested(0));
  const auto octets = wrapped ? wrapped->next() : std::nullopt;
  return octets ? asn1::octets(*octets) : std::nullopt;
}

class File {
 public:
  explicit File(std::string_view password) : password_(password) {}

  Result<void> read_safe(std::string_view bytes) {
    auto bags = asn1::Reader(bytes).enter(asn1::sequence);
    if (!bags) return damaged();
    while (const auto bag = bags->enter(asn1::sequence))
      if (auto done = read_bag(*bag); !done) return done;
    return bags->at_end() ? Result<void>() : damaged();
  }

  // EncryptedData, RFC 5652 section 8.
  Result<void> read_encrypted(asn1::Reader info) {
    auto wrapped = info.enter(asn1::nested(0));
    auto data = wrapped ? wrapped->enter(asn1::sequence) : std::nullopt;
    if (!data || !data->next(asn1::integer)) return damaged();
    auto inside = data->enter(asn1::sequence);
    if (!inside || !inside->next(asn1::identifier)) return damaged();
    const auto algorithm = inside->next(asn1::sequence);
    const auto sealed = inside->next();
    const auto octets = algorithm && sealed ? asn1::octets(*sealed) : std::nullopt;
    if (!octets) return damaged();
    const auto opened = decrypt(algorithm->content, *octets, password_);
    return opened ? read_safe(opened->reveal()) : opened.error();
  }

  Content content;

 private:
  Result<void> read_bag(asn1::Reader bag) {
    const auto kind = identifier_in(bag);
    auto value = bag.enter(asn1::nested(0));
    if (!value) return damaged();
    if (kind == key_bag && content.private_key_info.empty())
      content.private_key_info = Secret(std::string(value->rest()));
    if (kind == shrouded_bag && content.private_key_info.empty()) return read_shrouded(*value);
    if (kind == certificate_bag) return read_certificate_bag(*value);
    return {};
  }

  Result<void> read_shrouded(asn1::Reader value) {
    auto info = value.enter(asn1::sequence);
    const auto algorithm = info ? info->next(asn1::sequence) : std::nullopt;
    const auto sealed = algorithm ? info->next(asn1::octet_string) : std::nullopt;
    if (!sealed) return damaged();
    auto opened = decrypt(algorithm->content, sealed->content, password_);
    if (!opened) return opened.error();
    content.private_key_info = std::move(*opened);
    return {};
  }

  Result<void> read_certificate_bag(asn1::Reader value) {
    auto bag = value.enter(asn1::sequence);
    if (!bag || !bag->next(asn1::identifier)) return damaged();
    auto wrapped = bag->enter(asn1::nested(0));
    const auto octets = wrapped ? wrapped->next(asn1::octet_string) : std::nullopt;
    if (!octets) return damaged();
    auto certificate = read_certificate(octets->content);
    if (!certificate) return certificate.error();
    content.certificates.push_back(std::move(*certificate));
    return {};
  }

  std::string_view password_;
};

Error wrong_password(std::string_view password) {
  return Err(Code::no_key, password.empty() ? "the key is encrypted, and no password was given"
                                            : "the password does not open the key");
}

Result<Content> read_safes(std::string_view all, std::string_view password) {
  auto safes = asn1::Reader(all).enter(asn1::sequence);
  if (!safes) return damaged();
  File file(password);
  while (const auto info = safes->enter(asn1::sequence)) {
    auto inside = *info;
    const auto plain = data_in(*info);
    if (!plain && identifier_in(inside) != id_encrypted) continue;
    if (auto done = plain ? file.read_safe(*plain) : file.read_encrypted(inside); !done)
      return done.error();
  }
  if (!safes->at_end()) return damaged();
  if (file.content.private_key_info.empty())
    return Err(Code::unusable, "the PKCS#12 file holds no private key");
  return std::move(file.content);
}

}  // namespace

Result<Content> read(asn1::Reader file, std::string_view password) {
  if (password.find('\0') != std::string_view::npos) return wrong_password(password);
  file.next(asn1::integer);  // the version, 3
  const auto info = file.enter(asn1::sequence);
  const auto all = info ? data_in(*info) : std::nullopt;
  if (!all) return damaged();
  if (const auto mac = file.enter(asn1::sequence)) {
    const auto holds = mac_holds(*mac, *all, password);
    if (!holds) return holds.error();
    if (!*holds) return wrong_password(password);
  }
  return read_safes(*all, password);
}

}  // namespace pkcs12
