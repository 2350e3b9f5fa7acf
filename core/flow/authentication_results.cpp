#include "flow/authentication_results.hpp"

#include "base/text.hpp"
#include "mail/header.hpp"

namespace chancery {

namespace {

// RFC 7281 section 3.3.
std::string_view result_of(Status status) {
  switch (status) {
    case Status::valid: return "pass";
    case Status::absent: return "none";
    case Status::weak:
    case Status::mismatch: return "policy";
    case Status::invalid:
    case Status::untrusted:
    case Status::revoked:
    case Status::not_yet_valid:
    case Status::expired: return "fail";
    case Status::unsupported:
    case Status::no_key: return "neutral";
    case Status::error: return "temperror";
  }
  return "temperror";
}

// A valid one beside one that is not proved nobody.
std::string_view result_of(const Claim& claim, const Authenticated& post) {
  if (claim.status == Status::valid && post.method != "smime") return "policy";
  return result_of(claim.status);
}

// Of a signature that proved nobody anybody may have written the name.
std::string identifier(const Claim& claim) {
  if (!claim.identity || !claim.identity->is_ascii()) return {};
  return "body.smime-identifier=" + claim.identity->text();
}

std::size_t after_comment(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '(')
      ++depth;
    else if (text[at] == ')' && --depth == 0)
      return at + 1;
  }
  return std::string_view::npos;
}

std::optional<std::string> quoted(std::string_view text) {
  std::string inside;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '"') return inside;
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    inside += text[at];
  }
  return std::nullopt;
}

// authserv-id; none: it cannot be read.
std::optional<std::string> author_of(std::string_view value) {
  std::size_t at = 0;
  while (at < value.size() && (value[at] == ' ' || value[at] == '\t' || value[at] == '(')) {
    at = value[at] == '(' ? after_comment(value, at) : at + 1;
    if (at == std::string_view::npos) return std::nullopt;
  }
  const auto rest = value.substr(at);
  if (rest.starts_with('"')) return quoted(rest);
  auto token = std::string(rest.substr(0, rest.find_first_of(" \t;(")));
  if (token.empty()) return std::nullopt;
  return token;
}

}  // namespace

std::string authentication_results(const Authenticated& post, std::string_view domain,
                                   std::string_view newline) {
  std::string field = "Authentication-Results: " + std::string(domain);
  const auto line = [&](std::string_view text) { field.append(newline).append(" ").append(text); };
  for (const auto& claim : post.opened.evidence.claims) {
    if (claim.method != "smime") continue;
    field += ";";
    const auto result = result_of(claim, post);
    line("smime=" + std::string(result));
    const auto who = result == "pass" ? identifier(claim) : std::string();
    if (!who.empty()) line(who);
  }
  return field.append(newline);
}

bool claims_to_be_of(std::string_view value, std::string_view domain) {
  const auto author = author_of(unfold(value));
  return !author || equal_ignoring_case(*author, domain);
}

}  // namespace chancery
