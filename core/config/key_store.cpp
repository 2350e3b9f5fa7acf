// Two files cannot be replaced at one moment. So both are written beside, and take their places one
// after the other: first the key. A certificate that waits beside a key that does not belongs to
// it; whoever reads in between, or after a crash, takes it from there.
#include "config/key_names.hpp"
#include "config/key_pairs.hpp"

#include "base/file_descriptor.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace chancery {
namespace {

using namespace key_names;

Result<void> finish(const KeyPair& pair) {
  const auto half = half_done(pair);
  if (!half) return half.error();
  return *half ? move_path(with(pair.certificate, next), pair.certificate) : Result<void>();
}

Result<void> swap_pair(const KeyPair& pair, std::string_view key_pem,
                       std::string_view certificate_pem) {
  if (auto done = finish(pair); !done) return done;
  const auto next_key = with(pair.key, next), next_certificate = with(pair.certificate, next);
  if (auto done = write_file(next_key, key_pem, 0600); !done) return done;
  if (auto done = write_file(next_certificate, certificate_pem, 0644); !done) return done;
  if (auto done = move_path(next_key, pair.key); !done) return done;
  return move_path(next_certificate, pair.certificate);
}

Result<void> link_to(const fs::path& from, const fs::path& to) {
  std::error_code failed;
  fs::create_hard_link(from, to, failed);
  if (failed)
    return Err(Code::try_later, "keeping " + printable(from.string()) + " as " +
                                    printable(to.string()) + ": " + failed.message());
  return sync_folder(to.parent_path());
}

Result<KeyPair> place_of_former(const fs::path& folder, const KeyPair& current) {
  const auto found = look(folder);
  if (!found) return found.error();
  Ending former{current.use, 1};
  for (const auto& [ending, halves] : *found)
    if (ending.use == current.use) former.number = std::max(former.number, ending.number + 1);
  return pair_of(folder, former);
}

Result<KeyPair> place_aside(const KeyPair& current) {
  for (unsigned i = 1;; ++i) {
    const std::string ending = ".aside." + std::to_string(i);
    const KeyPair aside{current.use, i, with(current.key, ending),
                        with(current.certificate, ending)};
    const auto key_there = is_there(aside.key), certificate_there = is_there(aside.certificate);
    if (!key_there) return key_there.error();
    if (!certificate_there) return certificate_there.error();
    if (!*key_there && !*certificate_there) return aside;
  }
}

// A link costs nothing and cannot be half written; what replaces the current files are new ones.
Result<void> keep(const KeyPair& current, const Result<KeyPair>& place) {
  if (!place) return place.error();
  // The certificate first: a lone one hinders nobody.
  if (auto done = link_to(current.certificate, place->certificate); !done) return done;
  return link_to(current.key, place->key);
}

Result<void> keep_former(const fs::path& folder, const KeyPair& current, Former former) {
  switch (former) {
    case Former::to_read: return keep(current, place_of_former(folder, current));
    case Former::aside: return keep(current, place_aside(current));
  }
  return {};
}

}  // namespace

Result<void> store_pair(const fs::path& folder, KeyUse use, std::string_view key_pem,
                        std::string_view certificate_pem, Former former) {
  const auto pair = current_pair(folder, use);
  if (auto done = finish(pair); !done) return done;
  const auto key_there = is_there(pair.key), certificate_there = is_there(pair.certificate);
  if (!key_there) return key_there.error();
  if (!certificate_there) return certificate_there.error();
  if (*key_there && *certificate_there) {
    const auto there = read_file(pair.certificate, 1 << 20);
    if (!there) return there.error();
    if (*there != certificate_pem)
      if (auto kept = keep_former(folder, pair, former); !kept) return kept;
  }
  return swap_pair(pair, key_pem, certificate_pem);
}

Result<void> store_waiting_pair(const fs::path& folder, std::string_view key_pem,
                                std::string_view certificate_pem) {
  return swap_pair(waiting_pair(folder), key_pem, certificate_pem);
}

Result<void> remove_waiting_pair(const fs::path& folder) {
  const auto pair = waiting_pair(folder);
  for (const auto& file : {pair.key, pair.certificate}) {
    std::error_code failed;
    fs::remove(file, failed);
    if (failed)
      return Err(Code::try_later, "removing " + printable(file.string()) + ": " + failed.message());
  }
  return {};
}

}  // namespace chancery
