// SPDX-License-Identifier: MIT
// What a plugin says of itself, computed while it is compiled and laid into its file as data.
//
//   constexpr auto about = chancery::About("auth_smtp", "1.0.0", "The sender as the From field
//   says.")
//                              .flag("strict", false, "Whether ...");
//
// A text that does not fit, or one thing too many, does not compile.
#pragma once

#include <chancery/entry.h>

#include <array>
#include <cstddef>
#include <string_view>

namespace chancery {

namespace detail {

template <std::size_t N>
constexpr void put(char (&field)[N], std::string_view text) {
  if (text.size() >= N) throw "text too long for its field";
  for (std::size_t i = 0; i < text.size(); ++i) field[i] = text[i];
}

// The bytes of the section: the head, then its tables with room for as many as are likely.
struct Image {
  chancery_descriptor head{};
  chancery_name roles[8]{};
  chancery_name services[8]{};
  chancery_setting_declaration settings[24]{};
  chancery_predicate_declaration predicates[32]{};
};

template <class Record>
constexpr chancery_table table(std::size_t offset) {
  return {static_cast<std::uint32_t>(offset), 0, sizeof(Record)};
}

}  // namespace detail

class About {
 public:
  constexpr About(std::string_view id, std::string_view version, std::string_view summary) {
    const std::string_view magic = CHANCERY_MAGIC;
    for (std::size_t i = 0; i < magic.size(); ++i) image_.head.magic[i] = magic[i];
    image_.head.size = sizeof(detail::Image);
    image_.head.abi_major = CHANCERY_ABI_MAJOR;
    image_.head.abi_minor = 0;
    detail::put(image_.head.id, id);
    detail::put(image_.head.version, version);
    detail::put(image_.head.summary, summary);
    image_.head.roles = detail::table<chancery_name>(offsetof(detail::Image, roles));
    image_.head.services = detail::table<chancery_name>(offsetof(detail::Image, services));
    image_.head.settings =
        detail::table<chancery_setting_declaration>(offsetof(detail::Image, settings));
    image_.head.predicates =
        detail::table<chancery_predicate_declaration>(offsetof(detail::Image, predicates));
  }

  // The lowest minor of the interface that it can live with.
  constexpr About since(std::uint16_t minor) const {
    About next = *this;
    next.image_.head.abi_minor = minor;
    return next;
  }
  // A host service without which it cannot work: a service id.
  constexpr About needs(std::string_view service) const {
    About next = *this;
    detail::put(next.image_.services[next.image_.head.services.count++].text, service);
    return next;
  }
  constexpr About text(std::string_view key, std::string_view value,
                       std::string_view sentence) const {
    return setting({}, key, CHANCERY_TEXT, value, sentence);
  }
  constexpr About required_text(std::string_view key, std::string_view sentence) const {
    chancery_setting_declaration declaration{};
    declaration.required = 1;
    return setting(declaration, key, CHANCERY_TEXT, "", sentence);
  }
  constexpr About path(std::string_view key, std::string_view value,
                       std::string_view sentence) const {
    return setting({}, key, CHANCERY_PATH, value, sentence);
  }
  constexpr About flag(std::string_view key, bool value, std::string_view sentence) const {
    return setting({}, key, CHANCERY_FLAG, value ? "true" : "false", sentence);
  }
  constexpr About number(std::string_view key, std::string_view value, std::int64_t least,
                         std::int64_t most, std::string_view sentence) const {
    chancery_setting_declaration declaration{};
    declaration.least = least;
    declaration.most = most;
    return setting(declaration, key, CHANCERY_NUMBER, value, sentence);
  }
  constexpr About predicate(std::string_view name, int least, int most) const {
    About next = *this;
    auto& declaration = next.image_.predicates[next.image_.head.predicates.count++];
    detail::put(declaration.name, name);
    declaration.least = least;
    declaration.most = most;
    return next;
  }
  // Called by CHANCERY_PLUGIN with the roles that the class derives from.
  constexpr About role(std::string_view id) const {
    About next = *this;
    detail::put(next.image_.roles[next.image_.head.roles.count++].text, id);
    return next;
  }
  constexpr detail::Image image() const { return image_; }

 private:
  constexpr About setting(chancery_setting_declaration declaration, std::string_view key,
                          std::int32_t type, std::string_view value,
                          std::string_view sentence) const {
    About next = *this;
    detail::put(declaration.key, key);
    declaration.type = type;
    detail::put(declaration.default_text, value);
    detail::put(declaration.sentence, sentence);
    next.image_.settings[next.image_.head.settings.count++] = declaration;
    return next;
  }

  detail::Image image_;
};

}  // namespace chancery
