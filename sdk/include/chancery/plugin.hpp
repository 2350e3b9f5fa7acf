// SPDX-License-Identifier: MIT
// Everything a plugin author includes: one class, derived from the role's base class, and one line.
//
//   class Quiet final : public chancery::Auth { ... };
//   constexpr auto about = chancery::About("auth_quiet", "1.0.0", "Proves nothing.");
//   CHANCERY_PLUGIN(Quiet, about)
//
// The class may be constructible from a Host (what it may ask for), and may have
//   Result<void> configure(const Settings&), Result<void> start(), void stop().
#pragma once

#include <chancery/service/clock.h>
#include <chancery/service/log.h>
#include <chancery/service/members.h>
#include <chancery/host.hpp>
#include <chancery/living.hpp>

// Once a plugin: lays the descriptor into its section and exports the entry.
#define CHANCERY_PLUGIN(Class, about)                                                   \
  namespace {                                                                           \
  [[gnu::section(CHANCERY_SECTION),                                                     \
    gnu::used]] constexpr ::chancery::detail::Image chancery_image =                    \
      ::chancery::detail::image_of<Class>(about);                                       \
  }                                                                                     \
  extern "C" [[gnu::visibility("default")]] const chancery_entry chancery_entry_v1;     \
  const chancery_entry chancery_entry_v1 = {sizeof(chancery_entry), CHANCERY_ABI_MAJOR, \
                                            &chancery_image.head,                       \
                                            &::chancery::detail::create<Class>};
