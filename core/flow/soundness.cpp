#include "flow/soundness.hpp"

#include "flow/layer.hpp"

#include <algorithm>

namespace chancery {

namespace {

using Signatures = std::vector<const Signature*>;

bool holds(const Signatures& layer) {
  const auto any = [&](Status status) {
    return std::any_of(layer.begin(), layer.end(),
                       [&](const Signature* each) { return each->status == status; });
  };
  return any(Status::valid) && !any(Status::invalid);
}

// The outermost layer of signatures below this depth.
Signatures first_layer_below(std::size_t depth, const Evidence& evidence) {
  Signatures layer;
  for (const auto* signatures : {&evidence.signatures, &evidence.deeper})
    for (const auto& signature : *signatures) {
      if (signature.depth <= depth) continue;
      if (!layer.empty() && signature.depth < layer.front()->depth) layer.clear();
      if (layer.empty() || signature.depth == layer.front()->depth) layer.push_back(&signature);
    }
  return layer;
}

// What follows may be noise: whoever adds to a ciphertext of somebody else would learn from what
// becomes of it whether its padding was right.
bool nothing_follows(const Buffer& content) {
  const auto message = Message::parse(content);
  return message && ends_with_the_signature(*message);
}

}  // namespace

bool is_sound(const Opened& opened) {
  const auto* unlocked = std::get_if<Unlocked>(&opened.secrecy);
  if (!unlocked || unlocked->authenticated) return true;
  return holds(first_layer_below(unlocked->depth, opened.evidence)) &&
         nothing_follows(unlocked->content);
}

}  // namespace chancery
