// authenticate: every auth plugin, in the order of the configuration, makes what it can of the
// facts.
#include "flow/stages.hpp"

#include "base/text.hpp"
#include "mail/header.hpp"

namespace chancery {

Result<Authenticated> authenticate(Opened opened, const std::vector<AuthMethod>& methods) {
  Authenticated post{std::move(opened), std::nullopt, {}, {}};
  if (auto sender = sender_of(post.opened.outer))
    post.sender = std::move(*sender);
  else
    post.sender_problem = sender.error().what;
  auto& evidence = post.opened.evidence;
  for (const auto& method : methods) {
    const auto done = method.authenticate(post.opened.message, post.sender,
                                          post.opened.incoming.received_at, evidence);
    if (!done) return done.error();
  }
  post.method = auth_method(evidence);
  return post;
}

std::string Authenticated::message_id() const {
  return printable(unfold(opened.outer.first("Message-ID").value_or("")));
}

}  // namespace chancery
