// A private key, opened: it lies in the agent of a home of its own, so that no key of one list is
// ever near one of another.
#pragma once

#include "certificate.hpp"
#include "home.hpp"

#include <chancery/plugin.hpp>

struct OpenedKey final : chancery::Crypto::Key {
  std::unique_ptr<Home> home;
  Certificate certificate;
  std::vector<Certificate> others;  // that came with it, to lead to an anchor
};

chancery::Result<std::unique_ptr<OpenedKey>> open_key(const chancery::Crypto::KeyInput& input,
                                                      const std::string& homes);
chancery::Result<chancery::Crypto::Imported> import_key(const chancery::Crypto::KeyInput& input,
                                                        std::string_view new_password);
