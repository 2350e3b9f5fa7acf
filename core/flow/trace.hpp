// The one writer of traces: what was found, decided and done with a message, as JSON. Later
// versions add keys and never rename one. Always valid UTF-8: other bytes become U+FFFD.
#pragma once

#include "flow/pipeline.hpp"

#include <string>

namespace chancery {

// The object that `explain --json` prints and that lies beside held messages.
enum class Done { really, on_paper };
std::string trace_json(const Outcome& outcome, Done done);
// The part of it that needs no list: what `verify --json` prints.
std::string evidence_json(const Authenticated& post);
// Beside what is kept in DIR/failed: who still waits, and why.
std::string failure_json(const Authorized& authorized, const Report& report);
// The same while the distribution lasts; it stays only if the program ends in the middle of it.
// `report`: as far as it got when this was written, to the member `reached`; "": to nobody yet.
std::string begun_json(const Authorized& authorized, const Report& report,
                       const std::string& reached);
// The same for a message that did not get so far.
std::string failure_json(const std::string& list, const Incoming& incoming, const Error& error);

}  // namespace chancery
