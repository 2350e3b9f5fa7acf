#include "flow/list_header.hpp"

#include "flow/authentication_results.hpp"

#include "base/text.hpp"
#include "mail/header.hpp"

#include <algorithm>
#include <initializer_list>
#include <vector>

namespace chancery {

namespace {

// RFC 5322 section 2.1.1.
constexpr std::size_t longest_line = 78;

constexpr std::string_view member_mark = "{member}";

std::string domain_of(const ListSettings& list) { return std::string(list.address.domain()); }

// RFC 2919 section 2: without the @, as a host below the domain.
std::string id_of(const ListSettings& list) {
  return "<" + list.name + "." + domain_of(list) + ">";
}

std::string to_request(const ListSettings& list, std::string_view subject) {
  return "<mailto:" + list.name + "-request@" + domain_of(list) +
         "?subject=" + std::string(subject) + ">";
}

// RFC 3986 section 2.
std::string url_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    if (plain)
      encoded += c;
    else
      encoded.append("%").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
  }
  return encoded;
}

std::string for_member(std::string url, std::string_view member) {
  if (const auto at = url.find(member_mark); at != std::string::npos)
    url.replace(at, member_mark.size(), url_encoded(member));
  return "<" + url + ">";
}

// The values one after the other, each on a line of its own where they do not fit into one.
void add(std::string& header, std::string_view newline, std::string_view name,
         const std::vector<std::string>& values) {
  std::size_t width = name.size() + 1;
  header.append(name).append(":");
  for (const auto& value : values) {
    const auto* const comma = &value == &values.back() ? "" : ",";
    const bool fits = width + 1 + value.size() + std::string_view(comma).size() <= longest_line;
    if (!fits) header += newline;
    width = (fits ? width : 0) + 1 + value.size() + 1;
    header.append(" ").append(value).append(comma);
  }
  header += newline;
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(),
                     [name](auto other) { return equal_ignoring_case(name, other); });
}

// What stands in the last angle brackets, or all of it: RFC 2919 section 3.
std::string bare_id(std::string_view value) {
  const auto text = unfold(value);
  const auto open = text.rfind('<'), close = text.rfind('>');
  if (open == std::string::npos || close == std::string::npos || close < open) return text;
  return text.substr(open + 1, close - open - 1);
}

}  // namespace

ListHeader::ListHeader(const ListSettings& list, std::string_view newline)
    : list_(list), newline_(newline) {}

bool ListHeader::is_personal() const {
  return list_.unsubscribe_url && list_.unsubscribe_url->find(member_mark) != std::string::npos;
}

std::string ListHeader::text(std::string_view member) const {
  std::string header;
  const auto field = [&](std::string_view name, const std::vector<std::string>& values) {
    add(header, newline_, name, values);
  };
  const auto domain = domain_of(list_);
  field("List-Id", {id_of(list_)});
  field("List-Post", {"<mailto:" + list_.address.text() + ">"});
  field("List-Help", {to_request(list_, "help")});
  field("List-Subscribe", {to_request(list_, "subscribe")});
  std::vector<std::string> ways = {to_request(list_, "unsubscribe")};
  if (list_.unsubscribe_url) ways.insert(ways.begin(), for_member(*list_.unsubscribe_url, member));
  field("List-Unsubscribe", ways);
  // RFC 8058 section 3.1: only where the address says who it is that leaves.
  if (is_personal()) field("List-Unsubscribe-Post", {"List-Unsubscribe=One-Click"});
  field("List-Owner", {"<mailto:" + list_.name + "-owner@" + domain + ">"});
  if (list_.archive_url) field("List-Archive", {"<" + *list_.archive_url + ">"});
  field("Precedence", {"list"});
  field("X-Loop", {list_.address.text()});
  return header;
}

std::string bounces_address(const ListSettings& list) {
  return list.name + "-bounces@" + domain_of(list);
}

bool is_of_list(const Field& field, const ListSettings& list) {
  if (equal_ignoring_case(field.name, "Authentication-Results"))
    return claims_to_be_of(field.value, list.address.domain());
  return is_one_of(field.name,
                   {"List-Id", "List-Post", "List-Help", "List-Subscribe", "List-Unsubscribe",
                    "List-Unsubscribe-Post", "List-Owner", "List-Archive", "Precedence"});
}

std::string_view stray_continuation(const Message& outer) {
  const auto fields = outer.fields();
  if (fields.empty()) return {};
  const auto first = fields.front().raw;
  return first.starts_with(' ') || first.starts_with('\t') ? first : std::string_view();
}

Spliced without_list_fields(const Spliced& message, const Message& outer,
                            const ListSettings& list) {
  std::vector<std::string_view> gone;
  if (const auto stray = stray_continuation(outer); !stray.empty()) gone.push_back(stray);
  for (const auto& field : outer.fields())
    if (is_of_list(field, list)) gone.push_back(field.raw);
  return message.without(gone);
}

bool has_passed(const Message& outer, const ListSettings& list) {
  for (const auto value : outer.values("List-Id"))
    if (equal_ignoring_case(bare_id(value), list.name + "." + domain_of(list))) return true;
  return has_loop_mark(outer, list.address.text());
}

bool has_loop_mark(const Message& outer, std::string_view address) {
  const auto marks = outer.values("X-Loop");
  return std::any_of(marks.begin(), marks.end(),
                     [&](auto value) { return equal_ignoring_case(unfold(value), address); });
}

}  // namespace chancery
