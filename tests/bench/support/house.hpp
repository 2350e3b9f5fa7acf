// A site for the benchmarks, in a temporary folder: the shipped plugins, a store, one list.
#pragma once

#include "flow/exit.hpp"
#include "flow/pipeline.hpp"

#include "support/paths.hpp"

#include <memory>
#include <string>

namespace bench {

class SilentLog final : public chancery::Log {
  void line(chancery::Severity, const std::string&) override {}
};

class House {
 public:
  House();
  chancery::Office office() {
    return {settings, list, *plugins, *store, keyring, clock, log, false};
  }
  const chancery::CryptoBackend& crypto() const { return *plugins->crypto(); }
  // One more member, with a certificate (DER) as `cert import` stores it.
  void add_member(const std::string& list_name, const std::string& address,
                  const std::string& certificate = {});

  test::TemporaryFolder folder;
  chancery::Settings settings;
  chancery::ListSettings list;
  chancery::SystemClock clock;
  SilentLog log;
  std::unique_ptr<chancery::Store> store;
  std::unique_ptr<chancery::Plugins> plugins;
  chancery::Keyring keyring;

 private:
  chancery::Keyring make_keyring();
};

// Lines of text, about `size` bytes of them, as a MIME entity with CRLF.
std::string entity(std::size_t size);
// A post from alice to the list: `entity` signed with alice's key or, as EC, carol's.
std::string signed_post(const std::string& entity, const std::string& signature,
                        const std::string& from);
std::string encrypted_post(const std::string& cms, const std::string& from);

struct Size {
  const char* name;
  std::size_t bytes;
};
inline constexpr Size sizes[] = {{"2 KB", 2'000}, {"50 KB", 50'000}, {"1 MB", 1'000'000}};

}  // namespace bench
