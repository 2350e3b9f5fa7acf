// SPDX-License-Identifier: MIT
// What a plugin says of itself, computed while it is compiled and laid into its file as data.
//
//   constexpr auto about = chancery::About("auth_smtp", "1.0.0", "The sender as the From field
//   says.")
//                              .flag("strict", false, "Whether ...");
//
// What the host would refuse does not compile: a text that does not fit, a name with other letters,
// a default outside of its range, one thing too many.
#pragma once

#include <chancery/descriptor.h>
#include <chancery/version.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace chancery {

namespace detail {

template <std::size_t N>
constexpr void put(char (&field)[N], std::string_view text) {
  if (text.size() >= N) throw "text too long for its field";
  for (std::size_t i = 0; i < text.size(); ++i) field[i] = text[i];
}

// Names of plugins, settings and predicates: [a-z0-9_]+.
template <std::size_t N>
constexpr void put_name(char (&field)[N], std::string_view name) {
  if (name.empty()) throw "a name is empty";
  for (const char c : name)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
      throw "a name is of a-z, 0-9 and _";
  put(field, name);
}

constexpr std::int64_t decimal(std::string_view text) {
  const bool negative = text.substr(0, 1) == "-";
  if (text.size() == (negative ? 1u : 0u)) throw "a number has digits";
  std::int64_t number = 0;
  for (const char digit : text.substr(negative ? 1 : 0)) {
    if (digit < '0' || digit > '9') throw "a number is of digits";
    number = number * 10 + (digit - '0');
  }
  return negative ? -number : number;
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
    image_.head.head_size = sizeof(chancery_descriptor);
    image_.head.abi_major = CHANCERY_ABI_MAJOR;
    image_.head.abi_minor = 0;
    detail::put_name(image_.head.id, id);
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
  // Without a default: the plugin does not start where the file says nothing.
  constexpr About required_text(std::string_view key, std::string_view sentence) const {
    chancery_setting_declaration declaration{};
    declaration.required = 1;
    return setting(declaration, key, CHANCERY_TEXT, "", sentence);
  }
  constexpr About required_path(std::string_view key, std::string_view sentence) const {
    chancery_setting_declaration declaration{};
    declaration.required = 1;
    return setting(declaration, key, CHANCERY_PATH, "", sentence);
  }
  // A relative one starts at the folder that holds the site's state.
  constexpr About path(std::string_view key, std::string_view value,
                       std::string_view sentence) const {
    return setting({}, key, CHANCERY_PATH, value, sentence);
  }
  constexpr About flag(std::string_view key, bool value, std::string_view sentence) const {
    return setting({}, key, CHANCERY_FLAG, value ? "true" : "false", sentence);
  }
  constexpr About number(std::string_view key, std::string_view value, std::int64_t least,
                         std::int64_t most, std::string_view sentence) const {
    if (detail::decimal(value) < least || detail::decimal(value) > most)
      throw "the default lies outside of the range";
    chancery_setting_declaration declaration{};
    declaration.least = least;
    declaration.most = most;
    return setting(declaration, key, CHANCERY_NUMBER, value, sentence);
  }
  constexpr About predicate(std::string_view name, int least, int most) const {
    if (least < 0 || most < least) throw "no number of arguments fits";
    About next = *this;
    auto& declaration = next.image_.predicates[next.image_.head.predicates.count++];
    detail::put_name(declaration.name, name);
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
    detail::put_name(declaration.key, key);
    declaration.type = type;
    detail::put(declaration.default_text, value);
    detail::put(declaration.sentence, sentence);
    next.image_.settings[next.image_.head.settings.count++] = declaration;
    return next;
  }

  detail::Image image_;
};

}  // namespace chancery
