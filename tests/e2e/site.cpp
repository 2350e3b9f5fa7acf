#include "site.hpp"

namespace e2e {

namespace {

std::vector<std::string> secrets() {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(pki(""))) {
    const auto extension = entry.path().extension();
    if (extension != ".key" && extension != ".password") continue;
    const auto text = read(entry.path());
    for (std::size_t at = 0; at < text.size();) {
      const auto end = text.find('\n', at);
      const auto line = text.substr(at, end - at);
      if (line.size() > 15 && line[0] != '-') found.push_back(line);
      if (end == std::string::npos) break;
      at = end + 1;
    }
  }
  return found;
}

void check_silence(const Ran& ran) {
  static const auto known = secrets();
  REQUIRE(known.size() > 100);
  for (const auto& secret : known) {
    if (ran.out.find(secret) != std::string::npos) FAIL_CHECK("a secret is in the output");
    if (ran.err.find(secret) != std::string::npos) FAIL_CHECK("a secret is in the messages");
  }
}

Words joined(Words first, const Words& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

Ran chancery(const Words& arguments, std::string_view input) {
  auto ran = run(joined({test::binary()}, arguments), input);
  check_silence(ran);
  return ran;
}

Tree tree(const fs::path& folder) {
  Tree found;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    found[entry.path().string()] = entry.is_regular_file() ? read(entry.path()) : "";
  return found;
}

Site::Site(const Words& more_init_options) : root_(folder_.path() / "site") {
  quietly(joined({"init", "--domain", "lists.example.org", "--ca-file", pki("ca.pem"),
                  "--key-password-file", pki("site.password")},
                 more_init_options));
}

Ran Site::operator()(Words arguments, std::string_view input) const {
  return chancery(joined({"--root", root_}, arguments), input);
}

Ran Site::quietly(const Words& arguments, std::string_view input) const {
  auto ran = (*this)(arguments, input);
  INFO("chancery " << arguments[0] << "\n" << ran.out << ran.err);
  REQUIRE(ran.exit == 0);
  REQUIRE(ran.err == "");
  return ran;
}

Ran Site::deliver(std::string_view message, const Words& more) const {
  return (*this)(joined({"deliver", "notes"}, more), message);
}

Json Site::explain(std::string_view message, const Words& more) const {
  const auto ran = (*this)(joined({"--json", "explain", "notes"}, more), message);
  INFO(ran.err);
  REQUIRE(ran.exit == 0);
  return Json::parse(ran.out);
}

void Site::make_list(const Words& create_options) const {
  quietly(joined({"list", "create", "notes@lists.example.org"}, create_options));
  for (const std::string name : {"alice", "bob", "carol"})
    quietly({"member", "add", "notes", name + "@example.org", "--cert", pki(name + ".pem")});
  quietly({"member", "add", "notes", "dave@example.org"});
}

void Site::make_list_with_key(const Words& create_options) const {
  make_list(create_options);
  quietly({"list", "key", "notes", "--cert", pki("notes.pem"), "--key", pki("notes.key")});
}

void Site::choose(const std::string& lines) const {
  const auto file = list_folder() / "list.toml";
  write(file, lines + read(file));
}

std::vector<std::string> Site::copies_for(const std::string& address) const {
  std::vector<std::string> found;
  const auto folder = root_ / "out" / address / "new";
  if (!fs::exists(folder)) return found;
  for (const auto& entry : fs::directory_iterator(folder)) found.push_back(read(entry.path()));
  return found;
}

std::string Site::copy_for(const std::string& address) const {
  const auto found = copies_for(address);
  INFO("copies for " << address);
  REQUIRE(found.size() == 1);
  return found[0];
}

std::size_t Site::copies() const {
  std::size_t count = 0;
  if (!fs::exists(root_ / "out")) return count;
  for (const auto& entry : fs::directory_iterator(root_ / "out"))
    count += copies_for(entry.path().filename()).size();
  return count;
}

std::vector<Site::Kept> Site::kept(const std::string& folder) const {
  std::vector<Kept> found;
  if (!fs::exists(root_ / folder)) return found;
  for (const auto& entry : fs::directory_iterator(root_ / folder)) {
    if (entry.path().extension() == ".why") continue;
    auto beside = entry.path();
    beside.replace_extension(".why");
    INFO(entry.path());
    REQUIRE(fs::exists(beside));
    found.push_back({read(entry.path()), Json::parse(read(beside))});
  }
  return found;
}

}  // namespace e2e
