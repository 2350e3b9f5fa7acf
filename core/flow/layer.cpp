#include "flow/layer.hpp"

#include "flow/protected_header.hpp"
#include "mail/header.hpp"
#include "mail/transfer.hpp"

#include "base/text.hpp"

namespace chancery {

namespace {

Parameterized content_type(const Message& message) {
  return parse_parameters(message.first("Content-Type").value_or(""));
}

bool is_pkcs7_mime(std::string_view type) {
  return type == "application/pkcs7-mime" || type == "application/x-pkcs7-mime";
}

bool is_pkcs7_signature(std::string_view type) {
  return type == "application/pkcs7-signature" || type == "application/x-pkcs7-signature";
}

// Whether the second part or the protocol speaks of CMS; OpenPGP has the same multipart.
bool is_by_cms(const Message& message) {
  const auto children = message.children(message.root());
  if (children.size() >= 2 &&
      (is_pkcs7_signature(children[1]->media_type) || is_pkcs7_mime(children[1]->media_type)))
    return true;
  const auto protocol = content_type(message).parameter("protocol");
  return protocol && is_pkcs7_signature(lower(*protocol));
}

// RFC 8551 section 3.2.1: a gateway may have left only the file name.
bool may_hold_cms(const Message& message) {
  const auto& type = message.root().media_type;
  if (is_pkcs7_mime(type)) return true;
  if (type != "application/octet-stream") return false;
  const auto name = content_type(message).parameter("name");
  return name && lower(*name).ends_with(".p7m");
}

}  // namespace

Wrapping wrapping_of(const Message& message) {
  if (message.root().media_type == "multipart/signed")
    return is_by_cms(message) ? Wrapping::clear_signed : Wrapping::none;
  return may_hold_cms(message) ? Wrapping::cms : Wrapping::none;
}

Result<ClearSigned> clear_signed(const Message& message) {
  if (const auto ambiguity = ambiguity_of(message); !ambiguity.empty())
    return Err(Code::unusable, ambiguity + ", so others may read another content than this one");
  const auto children = message.children(message.root());
  if (children.size() != 2)
    return Err(Code::unusable, "a multipart/signed of " + std::to_string(children.size()) +
                                   " parts, where RFC 1847 asks for the content and its signature");
  auto cms = decode_transfer(children[1]->body, children[1]->encoding);
  if (!cms) return cms.error();
  return ClearSigned{children[0], std::move(*cms)};
}

Result<std::string> cms_of(const Message& message) {
  return decode_transfer(message.root().body, message.root().encoding);
}

bool is_worth_looking(const Message& message, const Part& part) {
  if (part.media_type == "multipart/signed" || part.media_type == "message/rfc822" ||
      part.media_type == "application/octet-stream" || is_pkcs7_mime(part.media_type))
    return true;
  for (const auto& field : message.fields(part))
    if (equal_ignoring_case(field.name, "Content-Type")) return says_protected(field.value);
  return false;
}

}  // namespace chancery
