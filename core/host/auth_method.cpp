#include "host/auth_method.hpp"

#include "host/answer.hpp"
#include "host/facts.hpp"

namespace chancery {

namespace {

struct Collected {
  const std::vector<Signature>& signatures;
  const std::optional<Address>& sender;
  std::vector<Claim> claims;
  std::string strange;  // what does not keep the contract
};

// Nobody but the sender is ever proven, and never by a signature that is not valid: a plugin that
// finds somebody else says `mismatch`. Empty: nothing is wrong.
std::string strange(const Claim& claim, chancery_view identity, const Collected& collected) {
  if (claim.method.empty()) return "it claims something by no method";
  if (claim.status != Status::valid) return {};
  const auto proven = Address::make(text(identity));
  if (!proven) return "it proves an identity that is no address";
  if (proven.value() != collected.sender)
    return "it proves " + proven->text() + ", who is not the sender";
  if (claim.signature && collected.signatures[*claim.signature].status != Status::valid)
    return "it proves somebody by a signature that is not valid";
  return {};
}

void add(const chancery_claim& c, Collected& into) {
  if (!CHANCERY_HAS(&c, chancery_claim, reason)) {
    into.strange = "it cuts a claim short";
    return;
  }
  const auto status = status_from_c(c.status);
  if (!status) {
    into.strange = "it names the status " + std::to_string(c.status) + ", which does not exist";
    return;
  }
  if (c.signature < -1 || c.signature >= static_cast<std::int64_t>(into.signatures.size())) {
    into.strange =
        "it speaks of the signature " + std::to_string(c.signature) + ", which is not there";
    return;
  }
  Claim claim{
      printable(text(c.method)), *status, std::nullopt, printable(text(c.reason), 1000), {}};
  if (c.signature >= 0) claim.signature = static_cast<std::size_t>(c.signature);
  if (auto why = strange(claim, c.identity, into); !why.empty()) {
    into.strange = std::move(why);
    return;
  }
  if (claim.status == Status::valid) claim.identity = into.sender;
  into.claims.push_back(std::move(claim));
}

void collect(void* self, const chancery_claim* claim) noexcept {
  auto& into = *static_cast<Collected*>(self);
  if (claim)
    add(*claim, into);
  else
    into.strange = "it claims nothing";
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
  Collected collected{evidence.signatures, sender, {}, {}};
  const chancery_claim_sink sink{&collected, &collect};
  auto done = ask(plugin_, "authenticating", [&](const chancery_sink* error) {
    return table_->authenticate(table_->self, &request, &sink, error);
  });
  if (!done) return done;
  if (!collected.strange.empty()) return broken_contract(plugin_, collected.strange);
  evidence.claims.insert(evidence.claims.end(), collected.claims.begin(), collected.claims.end());
  return {};
}

}  // namespace chancery
