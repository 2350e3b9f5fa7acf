// Dates, numbers and addresses of clients, as Sympa orders them.
#include "read.hpp"
#include "support/catch.hpp"

#include "scenario/netmask.hpp"
#include "scenario/order.hpp"
#include "scenario/text_filter.hpp"

using namespace test;

namespace {

constexpr std::int64_t day = 86400;
const Time now = from_seconds(1'700'000'000);

std::optional<std::int64_t> epoch(const std::string& date) {
  const auto found = epoch_of(date, now);
  return found ? std::optional(*found) : std::nullopt;
}

bool is_within(const std::string& mask, const std::string& address) {
  return Netmask::read(mask).value().has(address).value();
}

}  // namespace

TEST_CASE("a date is a number, a moment or the time of execution, and a duration more or less") {
  CHECK(epoch("0") == 0);
  CHECK(epoch("1700000000") == 1'700'000'000);
  CHECK(epoch("execution_date") == seconds(now));
  CHECK(epoch("execution_date-7d") == seconds(now) - 7 * day);
  CHECK(epoch("execution_date+1w1d") == seconds(now) + 8 * day);
  CHECK(epoch("100-1h1min1sec") == 100 - 3661);
  CHECK(epoch("100+1y") == 100 + 365 * day);
  CHECK(*epoch("2026y3m2d") - *epoch("2026y3m1d") == day);
  CHECK(*epoch("2026y1m1d12h30min5sec") - *epoch("2026y") == 12 * 3600 + 30 * 60 + 5);
  CHECK(epoch("2026y") == epoch("2026y1m1d"));
  CHECK(*epoch("2026y1m15d+1m") - *epoch("2026y1m15d") == 31 * day);
  CHECK(*epoch("2024y2m1d+1m") - *epoch("2024y2m1d") == 28 * day);  // as in Sympa
}

TEST_CASE("what is no date is none, and not the present time") {
  for (const std::string date : {"",
                                 "now",
                                 "soon",
                                 "2026",
                                 "20260y",
                                 "2026y13m",
                                 "2026y2m30d",
                                 "2026y1d1m",
                                 "2026y24h",
                                 "2026y60min",
                                 "execution_date-",
                                 "execution_date-7",
                                 "execution_date-7x",
                                 "-5",
                                 "1+1m1y",
                                 "1-25m",
                                 "1-99999999999d",
                                 "999999999999999999999",
                                 "1.5",
                                 "execution_date--7d",
                                 "+1d"}) {
    INFO(date);
    if (date == "2026")
      CHECK(epoch(date) == 2026);
    else
      CHECK_FALSE(epoch(date));
  }
}

TEST_CASE("older is also at the same second, newer is not") {
  CHECK(decision("older('100','100') smtp -> do_it") == "do_it");
  CHECK(decision("newer('100','100') smtp -> do_it") == "reject no-rule-match");
  CHECK(decision("newer('101','100') smtp -> do_it") == "do_it");
  auto asked = question();
  asked.at = now;
  CHECK(decision("newer([current_date],execution_date-7d) smtp -> do_it", asked) == "do_it");
  CHECK(decision("older([current_date],'execution_date+1sec') smtp -> do_it", asked) == "do_it");
  People people;
  people.set("custom_vars->since", "yesterday");
  CHECK_THAT(decision("newer([custom_vars->since],'1') smtp -> do_it", asked, people),
             Contains("error") && Contains("no date"));
}

TEST_CASE("less_than compares numbers if the first is one, else texts") {
  CHECK(is_less("9", "10"));
  CHECK(is_less(" 9 ", "10.5"));
  CHECK_FALSE(is_less("9a", "10"));  // as texts
  CHECK(is_less("10", "9a") == false);
  CHECK(is_less("5", "10 apples"));  // the second counts as far as it is a number
  CHECK(is_less("a", "b"));
  CHECK_FALSE(is_less("b", "B"));
  CHECK(is_less("", "a"));
  CHECK_FALSE(is_less("a", ""));
  CHECK(is_less("-1e3", "0"));
  const auto post = message("X-N: 5\nX-N: 50\n\n");
  auto asked = question();
  asked.message = &post;
  CHECK(decision("less_than([header->X-N],'10') smtp -> do_it", asked) == "do_it");
  CHECK(decision("less_than([header->X-N][1],'10') smtp -> do_it", asked) ==
        "reject no-rule-match");
}

TEST_CASE("a netmask is a block, a range that is one, an address, or all") {
  CHECK(is_within("10.0.0.0/8", "10.255.0.1"));
  CHECK_FALSE(is_within("10.0.0.0/8", "11.0.0.1"));
  CHECK(is_within("10.0.0.0:255.0.0.0", "10.1.2.3"));
  CHECK(is_within("10.0.0.0/255.0.0.0", "10.1.2.3"));
  CHECK(is_within("10.0.0.0-10.0.0.255", "10.0.0.77"));
  CHECK_FALSE(is_within("10.0.0.0-10.0.0.255", "10.0.1.0"));
  CHECK(is_within("192.0.2.7", "192.0.2.7"));
  CHECK_FALSE(is_within("192.0.2.7", "192.0.2.8"));
  CHECK(is_within("2001:db8::/32", "2001:db8:1::5"));
  CHECK_FALSE(is_within("2001:db8::/32", "10.0.0.1"));
  CHECK((is_within("any", "::1") && is_within("default", "10.0.0.1")));
  for (const std::string mask : {"", "10", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/",
                                 "10.0.0.0-10.0.0.200", "10.0.0.0:255.0.255.0", "::1/129", "x/8"}) {
    INFO(mask);
    CHECK_FALSE(Netmask::read(mask));
  }
  CHECK_FALSE(Netmask::read("any").value().has("nowhere"));
}

TEST_CASE("verify_netmask is about a web client, and mail has none") {
  const std::string text = "verify_netmask('10.0.0.0/8') smtp -> do_it\n";
  CHECK(decision(text) == "reject no-rule-match");
  CHECK(decision("!" + text) == "do_it");
  People web;
  web.set("remote_addr", "10.1.2.3");
  CHECK(decision(text, question(), web) == "do_it");
  web.set("remote_addr", "nonsense");
  CHECK_THAT(decision(text, question(), web), Contains("error"));
}

TEST_CASE("in a text filter * is anything, anywhere and as often as one likes") {
  const std::string filter = "# all\n;x\n\n  bob@x.org  \r\n*@staff.*.org\nA*B*c@*\n*x#y\n";
  for (const std::string text :
       {"bob@x.org", "BOB@X.org", "eve@staff.a.b.org", "a--b--c@anywhere", "abc@", "x#y"})
    CHECK(text_filter_finds(filter, text));
  for (const std::string text :
       {"", "# all", "x", "bob@x.orgs", "abob@x.org", "eve@staff.org.x", "acb@x", "bobax.org"}) {
    INFO(text);
    CHECK_FALSE(text_filter_finds(filter, text));
  }
  CHECK(text_filter_finds("*", ""));
  CHECK_FALSE(text_filter_finds("a*a", "a"));
  CHECK_FALSE(text_filter_finds("", ""));
}

TEST_CASE("many stars do not make a filter run") {
  std::string pattern;
  for (int i = 0; i < 20'000; ++i) pattern += "*a";
  CHECK_FALSE(text_filter_finds(pattern + "*b", std::string(20'000, 'a')));
}

TEST_CASE("search asks for the sender, or for what is written second") {
  People people;
  people.with("search", "staff.txt", "b@x.org");
  CHECK(decision("search(staff.txt) smtp -> do_it", question(), people) == "reject no-rule-match");
  auto asked = question();
  asked.email = "b@x.org";
  CHECK(decision("search(staff.txt,[email]) smtp -> do_it", asked, people) == "do_it");
  CHECK(decision("search('staff.txt',[sender]) smtp -> do_it", asked, people) ==
        "reject no-rule-match");
  CHECK_THAT(decision("!search(fails.txt) smtp -> do_it"), Contains("error") && Contains("away"));
}
