// The tables. A key that is not here does not exist; there is no other place to add one, except
// that a value with a grammar of its own (ids, scenario names) is checked where it is used.
#include "config/schema.hpp"

#include <array>

namespace chancery {
namespace {

constexpr std::array site = {
    Key{.name = "domain",
        .type = KeyType::domain,
        .required = true,
        .sentence = "The domain that the lists' addresses are in.",
        .example = "\"example.org\""},
    Key{.name = "listmasters",
        .type = KeyType::addresses,
        .fallback = "[]",
        .sentence = "Who answers for the whole site: may do everything, is told what went wrong.",
        .example = "[\"postmaster@example.org\"]"},
    Key{.name = "use_blocklist",
        .type = KeyType::texts,
        .fallback = R"(["send", "create_list"])",
        .sentence = "The functions for which whoever stands in search_filters/blocklist.txt is "
                    "turned away before any scenario is asked."},
    Key{.name = "key_password_file",
        .type = KeyType::path,
        .sentence = "A file whose first line is the password of all private keys, readable by "
                    "nobody else. Without it no encrypted post can be opened.",
        .example = "\"key.password\""},
    Key{.name = "trust.ca_file",
        .type = KeyType::path,
        .sentence = "Certificates of trusted authorities, one PEM after the other (OpenSSL's "
                    "-CAfile). Nothing else is trusted; without this and ca_path no signature is.",
        .example = "\"ca.pem\""},
    Key{.name = "trust.ca_path",
        .type = KeyType::path,
        .sentence = "A folder of them, one a file, under their hashed names (OpenSSL's -CApath).",
        .example = "\"/etc/ssl/certs\""},
    Key{.name = "plugins.enable",
        .type = KeyType::texts,
        .fallback = R"(["crypto_openssl", "auth_smime", "auth_smtp", "predicate_members", )"
                    R"("decorator_footer", "transport_maildir", "transport_smtp"])",
        .sentence = "The plugins in use, in the order in which they are asked."},
    Key{.name = "plugins.folders",
        .type = KeyType::paths,
        .fallback = "[]",
        .sentence = "Where to look for plugins before the folder of the shipped ones.",
        .example = "[\"/usr/local/lib/chancery/plugins\"]"},
    Key{.name = "delivery.transport",
        .type = KeyType::text,
        .fallback = "\"transport_maildir\"",
        .sentence = "The plugin by which copies leave: transport_maildir writes one Maildir a "
                    "recipient, transport_smtp hands them to a mail server."},
    Key{.name = "encryption.cipher",
        .type = KeyType::text,
        .fallback = "\"AES-256-CBC\"",
        .sentence = "What encrypted copies are encrypted with. Every mail program of today reads "
                    "AES-256-CBC; AES-256-GCM also notices changes, and some older ones fail.",
        .words = "AES-256-CBC AES-256-GCM"},
    Key{.name = "limits.message_bytes",
        .type = KeyType::number,
        .fallback = "50000000",
        .least = 1'000,
        .most = 1'000'000'000,
        .sentence = "The longest message that is read, in bytes."},
    Key{.name = "limits.header_bytes",
        .type = KeyType::number,
        .fallback = "1000000",
        .least = 1'000,
        .most = 100'000'000,
        .sentence = "The longest header of a message or of one of its parts, in bytes."},
    Key{.name = "limits.depth",
        .type = KeyType::number,
        .fallback = "50",
        .least = 1,
        .most = 1'000,
        .sentence = "How deep parts may lie in parts."},
    Key{.name = "limits.parts",
        .type = KeyType::number,
        .fallback = "10000",
        .least = 1,
        .most = 1'000'000,
        .sentence = "How many parts a message may have."},
    Key{.name = "conf.*",
        .type = KeyType::any,
        .sentence = "The site's own parameters, which scenarios read as `[conf->NAME]`."},
    Key{.name = "plugin.*.*",
        .type = KeyType::any,
        .sentence = "A plugin's own keys, in a table of its name; `chancery plugin info FILE` "
                    "lists them. The plugin must be enabled."},
};

constexpr std::array list = {
    Key{.name = "address",
        .type = KeyType::address,
        .required = true,
        .sentence = "The list's address. What stands before the @ is the name of the list's "
                    "folder.",
        .example = "\"staff@example.org\""},
    Key{.name = "scenario.send",
        .type = KeyType::text,
        .fallback = "\"private_smime\"",
        .sentence = "Who may post: `private_smime` is the scenario in the file "
                    "`send.private_smime`, of the list, the site or those shipped."},
    Key{.name = "scenario.*",
        .type = KeyType::text,
        .sentence = "The same for any other function, by its name."},
    Key{.name = "custom_vars.*",
        .type = KeyType::any,
        .sentence = "What scenarios read as `[custom_vars->NAME]`."},
    Key{.name = "parameters.*",
        .type = KeyType::any,
        .sentence = "What scenarios read as `[list->NAME]`, besides name, address, domain and "
                    "total."},
};

}  // namespace

std::span<const Key> site_keys() { return site; }
std::span<const Key> list_keys() { return list; }

std::string describe(const Key& key) {
  switch (key.type) {
    case KeyType::text: break;
    case KeyType::number:
      return "a number from " + std::to_string(key.least) + " to " + std::to_string(key.most);
    case KeyType::flag: return "true or false";
    case KeyType::path: return "a path";
    case KeyType::texts: return "a list of texts";
    case KeyType::paths: return "a list of paths";
    case KeyType::domain: return "a domain";
    case KeyType::address: return "an address";
    case KeyType::addresses: return "a list of addresses";
    case KeyType::any: return "a text, a number, true or false";
  }
  if (key.words.empty()) return "a text";
  std::string choice = "\"" + std::string(key.words) + "\"";
  for (std::size_t at = 0; (at = choice.find(' ', at)) != std::string::npos; at += 6)
    choice.replace(at, 1, "\" or \"");
  return choice;
}

}  // namespace chancery
