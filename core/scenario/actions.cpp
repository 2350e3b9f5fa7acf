#include "scenario/actions.hpp"

#include <algorithm>
#include <array>

namespace chancery::scenario {

namespace {

constexpr std::array<std::string_view, 10> all = {"do_it",  "reject", "request_auth", "editorkey",
                                                  "editor", "owner",  "listmaster",   "ham",
                                                  "spam",   "unsure"};

struct Function {
  std::string_view name, actions;  // separated by blanks
};

// From what Sympa's program does with the answer, function by function. To a post, `owner` and
// `listmaster` fail there and tell the listmasters; here they hold it and tell them.
constexpr std::array functions = {
    Function{"send", "do_it reject request_auth editorkey editor owner listmaster"},
    Function{"spam_status", "ham spam unsure"},
    Function{"subscribe", "do_it reject request_auth owner"},
    Function{"unsubscribe", "do_it reject request_auth owner"},
    Function{"add", "do_it reject request_auth"},
    Function{"del", "do_it reject request_auth"},
    Function{"invite", "do_it reject request_auth"},
    Function{"remind", "do_it reject request_auth"},
    Function{"global_remind", "do_it reject request_auth"},
    Function{"review", "do_it reject request_auth"},
    Function{"move_user", "do_it reject request_auth"},
    Function{"family_signoff", "do_it reject request_auth"},
    Function{"info", "do_it reject"},
    Function{"visibility", "do_it reject"},
    Function{"topics_visibility", "do_it reject"},
    Function{"tracking", "do_it reject"},
    Function{"archive_mail_access", "do_it reject"},
    Function{"archive_web_access", "do_it reject"},
    Function{"automatic_list_creation", "do_it reject"},
    Function{"d_read", "do_it reject"},
    Function{"d_edit", "do_it reject editor"},
    Function{"create_list", "do_it reject listmaster"},
};

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> found;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    found.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return found;
}

}  // namespace

bool is_action(std::string_view word) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

std::vector<std::string> actions_of(std::string_view function) {
  for (const auto& known : functions)
    if (known.name == function) return words(known.actions);
  return {all.begin(), all.end()};
}

}  // namespace chancery::scenario
