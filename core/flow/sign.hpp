// What the list itself signs: an entity becomes a multipart/signed (RFC 8551 section 3.5.3) of it
// and a signature by the list's key. Not to be mixed up with what others signed: that is never
// signed over, unless the list puts a footer beside it.
#pragma once

#include "flow/stages.hpp"

namespace chancery {

class ListSigner {
 public:
  // misconfigured: the list has no key to sign with, or it cannot be opened.
  static Result<ListSigner> open(const Office& office);

  // The new entity, its lines ended by `newline`. What others could not verify does not leave: an
  // Error.
  Result<std::string> sign(std::string_view entity, std::string_view newline) const;
  // The message with its entity signed.
  Result<Spliced> sign(const Message& message) const;

 private:
  ListSigner(const Office& office, CryptoBackend::Handle key)
      : office_(&office), key_(std::move(key)) {}
  Result<void> prove(const std::string& signed_entity) const;

  const Office* office_;
  CryptoBackend::Handle key_;
};

// Whether members get what it is over, which is not so of one around the encryption that was
// opened.
bool is_for_members(const Signature& signature, const Opened& opened);
// Whether the list signs this post: it signs posts, and nobody else has signed what the members
// get, or a footer was put beside that.
bool is_to_sign(const Draft& draft, const ListSettings& list);
// Whether others have signed or encrypted what the members get, with no footer beside it: then
// nothing goes into it.
bool is_protected_by_others(const Draft& draft);

}  // namespace chancery
