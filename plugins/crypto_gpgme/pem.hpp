// PEM texts (RFC 7468): the blocks of one, and one written.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pem {

struct Block {
  std::string label;                 // "CERTIFICATE"
  std::string header;                // RFC 1421 fields, "Proc-Type: 4,ENCRYPTED"
  std::optional<std::string> bytes;  // nothing: no base64
};

bool looks_like(std::string_view text);
std::vector<Block> blocks(std::string_view text);
std::string write(std::string_view label, std::string_view bytes);

}  // namespace pem
