// What the header of a post says of the list, and what its sender cannot say.
#include "support/catch.hpp"

#include "flow/list_header.hpp"

using namespace chancery;
using Catch::Matchers::Contains;

namespace {

ListSettings list_named(const std::string& name, const std::string& domain) {
  return {name, *Address::make(name + "@" + domain), {}, {}};
}

const ListSettings notes = list_named("notes", "lists.example.org");

std::string passed_on(const std::string& text) {
  const auto message = Message::parse(make_buffer(text));
  REQUIRE(message);
  Spliced all;
  all.keep(message->buffer(), message->raw());
  return without_list_fields(all, *message, notes).flatten();
}

bool has_been_here(const std::string& field) {
  const auto message = Message::parse(make_buffer("From: a@b.example\r\n" + field + "\r\n\r\nx"));
  REQUIRE(message);
  return has_passed(*message, notes);
}

}  // namespace

TEST_CASE("the header names the list and the ways to it") {
  CHECK(ListHeader(notes, "\n").text("bob@example.org") ==
        "List-Id: <notes.lists.example.org>\n"
        "List-Post: <mailto:notes@lists.example.org>\n"
        "List-Help: <mailto:notes-request@lists.example.org?subject=help>\n"
        "List-Subscribe: <mailto:notes-request@lists.example.org?subject=subscribe>\n"
        "List-Unsubscribe: <mailto:notes-request@lists.example.org?subject=unsubscribe>\n"
        "List-Owner: <mailto:notes-owner@lists.example.org>\n"
        "Precedence: list\n"
        "X-Loop: notes@lists.example.org\n");
}

TEST_CASE("pages are named where the list has them, and one click only for a member alone") {
  auto list = notes;
  list.archive_url = "https://example.org/archive";
  list.unsubscribe_url = "https://example.org/leave";
  const ListHeader same(list, "\r\n");
  CHECK_FALSE(same.is_personal());
  const auto text = same.text("bob@example.org");
  CHECK_THAT(text, Contains("List-Archive: <https://example.org/archive>\r\n"));
  CHECK_THAT(text, Contains("List-Unsubscribe: <https://example.org/leave>,\r\n <mailto:"));
  CHECK_THAT(text, !Contains("One-Click"));

  list.unsubscribe_url = "https://example.org/leave?who={member}";
  const ListHeader personal(list, "\r\n");
  CHECK(personal.is_personal());
  CHECK_THAT(personal.text("bob>\r\nX: zo\xc3\xab@example.org"),
             Contains("?who=bob%3E%0D%0AX%3A%20zo%C3%AB%40example.org>") &&
                 Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
}

TEST_CASE("no line is longer than its longest word needs") {
  const auto list = list_named(std::string(60, 'n'), "a-rather-long-name.lists.example.org");
  const auto header = ListHeader(list, "\n").text({});
  for (std::size_t at = 0; at < header.size();) {
    const auto end = header.find('\n', at);
    const auto line = header.substr(at, end - at);
    INFO(line);
    CHECK((line.size() <= 78 || line.find(' ') == 0));
    at = end + 1;
  }
}

TEST_CASE("what a sender wrote for the list goes, and every other byte stays") {
  CHECK(passed_on("List-Id: <bank.example>\nFrom: a@b.example\nlist-unsubscribe: <https://evil>,\n"
                  " <https://worse>\nList-Unsubscribe-Post : x\nPRECEDENCE: bulk\nX-Loop: other@x\n"
                  "Subject: List-Id: no field\n\nList-Id: text\n") ==
        "From: a@b.example\nX-Loop: other@x\nSubject: List-Id: no field\n\nList-Id: text\n");
  const std::string part =
      "Content-Type: multipart/signed; boundary=b\n\n--b\nList-Id: <inside>\n\nx\n--b--\n";
  CHECK(passed_on("List-Post: <x>\n" + part) == part);
  CHECK(passed_on("From: a@b.example\r\nList-Id: <x>") == "From: a@b.example\r\n");
}

TEST_CASE("a first line that would continue our last field goes") {
  CHECK(passed_on(" injected\n\tmore\nFrom: a@b.example\n\nx\n") == "From: a@b.example\n\nx\n");
}

TEST_CASE("a list knows what it has distributed by its List-Id and its X-Loop") {
  CHECK(has_been_here("List-Id: <notes.lists.example.org>"));
  CHECK(has_been_here("list-id: \"Our <notes>\" \r\n <NOTES.Lists.example.org>"));
  CHECK(has_been_here("List-Id: notes.lists.example.org"));
  CHECK(has_been_here("X-Loop: other@x.example\r\nX-LOOP:  Notes@lists.example.org "));
  CHECK_FALSE(has_been_here("List-Id: <other.lists.example.org>"));
  CHECK_FALSE(has_been_here("List-Id: <notes.lists.example.org.evil>"));
  CHECK_FALSE(has_been_here("X-Loop: other@lists.example.org"));
  CHECK_FALSE(has_been_here("Subject: notes@lists.example.org"));
}
