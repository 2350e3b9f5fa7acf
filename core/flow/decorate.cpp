// decorate: a decorator may add the list's footer, where that breaks nothing. Fails open.
#include "flow/stages.hpp"

namespace chancery {

namespace {

// None: nothing is attached. A footer that cannot be read is left off, with a line in the log.
std::optional<std::string> footer_of(const Office& office) {
  const auto file = office.list.folder / "message_footer";
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return std::nullopt;
  auto text = read_file(file, 1 << 20);
  if (text) return std::move(*text);
  office.log.write(Severity::warning, "decorate",
                   {{"list", office.list.name}, {"problem", text.error().what}});
  return std::nullopt;
}

Spliced unchanged(const Opened& opened) {
  Spliced message;
  message.keep(opened.outer.buffer(), opened.outer.raw());
  return message;
}

}  // namespace

Draft decorate(Authorized authorized, const Office& office) {
  const auto& opened = authorized.post().opened;
  auto message = unchanged(opened);
  // It is sealed as it was inside; nothing is ever added to it.
  if (opened.was_encrypted())
    return Draft(std::move(authorized), std::move(message), {false, "encrypted"});

  const auto footer = footer_of(office);
  DecoratorPlugin::About about{office.list.name, std::nullopt, opened.is_signed(), false};
  if (footer) about.footer = *footer;
  Footer outcome{false, "no-decorator"};
  for (const auto& decorator : office.plugins.decorators()) {
    auto decorated = decorator.decorate(opened.outer, about);
    if (!decorated) {
      office.log.write(Severity::warning, "decorate",
                       {{"list", office.list.name}, {"problem", decorated.error().what}});
      outcome = {false, "failed"};
      continue;
    }
    outcome = {decorated->applied, decorated->reason};
    if (decorated->applied) {
      message = std::move(decorated->message);
      break;
    }
  }
  return Draft(std::move(authorized), std::move(message), std::move(outcome));
}

}  // namespace chancery
