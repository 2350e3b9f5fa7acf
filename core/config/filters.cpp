#include "config/filters.hpp"

#include "config/values.hpp"

#include <array>

namespace chancery {

namespace {

constexpr std::size_t longest = 100'000;

constexpr Key timeout = {.name = "timeout",
                         .type = KeyType::number,
                         .fallback = "10",
                         .least = 1,
                         .most = 300,
                         .sentence = "Seconds to wait for an answer; then the message waits."};
constexpr Key cache = {.name = "cache",
                       .type = KeyType::number,
                       .fallback = "300",
                       .least = 0,
                       .most = 86'400,
                       .sentence = "Seconds for which an answer is good."};

constexpr std::array sql = {
    Key{.name = "statement",
        .type = KeyType::text,
        .required = true,
        .sentence = "One SELECT over the site's store. It finds the text if the first column of "
                    "its first row is a number other than 0. `[text]` is what is looked for, "
                    "`[sender]` and the like are scenarios' variables.",
        .example = R"("SELECT count(*) FROM member WHERE address = [text]")"},
    timeout,
    cache,
};

constexpr std::array ldap = {
    Key{.name = "url",
        .type = KeyType::text,
        .required = true,
        .sentence = "The server: ldap://HOST:PORT, ldaps://HOST or ldapi://PATH.",
        .example = "\"ldaps://ldap.example.org\""},
    Key{.name = "base",
        .type = KeyType::text,
        .required = true,
        .sentence = "Below which entry is searched.",
        .example = "\"ou=people,dc=example,dc=org\""},
    Key{.name = "scope",
        .type = KeyType::text,
        .fallback = "\"sub\"",
        .sentence = "How deep.",
        .words = "sub one base"},
    Key{.name = "filter",
        .type = KeyType::text,
        .required = true,
        .sentence = "It finds the text if there is an entry. `[text]` is what is looked for, "
                    "`[sender]` and the like are scenarios' variables.",
        .example = "\"(mail=[text])\""},
    Key{.name = "tls",
        .type = KeyType::text,
        .fallback = "\"starttls\"",
        .sentence =
            "Of ldap://: whether TLS is begun; ldaps:// always has it, ldapi:// needs none.",
        .words = "starttls no"},
    Key{.name = "ca_file",
        .type = KeyType::path,
        .sentence = "Authorities that the server's certificate may come from; unset: the "
                    "system's."},
    Key{.name = "bind_dn", .type = KeyType::text, .sentence = "Who asks; unset: anybody."},
    Key{.name = "password_file",
        .type = KeyType::path,
        .sentence = "A file whose first line is the password of bind_dn, readable by nobody "
                    "else."},
    timeout,
    cache,
};

Result<Values> read(const fs::path& file, std::span<const Key> keys) {
  const auto text = read_file(file, longest);
  if (!text && text.error().code == Code::not_found) return text.error();
  if (!text) return Err(Code::misconfigured, text.error().what, text.error().hint);
  return values_of(*text, file.string(), keys);
}

std::optional<fs::path> path_in(const Values& values, std::string_view key, const fs::path& file) {
  const auto text = values.text(key);
  if (!text) return std::nullopt;
  return (file.parent_path() / *text).lexically_normal();
}

LdapFilter ldap_from(const Values& values, const fs::path& file) {
  const auto text = [&](const char* key) { return values.text(key).value_or(""); };
  LdapFilter filter;
  filter.url = text("url");
  filter.base = text("base");
  filter.scope = text("scope");
  filter.filter = text("filter");
  filter.tls = text("tls");
  filter.ca_file = path_in(values, "ca_file", file);
  filter.bind_dn = text("bind_dn");
  filter.password_file = path_in(values, "password_file", file);
  filter.timeout = std::chrono::seconds(values.number("timeout"));
  filter.cache = std::chrono::seconds(values.number("cache"));
  return filter;
}

bool has_scheme(const std::string& url) {
  return url.starts_with("ldap://") || url.starts_with("ldaps://") || url.starts_with("ldapi://");
}

}  // namespace

std::span<const Key> sql_filter_keys() { return sql; }
std::span<const Key> ldap_filter_keys() { return ldap; }

Result<SqlFilter> load_sql_filter(const fs::path& file) {
  auto values = read(file, sql);
  if (!values) return values.error();
  if (!values->sound()) return values->error(file.string());
  return SqlFilter{values->text("statement").value_or(""),
                   std::chrono::seconds(values->number("timeout")),
                   std::chrono::seconds(values->number("cache"))};
}

Result<LdapFilter> load_ldap_filter(const fs::path& file) {
  auto values = read(file, ldap);
  if (!values) return values.error();
  auto filter = ldap_from(*values, file);
  if (values->text("url") && !has_scheme(filter.url))
    values->wrong("url", "url: it begins with ldap://, ldaps:// or ldapi://");
  // A name without a password is let in as anybody by many servers (RFC 4513 section 5.1.2).
  if (filter.bind_dn.empty() != !filter.password_file)
    values->wrong("bind_dn", "bind_dn and password_file: one needs the other");
  if (!values->sound()) return values->error(file.string());
  return filter;
}

}  // namespace chancery
