// A message as header and MIME entity: what is signed, encrypted or wrapped as a whole, and what
// goes on around it (RFC 8551 section 3.1). Bytes are taken over, never written anew.
#pragma once

#include "config/settings.hpp"
#include "mail/message.hpp"

#include <string>

namespace chancery {

// The fields that describe the content, without MIME-Version, and the body.
std::string entity_of(const Message& message);
// Whether a field goes on around it: all others but those that are for the list to write.
bool goes_around(const Field& field, const ListSettings& list);
// These fields, the last one ended.
std::string header_around(const Message& message, const ListSettings& list);

// A delimiter line that is in neither text, for the boundary of a multipart.
std::string new_boundary(std::string_view content);

}  // namespace chancery
