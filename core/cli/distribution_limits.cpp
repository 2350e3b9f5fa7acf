#include "cli/distribution_limits.hpp"

#include "flow/list_keys.hpp"

#include <algorithm>

namespace chancery::cli {

namespace {

bool is_able(const CryptoBackend& crypto, std::string_view operation) {
  const auto rows = crypto.capabilities();
  return std::any_of(rows.begin(), rows.end(), [&](const CryptoBackend::Capability& row) {
    return row.supported && row.operation == operation;
  });
}

Error not_for_signing(const std::string& why) {
  return Err(Code::misconfigured, "it is to sign what it sends, and " + why);
}

}  // namespace

Result<void> signing_limit(const ListSettings& list, const CryptoBackend& crypto, Time now) {
  if (list.sign == SignedMail::none) return {};
  if (!is_able(crypto, "sign")) return not_for_signing(crypto.plugin() + " does not sign");
  const auto pairs = find_key_pairs(list.folder);
  if (!pairs) return pairs.error();
  const auto pair = signing_pair(*pairs);
  if (!pair) return not_for_signing("it has no key to sign with");
  const auto text = read_file(pair->certificate, 1 << 20);
  if (!text) return text.error();
  const auto read = crypto.certificates(*text);
  if (!read) return read.error();
  const auto& certificate = read->front();
  if (!certificate.may_sign)
    return not_for_signing(pair->certificate.string() + " is not for signing");
  if (now < certificate.not_before || now > certificate.not_after)
    return not_for_signing(pair->certificate.string() + " is not valid now");
  return {};
}

std::vector<std::string> rewrap_limits(const ListSettings& list, const CryptoBackend& crypto) {
  std::vector<std::string> limits;
  if (list.distribution != Distribution::rewrap) return limits;
  if (!is_able(crypto, "rewrap"))
    limits.push_back(crypto.plugin() +
                     " passes no ciphertext on (rewrap): every encrypted post is "
                     "encrypted anew");
  if (list.sign == SignedMail::posts || list.sign == SignedMail::all)
    limits.push_back("encrypted posts that pass on untouched (rewrap) are not signed");
  if (list.footer == FooterMode::outer)
    limits.push_back("encrypted posts that pass on untouched (rewrap) get no footer");
  return limits;
}

// By having it put on a post that nothing speaks against.
std::optional<std::string> footer_limit(const ListSettings& list, const Plugins& plugins) {
  const auto file = list.folder / "message_footer";
  const auto there = is_there(file);
  if (!there) return there.error().what;
  if (!*there) return std::nullopt;
  const auto footer = read_file(file, 1 << 20);
  if (!footer) return footer.error().what;
  const auto post = Message::parse(make_buffer("Subject: a post\r\n\r\n\r\n"));
  if (!post) return post.error().what;
  for (const auto& decorator : plugins.decorators()) {
    const auto decorated = decorator.decorate(*post, {list.name, *footer, false, false});
    if (!decorated) return decorated.error().what;
  }
  return std::nullopt;
}

}  // namespace chancery::cli
