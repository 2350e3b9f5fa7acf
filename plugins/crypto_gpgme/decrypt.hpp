// Opening what was encrypted to a list, with gpgsm.
#pragma once

#include "key.hpp"

chancery::Result<chancery::Crypto::Opening> decrypt_content(
    std::string_view cms, const std::vector<chancery::Crypto::Key*>& keys,
    const chancery_sink& content);
