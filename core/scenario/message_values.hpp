// What the variables say that are about the message itself.
#pragma once

#include "scenario/question.hpp"

namespace chancery::scenario {

// [header->X], all of them or one by its index: unfolded, encoded words decoded. A field that is
// missing, and an index past the end, is one empty text, as in Sympa.
Result<Value> fields_of(const Argument& argument, const Question& question);
Value raw_fields_of(const Argument& argument, const Question& question);

// [msg_body]: of a message that is one text, this text, decoded; of others an empty text, as in
// Sympa.
// A transfer encoding that is broken makes the message unusable: what a program of a reader makes
// of it nobody knows.
Result<Value> body_of(const Argument& argument, const Question& question);

// [msg_part->type]: of each part directly below the root. [msg_part->body]: of each text at any
// depth below it.
Result<Value> parts_of(const Argument& argument, const Question& question);

// [is_bcc]: 0 if the list's name stands anywhere in To or Cc, as in Sympa; else 1.
Result<Value> is_bcc(const Argument& argument, const Question& question);

}  // namespace chancery::scenario
