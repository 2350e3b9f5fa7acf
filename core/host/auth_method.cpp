#include "host/answer.hpp"
#include "host/backend.hpp"
#include "host/facts.hpp"

namespace chancery {

namespace {

struct Collected {
  std::vector<Claim> claims;
  std::size_t signatures;
  std::string strange;  // what does not keep the contract
};

void collect(void* self, const chancery_claim* c) {
  auto& into = *static_cast<Collected*>(self);
  Claim claim;
  const auto status = status_from_c(c->status);
  if (!status) {
    into.strange = "it names a status that does not exist";
    return;
  }
  if (c->signature < -1 || c->signature >= static_cast<std::int64_t>(into.signatures)) {
    into.strange = "it speaks of a signature that is not there";
    return;
  }
  claim.method = printable(text(c->method));
  claim.status = *status;
  claim.reason = printable(text(c->reason), 1000);
  if (c->signature >= 0) claim.signature = static_cast<std::size_t>(c->signature);
  if (claim.status == Status::valid) {
    auto identity = Address::make(text(c->identity));
    if (!identity) {
      into.strange = "it proves an identity that is no address";
      return;
    }
    claim.identity = std::move(*identity);
  }
  into.claims.push_back(std::move(claim));
}

}  // namespace

Result<void> AuthMethod::authenticate(const Message& message, const std::optional<Address>& sender,
                                      Time at, Evidence& evidence) const {
  const MessageView message_view(message);
  const SignatureViews signatures(evidence.signatures);
  const chancery_auth_request request{sizeof request,
                                      sizeof(chancery_signature),
                                      message_view.get(),
                                      sender ? view(sender->text()) : chancery_view{nullptr, 0},
                                      signatures.all().data(),
                                      signatures.all().size(),
                                      seconds(at)};
  Collected collected{{}, evidence.signatures.size(), {}};
  const chancery_claim_sink sink{&collected, &collect};
  auto done = ask(plugin_, "authenticating", [&](const chancery_sink* error) {
    return table_->authenticate(table_->self, &request, &sink, error);
  });
  if (!done) return done;
  if (!collected.strange.empty()) return broken_contract(plugin_, collected.strange);
  // Nobody but the sender is ever proven: a plugin that proves somebody else says `mismatch`.
  for (const auto& claim : collected.claims)
    if (claim.identity && claim.identity != sender)
      return broken_contract(plugin_,
                             "it proves " + claim.identity->text() + ", who is not the sender");
  evidence.claims.insert(evidence.claims.end(), collected.claims.begin(), collected.claims.end());
  return {};
}

}  // namespace chancery
