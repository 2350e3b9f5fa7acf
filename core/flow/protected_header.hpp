// Header protection: header fields that lie under the signature, inside the signed entity
// (RFC 9788), beside those of the message that anybody on the way could write.
#pragma once

#include "mail/message.hpp"
#include "trust/evidence.hpp"

#include <optional>

namespace chancery {

// Whether a Content-Type says that the fields beside it protect those of the message: hp=, or its
// forerunner protected-headers=.
bool says_protected(std::string_view content_type);

// What authors write and others are shown: From, To, Subject and the like.
bool is_of_author(std::string_view field_name);

// The header under a signature over `entity`: its own, or that of the message in it (RFC 8551
// section 3.1: a message/rfc822 that is no forwarded one). None: the signature protects no field.
// `outer`: the message as it came.
std::optional<Message> protected_header(const Message& entity, const Message& outer);

// What a signature with this protected header covers, and which fields of `outer` say something
// else. It is no disagreement where encryption hides a Subject ("[...]"), nor where the signer
// tells what stands outside (HP-Outer, RFC 9788 section 2.2).
Covers covers_with(const Message& header, const Message& outer);

// The message with what its author says in place of what stands outside: From, To, Subject and the
// like. Fields that machines trust (Received, Authentication-Results, X-...) are nobody's to
// replace.
Result<Message> with_protected(const Message& message, const Message& header, const Limits& limits);

}  // namespace chancery
