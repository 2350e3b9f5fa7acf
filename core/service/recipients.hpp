// Which addresses mail is taken for: those of the site's lists, as their files are at the moment.
#pragma once

#include "config/settings.hpp"

namespace chancery {

// The list's own address; not_found: there is none such here.
Result<std::string> recipient_of(const Settings& settings, std::string_view address);

}  // namespace chancery
