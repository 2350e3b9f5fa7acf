#include "flow/signing_time.hpp"

namespace chancery {

namespace {

void fault(Signature& signature, Status status, std::string reason) {
  signature.status = status;
  signature.reason = std::move(reason);
}

}  // namespace

void judge_signing_time(Signature& signature, Time received, const Demands& demands) {
  if (!demands.signing_window || signature.status != Status::valid) return;
  const auto window = *demands.signing_window;
  const auto hours = std::to_string(window.count()) + " hours";
  if (!signature.signing_time)
    return fault(signature, Status::untrusted, "it does not say when it was made");
  const auto made = "it was made at " + rfc3339(*signature.signing_time) + ", more than " + hours;
  if (*signature.signing_time < received - window)
    return fault(signature, Status::expired, made + " before the message came in");
  if (*signature.signing_time > received + window)
    return fault(signature, Status::not_yet_valid, made + " after the message came in");
}

}  // namespace chancery
