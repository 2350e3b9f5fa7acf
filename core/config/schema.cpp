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
    Key{.name = "store",
        .type = KeyType::text,
        .sentence = "A PostgreSQL database in which members, certificates and the queue are kept, "
                    "so that several machines share them. Without it they are files of this one. "
                    "A password stands better in ~/.pgpass than here.",
        .example = "\"postgresql://chancery@db.example.org/chancery\""},
    Key{.name = "trust.ca_file",
        .type = KeyType::path,
        .sentence = "Certificates of trusted authorities, one PEM after the other (OpenSSL's "
                    "-CAfile). Nothing else is trusted; without this and ca_path no signature is.",
        .example = "\"ca.pem\""},
    Key{.name = "trust.ca_path",
        .type = KeyType::path,
        .sentence = "A folder of them, one a file, under their hashed names (OpenSSL's -CApath).",
        .example = "\"/etc/ssl/certs\""},
    Key{.name = "trust.intermediate_path",
        .type = KeyType::path,
        .sentence = "A folder of certificates that are not trusted, one a file, that help where a "
                    "message does not carry those between its signer and an authority.",
        .example = "\"intermediates\""},
    Key{.name = "trust.crl_path",
        .type = KeyType::path,
        .sentence = "A folder of the authorities' lists of revoked certificates, one a file, PEM "
                    "or DER.",
        .example = "\"crls\""},
    Key{.name = "trust.ocsp_path",
        .type = KeyType::path,
        .sentence = "A folder of answers of the authorities about single certificates (OCSP, RFC "
                    "6960), one a file, DER. They count as lists do, and so do those that a "
                    "signature brings with it (RFC 5940). Nobody is asked.",
        .example = "\"ocsp\""},
    Key{.name = "trust.revocation",
        .type = KeyType::text,
        .fallback = "\"prefer\"",
        .sentence =
            "Whether there must be such a list or answer, and a current one, for every "
            "certificate that is relied on (require), or one that is there counts (prefer).",
        .words = "prefer require ignore"},
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
                    "recipient, transport_smtp hands them to a mail server, transport_sendmail "
                    "to the program of one."},
    Key{.name = "encryption.cipher",
        .type = KeyType::text,
        .fallback = "\"AES-256-CBC\"",
        .sentence = "What encrypted copies are encrypted with. Every mail program of today reads "
                    "AES-256-CBC; AES-256-GCM also notices changes, and some older ones fail.",
        .words = "AES-256-CBC AES-256-GCM"},
    Key{.name = "floor.rsa_bits",
        .type = KeyType::number,
        .fallback = "2048",
        .least = 2'048,
        .most = 16'384,
        .sentence = "The shortest RSA key, in bits, that a signature may be made with, or any "
                    "certificate up to the authority; shorter ones are weak and authenticate "
                    "nobody."},
    Key{.name = "floor.curve_bits",
        .type = KeyType::number,
        .fallback = "224",
        .least = 224,
        .most = 521,
        .sentence = "The same of elliptic curves: P-256 and Ed25519 have 256 bits."},
    Key{.name = "floor.digest_bits",
        .type = KeyType::number,
        .fallback = "224",
        .least = 224,
        .most = 512,
        .sentence =
            "The same of digests, in signatures and on certificates: SHA-256 has 256 bits. MD5 and "
            "SHA-1 are below whatever is asked for."},
    Key{.name = "memory.days",
        .type = KeyType::number,
        .fallback = "30",
        .least = 1,
        .most = 3'650,
        .sentence = "How long a list remembers what it has distributed, so that the same message "
                    "is not distributed again."},
    Key{.name = "notices.per_day",
        .type = KeyType::number,
        .fallback = "20",
        .least = 0,
        .most = 100'000,
        .sentence = "How many notices about posts that were held or turned away any one address "
                    "gets a day (UTC), from all lists together."},
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
    Key{.name = "service.user",
        .type = KeyType::text,
        .sentence = "Whom `chancery serve` becomes when it is started as root. It must own this "
                    "folder and the state; \"root\" stays root, which is for containers.",
        .example = "\"chancery\""},
    Key{.name = "service.lmtp",
        .type = KeyType::text,
        .fallback = "\"127.0.0.1:2424\"",
        .sentence = "Where mail comes in: HOST:PORT, or unix:PATH with a path that starts in the "
                    "state's folder. Whoever reaches it can send to any list as anybody."},
    Key{.name = "service.receivers",
        .type = KeyType::number,
        .fallback = "1",
        .least = 1,
        .most = 100,
        .sentence = "How many processes take mail in. One serves many connections."},
    Key{.name = "service.workers",
        .type = KeyType::number,
        .fallback = "2",
        .least = 1,
        .most = 1'000,
        .sentence = "How many processes decide and distribute; as many as there are processors."},
    Key{.name = "service.max_duplicates",
        .type = KeyType::number,
        .fallback = "100",
        .least = 1,
        .most = 100'000,
        .sentence = "How many copies leave between two commits, and so may leave twice after a "
                    "crash; deliver writes down how far it got as often."},
    Key{.name = "service.shard_members",
        .type = KeyType::number,
        .fallback = "1000",
        .least = 1,
        .most = 1'000'000,
        .sentence = "How many members are distributed to in one piece of work."},
    Key{.name = "service.crashes",
        .type = KeyType::number,
        .fallback = "3",
        .least = 1,
        .most = 100,
        .sentence = "How many workers may die of a message before it is quarantined."},
    Key{.name = "service.deadline_seconds",
        .type = KeyType::number,
        .fallback = "600",
        .least = 1,
        .most = 86'400,
        .sentence = "How long a worker may take to get on with a message before it is ended."},
    Key{.name = "service.memory_megabytes",
        .type = KeyType::number,
        .fallback = "1024",
        .least = 64,
        .most = 1'000'000,
        .sentence = "How much memory a worker may use before it is ended."},
    Key{.name = "service.grace_seconds",
        .type = KeyType::number,
        .fallback = "30",
        .least = 1,
        .most = 3'600,
        .sentence = "How long what is being done may take to come to an end when the service "
                    "stops."},
    Key{.name = "service.retry_hours",
        .type = KeyType::number,
        .fallback = "120",
        .least = 1,
        .most = 8'760,
        .sentence = "How long a copy that could not be handed on is tried again."},
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
    Key{.name = "status",
        .type = KeyType::text,
        .fallback = "\"open\"",
        .sentence = "Nobody posts to a closed list, whatever its scenario says.",
        .words = "open closed"},
    Key{.name = "archive_url",
        .type = KeyType::text,
        .sentence = "Where what was posted can be read again, for the header field List-Archive.",
        .example = "\"https://lists.example.org/archive/staff\""},
    Key{.name = "unsubscribe_url",
        .type = KeyType::text,
        .sentence = "A page where members can leave, beside the mail address that every list has "
                    "for it. Where it has {member}, every member gets a header of their own with "
                    "their address in its place, and mail programs may unsubscribe them with one "
                    "click (RFC 8058); then it is for that page to see to it that nobody "
                    "unsubscribes others.",
        .example = "\"https://lists.example.org/leave/staff?who={member}\""},
    Key{.name = "encrypt",
        .type = KeyType::text,
        .fallback = "\"received\"",
        .sentence = "What leaves encrypted for each member: the posts that came encrypted, or "
                    "\"always\" those that came in clear too. Their subject stays readable.",
        .words = "received always"},
    Key{.name = "distribution",
        .type = KeyType::text,
        .fallback = "\"reencrypt\"",
        .sentence = "How what came encrypted leaves: encrypted anew by encryption.cipher, or "
                    "\"rewrap\": the sender's ciphertext passes on untouched, with a key for each "
                    "member. What cannot be passed on so is encrypted anew.",
        .words = "reencrypt rewrap"},
    Key{.name = "unsigned_ciphertext",
        .type = KeyType::text,
        .fallback = "\"hold\"",
        .sentence = "What becomes of an encrypted post that the scenario lets through, but whose "
                    "encryption notices no changes (CBC) and whose content nobody signed: whoever "
                    "caught it may have changed it into one that betrays itself when it is opened.",
        .words = "hold reject allow"},
    Key{.name = "without_certificate",
        .type = KeyType::text,
        .fallback = "\"notice\"",
        .sentence = "What a member to whom nothing can be encrypted gets instead: a notice that "
                    "says why, nothing (\"skip\"), or the post later (\"hold\"), if a certificate "
                    "comes in as long as copies are tried again. Never the post in clear.",
        .words = "notice skip hold"},
    Key{.name = "sign",
        .type = KeyType::text,
        .fallback = "\"none\"",
        .sentence = "What leaves signed with the list's key: its notices (\"service\"), the posts "
                    "that nobody signed, or both (\"all\").",
        .words = "none service posts all"},
    Key{.name = "harvest",
        .type = KeyType::text,
        .fallback = "\"off\"",
        .sentence =
            "Whose certificates are kept, to encrypt to them, when the list distributes a "
            "post that they signed: of its members, or of all who may post. Only those that "
            "may be encrypted to; one that is pinned stays the one in use.",
        .words = "off members all"},
    Key{.name = "subject",
        .type = KeyType::text,
        .fallback = "\"outside\"",
        .sentence = "Where the Subject of posts that leave encrypted stands: \"inside\" the "
                    "encryption (RFC 9788), and [...] outside. Keywords and Comments go inside "
                    "with it, and a Thread-Topic, which repeats it, is left out. What a sender "
                    "signed stays as it is, and its Subject outside unless the sender put one "
                    "inside, too.",
        .words = "outside inside"},
    Key{.name = "signing_window_hours",
        .type = KeyType::number,
        .fallback = "0",
        .least = 0,
        .most = 87'600,
        .sentence =
            "How many hours the time that a signature says it was made at may lie before or "
            "after the post came in; then it must say one. 0: as many as it likes. Mail that "
            "was on its way for longer does not authenticate its sender."},
    Key{.name = "footer",
        .type = KeyType::text,
        .fallback = "\"skip\"",
        .sentence = "How message_footer goes to posts that are signed or encrypted: not at all; "
                    "\"outer\", beside the whole post as it came; \"headers-only\": no footer goes "
                    "to any post.",
        .words = "skip outer headers-only"},
    Key{.name = "floor.rsa_bits",
        .type = KeyType::number,
        .fallback = "2048",
        .least = 2'048,
        .most = 16'384,
        .sentence =
            "The site's floor.rsa_bits, raised for this list. The higher one of the two counts."},
    Key{.name = "floor.curve_bits",
        .type = KeyType::number,
        .fallback = "224",
        .least = 224,
        .most = 521,
        .sentence = "The same of floor.curve_bits."},
    Key{.name = "floor.digest_bits",
        .type = KeyType::number,
        .fallback = "224",
        .least = 224,
        .most = 512,
        .sentence = "The same of floor.digest_bits."},
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
