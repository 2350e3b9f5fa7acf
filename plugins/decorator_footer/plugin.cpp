// Descriptor and glue.
#include "footer.hpp"

constexpr auto about = chancery::About(
    "decorator_footer", "0.1.0", "Attaches the list's footer, unless it would break a signature.");
CHANCERY_PLUGIN(FooterDecorator, about)
