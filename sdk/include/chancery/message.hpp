// SPDX-License-Identifier: MIT
// The tree of a message by its strides; message.h has the contract.
#pragma once

#include <chancery/message.h>
#include <chancery/bytes.hpp>

namespace chancery {

inline const chancery_part& part(const chancery_message& message, std::size_t i) {
  return record(message.parts, message.part_stride, i);
}

// The i-th field of a part's header, in the order of the header.
inline const chancery_field& field(const chancery_message& message, const chancery_part& part,
                                   std::size_t i) {
  return record(message.fields, message.field_stride, part.first_field + i);
}

}  // namespace chancery
