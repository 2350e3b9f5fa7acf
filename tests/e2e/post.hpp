// Messages as the world sends them, made with the openssl command line. Their lines end as
// CHANCERY_TEST_NEWLINE says: "lf" (the default) or "crlf".
#pragma once

#include "run.hpp"

namespace e2e {

// A file of the certificates that make-pki made.
fs::path pki(const std::string& name);

std::string_view newline();
// `text` with all line ends, "\n" or "\r\n", as this world has them.
std::string in_this_world(std::string_view text);
std::string in_lf(std::string_view text);

struct Letter {
  std::string from = "alice@example.org";
  std::string to = "notes@lists.example.org";
  std::string subject = "The minutes";
  std::string body = "We agreed on everything.\nThe rest is for next week.\n";
  std::string more_fields = "";  // complete lines
  std::string id = "<e2e.1@example.org>";
};

std::string plain(const Letter& letter = {});
// Signed with NAME's key, clear-signed; `options` for `openssl cms -sign`.
std::string sign(const std::string& name, const Letter& letter = {}, const Words& options = {});
// The entity signed with NAME's key, below a header of its own.
std::string sign_below(const std::string& name, const std::string& header,
                       const std::string& entity);
// Encrypted to NAMES' certificates, with nothing inside but the text.
std::string encrypt(const Words& names, const Letter& letter = {},
                    const std::string& cipher = "-aes-256-cbc");
// Signed, and that encrypted.
std::string sign_and_encrypt(const std::string& signer, const Words& names,
                             const Letter& letter = {}, const std::string& cipher = "-aes-256-cbc");
// The header of a post, and the entity inside it.
struct Cut {
  std::string header, entity;
};
Cut cut(const std::string& post);
// Encrypts what the post holds, with `more` behind it.
std::string encrypt_around(const std::string& post, const Words& names,
                           const std::string& more = {});
// Signs what the post holds once more, around it.
std::string sign_around(const std::string& signer, const std::string& post);
// What `openssl cms -decrypt` with NAME's key finds inside; fails the test where it cannot.
std::string decrypt(const std::string& name, std::string_view message);
// Whether it can at all.
bool can_decrypt(const std::string& name, std::string_view message);

// A copy without the fields that the list puts in front; fails the test where there are none.
std::string below_list_header(std::string_view copy);

// The first `from` in `text` becomes `to`; both of one length where bytes must stay in place.
std::string replaced(std::string text, std::string_view from, std::string_view to);

}  // namespace e2e
