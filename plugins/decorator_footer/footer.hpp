// Attaches the list's footer as a part of its own, and leaves it off whatever it would break.
//
// The original's bytes stay where they are: a multipart/mixed gets one part more, anything else
// becomes the first part of a new one. The result depends on nothing but message and footer.
#pragma once

#include <chancery/plugin.hpp>

class FooterDecorator final : public chancery::Decorator {
 public:
  chancery::Result<std::string> decorate(const chancery_decorate_request& request,
                                         const chancery::Splice& splice) override;
};
