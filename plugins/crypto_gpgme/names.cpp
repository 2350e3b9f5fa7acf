#include "names.hpp"

#include "asn1.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <vector>

namespace {

struct Attribute {
  std::string_view identifier, name;
};
constexpr Attribute attributes[] = {
    {"2.5.4.3", "CN"},
    {"2.5.4.4", "SN"},
    {"2.5.4.5", "serialNumber"},
    {"2.5.4.6", "C"},
    {"2.5.4.7", "L"},
    {"2.5.4.8", "ST"},
    {"2.5.4.9", "street"},
    {"2.5.4.10", "O"},
    {"2.5.4.11", "OU"},
    {"2.5.4.12", "title"},
    {"2.5.4.13", "description"},
    {"2.5.4.15", "businessCategory"},
    {"2.5.4.16", "postalAddress"},
    {"2.5.4.17", "postalCode"},
    {"2.5.4.20", "telephoneNumber"},
    {"2.5.4.41", "name"},
    {"2.5.4.42", "GN"},
    {"2.5.4.43", "initials"},
    {"2.5.4.44", "generationQualifier"},
    {"2.5.4.46", "dnQualifier"},
    {"2.5.4.65", "pseudonym"},
    {"2.5.4.97", "organizationIdentifier"},
    {"0.9.2342.19200300.100.1.1", "UID"},
    {"0.9.2342.19200300.100.1.3", "mail"},
    {"0.9.2342.19200300.100.1.25", "DC"},
    {"1.2.840.113549.1.9.1", "emailAddress"},
    {"1.2.840.113549.1.9.2", "unstructuredName"},
};

constexpr unsigned char numeric_string = 0x12, printable_string = 0x13, t61_string = 0x14,
                        visible_string = 0x1a;

std::string upper_hex(std::string_view bytes) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

// Nothing: no type of characters that is known.
std::optional<std::string> characters(const asn1::Element& value) {
  std::string out;
  switch (value.tag) {
    case asn1::utf8_string: return std::string(value.content);
    case numeric_string:
    case printable_string:
    case t61_string:
    case visible_string:
    case asn1::ia5_string:
      for (const char c : value.content) append_utf8(out, static_cast<unsigned char>(c));
      return out;
    case asn1::bmp_string:
      if (value.content.size() % 2) return std::nullopt;
      for (std::size_t i = 0; i < value.content.size(); i += 2)
        append_utf8(out, static_cast<unsigned>(static_cast<unsigned char>(value.content[i])) << 8 |
                             static_cast<unsigned char>(value.content[i + 1]));
      return out;
    default: return std::nullopt;
  }
}

// RFC 2253 section 2.4, and control characters in hexadecimal.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool at_edge = (i == 0 && (c == '#' || c == ' ')) || (i + 1 == text.size() && c == ' ');
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x20 || code == 0x7f)
      out += "\\" + upper_hex(text.substr(i, 1));
    else if (at_edge || std::string_view(",+\"\\<>;").find(c) != std::string_view::npos)
      out.append(1, '\\').append(1, c);
    else
      out += c;
  }
  return out;
}

std::optional<std::string> attribute_text(asn1::Reader reader) {
  const auto type = reader.next(asn1::identifier);
  const auto value = type ? reader.next() : std::nullopt;
  if (!value) return std::nullopt;
  const auto identifier = asn1::dotted(type->content);
  const auto known =
      std::find_if(std::begin(attributes), std::end(attributes),
                   [&](const Attribute& each) { return each.identifier == identifier; });
  const auto text = characters(*value);
  const bool in_words = known != std::end(attributes) && text;
  return (known == std::end(attributes) ? identifier : std::string(known->name)) + "=" +
         (in_words ? escaped(*text) : "#" + upper_hex(value->whole));
}

// The attributes of one RelativeDistinguishedName, the last first.
std::optional<std::string> relative_text(asn1::Reader reader) {
  std::string all;
  while (const auto one = reader.enter(asn1::sequence)) {
    const auto text = attribute_text(*one);
    if (!text) return std::nullopt;
    all = all.empty() ? *text : *text + "+" + all;
  }
  return reader.at_end() ? std::optional(all) : std::nullopt;
}

}  // namespace

void append_utf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    out += static_cast<char>(0xe0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  }
}

std::string name_text(std::string_view name) {
  auto relative = asn1::Reader(name).enter(asn1::sequence);
  std::string all;
  while (const auto one = relative ? relative->enter(asn1::set) : std::nullopt) {
    const auto text = relative_text(*one);
    if (!text) return {};
    all = all.empty() ? *text : *text + "," + all;
  }
  return relative && relative->at_end() ? all : std::string();
}
