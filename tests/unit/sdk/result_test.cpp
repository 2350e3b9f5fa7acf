// Result, sinks and the thunk: what plugins stand on.
#include <chancery/host.hpp>
#include <chancery/thunk.hpp>

#include "support/catch.hpp"

#include <memory>
#include <new>
#include <stdexcept>
#include <vector>

using namespace chancery;

namespace {

// The code and the sentence of what `function` does behind the thunk.
template <class Function>
std::pair<chancery_code, std::string> behind(Function function) {
  std::string said;
  const StringSink error(said);
  const auto code = guarded(error.get(), function);
  return {code, said};
}

}  // namespace

TEST_CASE("a result is a value or an error") {
  const Result<int> good = 7;
  const Result<int> bad = Err(Code::no_key, "opening the key", "give the password");
  CHECK((good && good.has_value() && *good == 7));
  CHECK_FALSE(bad);
  CHECK(bad.error().code == Code::no_key);
  CHECK(bad.error().what == "opening the key");
  CHECK(bad.error().hint == "give the password");
  CHECK(Result<void>());
  CHECK_FALSE(Result<void>(bad.error()));
}

TEST_CASE("a result hands over what can only be moved") {
  Result<std::unique_ptr<int>> made = std::make_unique<int>(7);
  const auto taken = std::move(*made);
  CHECK(*taken == 7);
}

TEST_CASE("errors and exceptions become codes and sentences, and none gets through") {
  using Answer = std::pair<chancery_code, std::string>;
  CHECK(behind([] { return Result<void>(); }) == Answer(CHANCERY_OK, ""));
  CHECK(behind([] { return Result<void>(Err(Code::no_key, "what", "hint")); }) ==
        Answer(CHANCERY_NO_KEY, "what (hint)"));
  CHECK(behind([]() -> Result<void> { throw std::runtime_error("thrown"); }) ==
        Answer(CHANCERY_FAILED, "thrown"));
  CHECK(behind([]() -> Result<void> { throw std::bad_alloc(); }) ==
        Answer(CHANCERY_TRY_LATER, "out of memory"));
  CHECK(behind([]() -> Result<void> { throw 42; }) ==
        Answer(CHANCERY_FAILED, "an exception of unknown type"));
  CHECK(guarded(nullptr, []() -> Result<void> { throw 42; }) == CHANCERY_FAILED);
}

TEST_CASE("every code of the interface comes back as it went") {
  for (const auto code : {Code::failed, Code::try_later, Code::unsupported, Code::misconfigured,
                          Code::no_key, Code::unusable})
    CHECK(from_c(to_c(code)) == code);
  CHECK(from_c(99) == Code::failed);
  CHECK(from_c(-1) == Code::failed);
}

TEST_CASE("not there and empty differ, and neither is looked at") {
  CHECK(view("").data != nullptr);
  CHECK(view(std::string_view()).data != nullptr);
  CHECK(text({nullptr, 99}).empty());
  std::string into;
  const StringSink sink(into);
  sink.get()->write(sink.get()->self, nullptr, 99);
  write(sink.get(), "one ");
  write(sink.get(), "two");
  write(nullptr, "three");
  CHECK(into == "one two");
}

TEST_CASE("records are found by the stride of the one who made them") {
  struct Longer {
    chancery_setting setting;
    std::uint64_t newer;
  };
  const std::vector<Longer> items = {{{view("a"), view("x"), 1}, 7},
                                     {{view("b"), view("y"), 2}, 8}};
  const chancery_settings given{sizeof given, sizeof(Longer), &items[0].setting, items.size()};
  const Settings settings(&given);
  CHECK(settings.text("a") == "x");
  CHECK(settings.number("b") == 2);
  CHECK(settings.text("b") == "y");
  CHECK(CHANCERY_AT(chancery_setting, given.items, given.stride, 1)->number == 2);
}

TEST_CASE("a member is there when the struct is long enough for it") {
  chancery_log log{};
  log.size = sizeof log;
  CHECK(CHANCERY_HAS(&log, chancery_log, write));
  log.size = sizeof log - 1;
  CHECK_FALSE(CHANCERY_HAS(&log, chancery_log, write));
  CHECK(CHANCERY_HAS(&log, chancery_log, self));
}
