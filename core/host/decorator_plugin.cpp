#include "host/decorator_plugin.hpp"

#include "host/answer.hpp"

namespace chancery {

namespace {

struct Building {
  const Message& message;
  Spliced spliced;
  bool out_of_range = false;
};

void keep(void* self, std::size_t offset, std::size_t size) noexcept {
  auto& building = *static_cast<Building*>(self);
  const auto raw = building.message.raw();
  if (offset > raw.size() || size > raw.size() - offset)
    building.out_of_range = true;
  else
    building.spliced.keep(building.message.buffer(), raw.substr(offset, size));
}

void insert(void* self, const char* data, std::size_t size) noexcept {
  if (data) static_cast<Building*>(self)->spliced.add(std::string(data, size));
}

}  // namespace

Result<DecoratorPlugin::Decorated> DecoratorPlugin::decorate(const Message& message,
                                                             const About& about) const {
  const MessageView message_view(message);
  const std::uint32_t protection =
      (about.root_signed ? std::uint32_t{CHANCERY_ROOT_SIGNED} : 0) |
      (about.root_encrypted ? std::uint32_t{CHANCERY_ROOT_ENCRYPTED} : 0);
  const chancery_decorate_request request{
      sizeof request, protection, message_view.get(), view(about.list),
      about.footer ? view(*about.footer) : chancery_view{nullptr, 0}};
  Building building{message, {}, false};
  const chancery_splice_sink splice{&building, &keep, &insert};
  std::int32_t applied = 0;
  Decorated decorated;
  const StringSink reason(decorated.reason);
  auto done = ask(plugin_, "decorating", [&](const chancery_sink* error) {
    return table_->decorate(table_->self, &request, &applied, &splice, reason.get(), error);
  });
  if (!done) return done.error();
  if (building.out_of_range) return broken_contract(plugin_, "it keeps bytes that are not there");
  if (applied != 0 && applied != 1)
    return broken_contract(plugin_, "whether it decorated is neither yes nor no");
  decorated.applied = applied == 1;
  if (decorated.applied && building.spliced.size() == 0)
    return broken_contract(plugin_, "it leaves nothing of the message");
  if (!decorated.applied && decorated.reason.empty())
    return broken_contract(plugin_, "it does not decorate and does not say why");
  decorated.reason = printable(decorated.reason);
  if (decorated.applied) decorated.message = std::move(building.spliced);
  return decorated;
}

}  // namespace chancery
