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

bool is_base64(std::string_view encoding, std::string_view text) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/ \t\r\n";
  const auto end = text.find_first_not_of(alphabet);
  return encoding == "base64" &&
         (end == std::string_view::npos ||
          trim(text.substr(end)).find_first_not_of('=') == std::string_view::npos);
}

std::string_view behind(const Part& part, std::string_view body) {
  return body.substr(static_cast<std::size_t>(part.raw.data() + part.raw.size() - body.data()));
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

bool ends_with_the_signature(const Message& message) {
  const auto& root = message.root();
  if (root.media_type != "multipart/signed") return is_base64(root.encoding, root.body);
  const auto children = message.children(root);
  if (children.size() != 2) return false;
  const auto delimiter = "--" + root.boundary;
  return trim(behind(*children[1], root.body)) == delimiter + "--" &&
         is_base64(children[1]->encoding, children[1]->body);
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
