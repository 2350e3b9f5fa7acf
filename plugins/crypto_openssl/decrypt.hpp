// Opening what was encrypted to one of our keys. All or nothing: content is handed out only after
// the last block was checked and, where there is one, the tag verified.
#pragma once

#include "key.hpp"

chancery::Result<chancery::Crypto::Envelope> open_envelope(
    std::string_view cms, const std::vector<chancery::Crypto::Key*>& keys,
    const chancery_sink& content);

chancery::Result<chancery::Crypto::Opening> decrypt_content(
    std::string_view cms, const std::vector<chancery::Crypto::Key*>& keys,
    const chancery_sink& content);
