// decorate: a decorator may add the list's footer, where that breaks nothing. Fails open.
//
// What is signed or encrypted gets one only where the list says so: beside the whole of it, and
// only if what was signed still verifies as it did.
#include "flow/entity.hpp"
#include "flow/stages.hpp"
#include "flow/unbroken.hpp"

#include <algorithm>

namespace chancery {

namespace {

void warn(const std::string& problem, const Office& office) {
  office.log.write(Severity::warning, "decorate",
                   {{"list", office.list.name}, {"problem", problem}});
}

// None: nothing is attached. A footer that cannot be read is left off, with a line in the log.
std::optional<std::string> footer_of(const Office& office) {
  if (office.list.footer == FooterMode::headers_only) return std::nullopt;
  const auto file = office.list.folder / "message_footer";
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return std::nullopt;
  auto text = read_file(file, 1 << 20);
  if (text) return std::move(*text);
  warn(text.error().what, office);
  return std::nullopt;
}

Spliced unchanged(const Message& original) {
  Spliced message;
  message.keep(original.buffer(), original.raw());
  return message;
}

struct Decorated {
  Spliced message;  // when the footer was applied
  Footer footer;
};

Decorated ask_decorators(const Message& message, bool is_signed, const Office& office) {
  const auto footer = footer_of(office);
  DecoratorPlugin::About about{office.list.name, std::nullopt, is_signed, false};
  if (footer) about.footer = *footer;
  Decorated outcome{{}, {false, "no-decorator"}};
  for (const auto& decorator : office.plugins.decorators()) {
    auto decorated = decorator.decorate(message, about);
    if (!decorated) {
      warn(decorated.error().what, office);
      outcome.footer = {false, "failed"};
      continue;
    }
    outcome = {std::move(decorated->message), {decorated->applied, decorated->reason}};
    if (decorated->applied) break;
  }
  if (office.list.footer == FooterMode::headers_only && outcome.footer.reason == "no-footer")
    outcome.footer.reason = "headers-only";
  return outcome;
}

// The entity as the one part of a multipart/mixed, to which a decorator may add another.
std::string wrapped(std::string header, std::string_view entity, std::string_view newline) {
  const auto boundary = new_boundary(entity);
  const auto line = [&](std::string_view text) { header.append(text).append(newline); };
  line("MIME-Version: 1.0");
  // RFC 2045 section 6.4: a multipart says what the widest of its parts needs.
  if (std::any_of(entity.begin(), entity.end(), [](char c) { return c & 0x80; }))
    line("Content-Transfer-Encoding: 8bit");
  line("Content-Type: multipart/mixed; boundary=\"" + boundary + "\"");
  line("");
  line("--" + boundary);
  line(entity);
  line("--" + boundary + "--");
  return header;
}

Result<bool> holds_unbroken(const Spliced& message, std::string_view entity, Time at,
                            const Office& office) {
  const auto whole = Message::parse(make_buffer(message.flatten()), office.settings.limits);
  if (!whole) return whole.error();
  const auto parts = whole->children(whole->root());
  if (parts.size() < 2) return false;
  return is_unbroken(entity, parts.front()->raw, at, office);
}

Decorated beside(std::string header, std::string_view entity, std::string_view newline, Time at,
                 const Office& office) {
  const auto message = Message::parse(make_buffer(wrapped(std::move(header), entity, newline)),
                                      office.settings.limits);
  if (!message) {
    warn(message.error().what, office);
    return {{}, {false, "failed"}};
  }
  auto decorated = ask_decorators(*message, false, office);
  if (!decorated.footer.applied) return decorated;
  const auto unbroken = holds_unbroken(decorated.message, entity, at, office);
  if (unbroken && *unbroken) return decorated;
  warn(unbroken ? "the footer would break the signature, and is left off" : unbroken.error().what,
       office);
  return {{}, {false, "would-break"}};
}

Decorated decorate_clear(const Opened& opened, const Office& office) {
  if (!opened.is_signed() || office.list.footer != FooterMode::outer)
    return ask_decorators(opened.outer, opened.is_signed(), office);
  return beside(header_around(opened.outer, office.list), entity_of(opened.outer),
                opened.outer.newline(), opened.incoming.received_at, office);
}

// Whether it is signed is not asked: beside the whole of it a footer breaks nothing.
Decorated decorate_inside(const Unlocked& unlocked, Time at, const Office& office) {
  if (office.list.footer != FooterMode::outer) return {{}, {false, "encrypted"}};
  if (office.list.distribution == Distribution::rewrap) return {{}, {false, "rewrap"}};
  return beside({}, *unlocked.content, "\r\n", at, office);
}

}  // namespace

Draft decorate(Authorized authorized, const Office& office) {
  const auto& opened = authorized.post().opened;
  auto message = unchanged(opened.outer);
  if (const auto* unlocked = std::get_if<Unlocked>(&opened.secrecy)) {
    auto inside = decorate_inside(*unlocked, opened.incoming.received_at, office);
    auto content = inside.footer.applied ? make_buffer(inside.message.flatten()) : nullptr;
    return Draft(std::move(authorized), std::move(message), std::move(inside.footer),
                 std::move(content));
  }
  auto decorated = decorate_clear(opened, office);
  if (decorated.footer.applied) message = std::move(decorated.message);
  return Draft(std::move(authorized), std::move(message), std::move(decorated.footer));
}

}  // namespace chancery
