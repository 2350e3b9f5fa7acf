// Signing what the list sends (RFC 5652 section 5, RFC 8551 section 3.5.3).
#pragma once

#include "key.hpp"

// Detached, over the content as it is, by SHA-256. unsupported: a key that CMS cannot sign with
// here.
chancery::Result<std::string> sign_content(const OpenedKey& key, std::string_view content);
