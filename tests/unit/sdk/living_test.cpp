// The object behind the C interface keeps the order of a plugin's life.
#include <chancery/plugin.hpp>

#include "support/catch.hpp"

#include <stdexcept>
#include <string_view>
#include <vector>

using namespace chancery;

namespace {

std::vector<std::string> calls;

class Recorded final : public Auth, public Predicate {
 public:
  explicit Recorded(Host) { calls.push_back("create"); }
  ~Recorded() override { calls.push_back("destroy"); }
  Result<void> configure(const Settings& settings) {
    calls.push_back("configure");
    if (settings.flag("fail")) return Err(Code::misconfigured, "told to fail");
    return {};
  }
  Result<void> start() {
    calls.push_back("start");
    return {};
  }
  void stop() {
    calls.push_back("stop");
    throw std::runtime_error("thrown");
  }
  Result<void> authenticate(const chancery_auth_request&, const Claims&) override { return {}; }
  Result<bool> evaluate(const chancery_predicate_request&) override { return true; }
};

class Refusing final : public Auth {
 public:
  Refusing() { throw std::runtime_error("not today"); }
  Result<void> authenticate(const chancery_auth_request&, const Claims&) override { return {}; }
};

const chancery_host host{sizeof host, 0, "test", nullptr,
                         [](void*, const char*) -> const void* { return nullptr; }};
const chancery_settings none{sizeof none, sizeof(chancery_setting), nullptr, 0};

}  // namespace

TEST_CASE("a life is created, configured, started, stopped and destroyed") {
  calls.clear();
  const auto* p = detail::create<Recorded>(&host, nullptr);
  REQUIRE(p);
  CHECK(p->role(p->self, CHANCERY_ROLE_AUTH) == nullptr);  // not before it is started
  CHECK(p->configure(p->self, &none, nullptr) == CHANCERY_OK);
  CHECK(p->start(p->self, nullptr) == CHANCERY_OK);
  CHECK(p->role(p->self, CHANCERY_ROLE_AUTH) != nullptr);
  CHECK(p->role(p->self, CHANCERY_ROLE_PREDICATE) != nullptr);
  CHECK(p->role(p->self, CHANCERY_ROLE_CRYPTO) == nullptr);
  CHECK(p->role(p->self, "chancery.weather/1") == nullptr);
  p->stop(p->self);
  p->stop(p->self);
  CHECK(p->role(p->self, CHANCERY_ROLE_AUTH) == nullptr);
  p->destroy(p->self);
  CHECK(calls == std::vector<std::string>{"create", "configure", "start", "stop", "destroy"});
}

TEST_CASE("calls out of order answer that they are") {
  calls.clear();
  std::string said;
  const StringSink error(said);
  const auto* p = detail::create<Recorded>(&host, error.get());
  REQUIRE(p);
  CHECK(p->start(p->self, error.get()) == CHANCERY_MISCONFIGURED);
  CHECK_THAT(said, Contains("start was called out of order"));
  CHECK(p->configure(p->self, &none, error.get()) == CHANCERY_OK);
  CHECK(p->configure(p->self, &none, error.get()) == CHANCERY_MISCONFIGURED);
  p->stop(p->self);  // it was never started
  p->destroy(p->self);
  CHECK(calls == std::vector<std::string>{"create", "configure", "destroy"});
}

TEST_CASE("a plugin that refused its settings does not start") {
  const chancery_setting item{view("fail"), view(""), 1};
  const chancery_settings settings{sizeof settings, sizeof item, &item, 1};
  const auto* p = detail::create<Recorded>(&host, nullptr);
  REQUIRE(p);
  CHECK(p->configure(p->self, &settings, nullptr) == CHANCERY_MISCONFIGURED);
  CHECK(p->start(p->self, nullptr) == CHANCERY_MISCONFIGURED);
  p->destroy(p->self);
}

TEST_CASE("a constructor that throws makes no plugin and says why") {
  std::string said;
  const StringSink error(said);
  CHECK(detail::create<Refusing>(&host, error.get()) == nullptr);
  CHECK(said == "not today");
}

TEST_CASE("the image of a plugin lists the roles that its class derives from") {
  constexpr auto image =
      detail::image_of<Recorded>(About("both", "1.2", "Both.").since(0).needs("chancery.log/1"));
  CHECK(std::string_view(image.head.magic, 8) == CHANCERY_MAGIC);
  CHECK(image.head.size == sizeof image);
  CHECK(image.head.head_size == sizeof(chancery_descriptor));
  REQUIRE(image.head.roles.count == 2);
  CHECK(std::string_view(image.roles[0].text) == CHANCERY_ROLE_AUTH);
  CHECK(std::string_view(image.roles[1].text) == CHANCERY_ROLE_PREDICATE);
  CHECK(std::string_view(image.services[0].text) == "chancery.log/1");
}
