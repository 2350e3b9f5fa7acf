#include "addresses.hpp"

namespace {

using openssl::text;

constexpr std::size_t most_addresses = 1000;

// RFC 9598 section 3: the value is a UTF8String. An otherName of another kind is no address.
const ASN1_STRING* utf8_mailbox(const OTHERNAME& name) {
  if (OBJ_obj2nid(name.type_id) != NID_id_on_SmtpUTF8Mailbox) return nullptr;
  if (!name.value || ASN1_TYPE_get(name.value) != V_ASN1_UTF8STRING) return nullptr;
  return name.value->value.utf8string;
}

std::vector<std::string> from_names(const GENERAL_NAMES& names) {
  std::vector<std::string> addresses;
  for (int i = 0; i < sk_GENERAL_NAME_num(&names) && addresses.size() < most_addresses; ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(&names, i);
    if (name->type == GEN_EMAIL) addresses.emplace_back(text(*name->d.rfc822Name));
    if (name->type != GEN_OTHERNAME) continue;
    if (const auto* mailbox = utf8_mailbox(*name->d.otherName))
      addresses.emplace_back(text(*mailbox));
  }
  return addresses;
}

// IA5String and UTF8String as they are; the wide forms in UTF-8.
std::string bytes_of(const ASN1_STRING& value) {
  const int type = ASN1_STRING_type(&value);
  if (type != V_ASN1_BMPSTRING && type != V_ASN1_UNIVERSALSTRING) return std::string(text(value));
  unsigned char* utf8 = nullptr;
  const int size = ASN1_STRING_to_UTF8(&utf8, &value);
  const openssl::Bytes owned(utf8);
  return size > 0 ? std::string(text(utf8, static_cast<std::size_t>(size))) : std::string();
}

std::vector<std::string> from_subject(const X509_NAME& subject) {
  std::vector<std::string> addresses;
  int at = -1;
  while (addresses.size() < most_addresses &&
         (at = X509_NAME_get_index_by_NID(&subject, NID_pkcs9_emailAddress, at)) >= 0) {
    const auto* entry = X509_NAME_get_entry(&subject, at);
    addresses.push_back(bytes_of(*X509_NAME_ENTRY_get_data(entry)));
  }
  return addresses;
}

}  // namespace

std::vector<std::string> addresses_of(X509& certificate) {
  int found = 0;  // -1: no such extension; other negative numbers: several, or
                  // unreadable
  const openssl::GeneralNames names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(&certificate, NID_subject_alt_name, &found, nullptr)));
  if (!names && found != -1) return {};
  auto addresses = names ? from_names(*names) : std::vector<std::string>();
  return addresses.empty() ? from_subject(*X509_get_subject_name(&certificate)) : addresses;
}
