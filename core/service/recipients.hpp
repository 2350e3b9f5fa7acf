// Which addresses mail is taken for: those of the site's lists, as their files are at the moment.
#pragma once

#include "config/settings.hpp"

namespace chancery {

// What mail to an address is.
enum class Purpose {
  post,     // NAME@: to be decided, and distributed
  owners,   // NAME-owner@, NAME-request@: to those who run the list
  bounces,  // NAME-bounces@: about copies that could not be delivered
};

struct Destination {
  ListSettings list;
  Purpose purpose = Purpose::post;
};

// A list of that very name comes first. not_found: there is nothing such here.
Result<Destination> destination_of(const Settings& settings, std::string_view address);
// The address as the queue knows it.
Result<std::string> recipient_of(const Settings& settings, std::string_view address);

}  // namespace chancery
