// authenticate: every auth plugin, in the order of the configuration, makes what it can of the
// facts.
#include "flow/stages.hpp"

#include "base/text.hpp"
#include "mail/header.hpp"

namespace chancery {

namespace {

// Members see the From field outside. Where the signature is over another one, nobody is who wrote.
Result<Address> author_of(const Opened& opened) {
  for (const auto& signature : opened.evidence.signatures)
    for (const auto& field : signature.covers.contradicts)
      if (signature.status == Status::valid && equal_ignoring_case(field, "From"))
        return Err(Code::unusable,
                   "the From field under the signature is another than the one outside");
  return sender_of(opened.outer);
}

}  // namespace

Result<Authenticated> authenticate(Opened opened, const std::vector<AuthMethod>& methods) {
  Authenticated post{std::move(opened), std::nullopt, {}, {}};
  if (auto sender = author_of(post.opened))
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
