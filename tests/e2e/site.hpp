// A site in a temporary folder and the binary that works on it: what the end-to-end tests look at.
// Every output of every run is searched for passwords and keys.
#pragma once

#include "post.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"

#include <nlohmann/json.hpp>

#include <map>

namespace e2e {

using Json = nlohmann::json;

// The binary, with these arguments alone. Fails the test when its output holds a secret.
Ran chancery(const Words& arguments, std::string_view input = {});

// Every file below a folder, with its content.
using Tree = std::map<std::string, std::string>;
Tree tree(const fs::path& folder);

class Site {
 public:
  // `init` for lists.example.org with make-pki's authority and password.
  explicit Site(const Words& more_init_options = {});

  const fs::path& root() const { return root_; }
  fs::path list_folder() const { return root_ / "lists/notes"; }

  // --root and these arguments.
  Ran operator()(Words arguments, std::string_view input = {}) const;
  // The same, which must exit 0 and say nothing on standard error.
  Ran quietly(const Words& arguments, std::string_view input = {}) const;
  Ran deliver(std::string_view message, const Words& more = {}) const;
  // `explain --json`, which must exit 0.
  Json explain(std::string_view message, const Words& more = {}) const;

  // The list notes@lists.example.org with alice (RSA), bob (RSA), carol (EC) and dave, who has no
  // certificate.
  void make_list(const Words& create_options = {}) const;
  // The same with the list's own key.
  void make_list_with_key(const Words& create_options = {}) const;

  // Puts these lines before those of list.toml.
  void choose(const std::string& lines) const;

  // What lies in out/ADDRESS/new.
  std::vector<std::string> copies_for(const std::string& address) const;
  // The one copy; fails the test where there are none or more.
  std::string copy_for(const std::string& address) const;
  std::size_t copies() const;  // of all addresses
  // The messages in DIR/held or DIR/failed, each with its .why read as JSON.
  struct Kept {
    std::string message;
    Json why;
  };
  std::vector<Kept> kept(const std::string& folder) const;

 private:
  test::TemporaryFolder folder_;
  fs::path root_;
};

inline const Words members = {"alice@example.org", "bob@example.org", "carol@example.org",
                              "dave@example.org"};

}  // namespace e2e
