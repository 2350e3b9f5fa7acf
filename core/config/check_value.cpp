// One function a type; each says what it takes and what it found. Texts of the file are shown
// printable: it may have been written by a program.
#include "config/check_value.hpp"

#include "base/text.hpp"
#include "mail/address.hpp"

#include <algorithm>

namespace chancery {
namespace {

using Problems = std::vector<Problem>;

std::string shown(const std::string& text) { return "\"" + printable(text) + "\""; }

Problems wrong_type(const Key& key, const std::string& name, const TomlValue& value) {
  return {{value.position,
           name + " must be " + describe(key) + ", not " + std::string(kind_of(value))}};
}

Problems check_number(const Key& key, const std::string& name, const TomlValue& value) {
  const auto* number = std::get_if<std::int64_t>(&value.held);
  if (!number) return wrong_type(key, name, value);
  if (*number >= key.least && *number <= key.most) return {};
  return {
      {value.position, name + " must be " + describe(key) + ", and is " + std::to_string(*number)}};
}

// Why a text cannot be the value of the key, or of one of its items; empty: it can.
std::string objection(const Key& key, const std::string& text) {
  switch (key.type) {
    case KeyType::path:
    case KeyType::paths:
      if (text.empty()) return "is empty";
      return text.find('\0') == std::string::npos ? "" : "has a zero byte";
    case KeyType::domain:
      return canonical_domain(text) ? "" : shown(text) + " is no domain that mail can be sent to";
    case KeyType::address:
    case KeyType::addresses: {
      const auto address = Address::make(text);
      return address ? "" : shown(text) + " is no address: " + address.error().what;
    }
    case KeyType::text:
    case KeyType::texts:
    case KeyType::number:
    case KeyType::flag:
    case KeyType::any: break;
  }
  const auto words = split(key.words, ' ');
  if (key.words.empty() || std::find(words.begin(), words.end(), text) != words.end()) return "";
  return "must be " + describe(key) + ", not " + shown(text) +
         did_you_mean(text, std::vector<std::string>(words.begin(), words.end()));
}

Problems check_text(const Key& key, const std::string& name, const TomlValue& value) {
  const auto* text = std::get_if<std::string>(&value.held);
  if (!text) return wrong_type(key, name, value);
  const std::string why = objection(key, *text);
  if (why.empty()) return {};
  return {{value.position, name + ": " + why}};
}

Problems check_items(const Key& key, const std::string& name, const TomlValue& value) {
  const auto* items = std::get_if<std::vector<TomlValue>>(&value.held);
  if (!items) return wrong_type(key, name, value);
  Problems problems;
  for (const TomlValue& item : *items) {
    const auto* text = std::get_if<std::string>(&item.held);
    if (!text) {
      problems.push_back({item.position, name + " must be " + describe(key) + "; this one is " +
                                             std::string(kind_of(item))});
    } else if (const auto why = objection(key, *text); !why.empty()) {
      problems.push_back({item.position, name + ": " + why});
    }
  }
  return problems;
}

}  // namespace

Problems problems_with(const Key& key, const std::string& name, const TomlValue& value) {
  switch (key.type) {
    case KeyType::text:
    case KeyType::path:
    case KeyType::domain:
    case KeyType::address: return check_text(key, name, value);
    case KeyType::texts:
    case KeyType::paths:
    case KeyType::addresses: return check_items(key, name, value);
    case KeyType::number: return check_number(key, name, value);
    case KeyType::flag:
      if (std::holds_alternative<bool>(value.held)) return {};
      return wrong_type(key, name, value);
    case KeyType::any:
      if (std::holds_alternative<std::string>(value.held) ||
          std::holds_alternative<std::int64_t>(value.held) ||
          std::holds_alternative<bool>(value.held))
        return {};
      return wrong_type(key, name, value);
  }
  return {};
}

// An address literal (RFC 5321 section 4.1.3) is an address's domain, and no site's.
std::optional<std::string> canonical_domain(std::string_view domain) {
  if (domain.starts_with('[')) return std::nullopt;
  const auto address = Address::make("x@" + std::string(domain));
  if (!address || address->local() != "x") return std::nullopt;
  return std::string(address->domain());
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  const auto near = nearest(word, candidates);
  return near ? "; did you mean " + *near + "?" : "";
}

}  // namespace chancery
