#include "post.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"

#include <cstdlib>

namespace e2e {

namespace {

std::string header(const Letter& letter) {
  return "From: " + letter.from + "\nTo: " + letter.to + "\nSubject: " + letter.subject +
         "\nMessage-ID: " + letter.id + "\nDate: Tue, 06 Jan 2026 12:00:00 +0000\n" +
         letter.more_fields;
}

std::string entity(const Letter& letter) {
  return "Content-Type: text/plain; charset=utf-8\n\n" + letter.body;
}

std::string openssl(Words words, std::string_view input) {
  words.insert(words.begin(), "openssl");
  const auto ran = run(words, input);
  INFO(ran.err);
  REQUIRE(ran.exit == 0);
  return ran.out;
}

std::string signed_entity(const std::string& name, const std::string& content, Words options) {
  Words words = {"cms",    "-sign",           "-md", "sha256", "-signer", pki(name + ".pem"),
                 "-inkey", pki(name + ".key")};
  words.insert(words.end(), options.begin(), options.end());
  return in_lf(openssl(words, content));
}

std::string encrypted_entity(const Words& names, const std::string& content,
                             const std::string& cipher) {
  Words words = {"cms", "-encrypt", cipher};
  for (const auto& name : names) words.push_back(pki(name + ".pem"));
  return in_lf(openssl(words, content));
}

Words decryption(const std::string& name) {
  return {"openssl", "cms", "-decrypt", "-recip", pki(name + ".pem"), "-inkey", pki(name + ".key")};
}

}  // namespace

fs::path pki(const std::string& name) { return test::build_folder() / "e2e-pki" / name; }

std::string_view newline() {
  const char* word = std::getenv("CHANCERY_TEST_NEWLINE");
  return word && std::string_view(word) == "crlf" ? "\r\n" : "\n";
}

std::string in_lf(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (!(text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n')) out += text[i];
  return out;
}

std::string in_this_world(std::string_view text) {
  std::string out;
  for (const char c : in_lf(text)) {
    if (c == '\n')
      out += newline();
    else
      out += c;
  }
  return out;
}

std::string plain(const Letter& letter) {
  return in_this_world(header(letter) + "MIME-Version: 1.0\n" + entity(letter));
}

std::string sign(const std::string& name, const Letter& letter, const Words& options) {
  return in_this_world(header(letter) + signed_entity(name, entity(letter), options));
}

std::string sign_below(const std::string& name, const std::string& header,
                       const std::string& entity) {
  return in_this_world(header + signed_entity(name, entity, {}));
}

std::string encrypt(const Words& names, const Letter& letter, const std::string& cipher) {
  return in_this_world(header(letter) + encrypted_entity(names, entity(letter), cipher));
}

std::string sign_and_encrypt(const std::string& signer, const Words& names, const Letter& letter,
                             const std::string& cipher) {
  const auto inside = signed_entity(signer, entity(letter), {});
  return in_this_world(header(letter) + encrypted_entity(names, inside, cipher));
}

std::string encrypt_around(const std::string& post, const Words& names, const std::string& more) {
  const auto [header, entity] = cut(in_lf(post));
  return in_this_world(header + encrypted_entity(names, entity + more, "-aes-256-cbc"));
}

Cut cut(const std::string& post) {
  Cut result;
  bool content = false;
  std::size_t at = 0;
  while (at < post.size()) {
    const auto end = post.find('\n', at) + 1;
    const auto line = post.substr(at, end - at);
    if (line == "\n" || line == "\r\n") break;
    if (line[0] != ' ' && line[0] != '\t')
      content = line.starts_with("Content-") || line.starts_with("MIME-Version");
    (content ? result.entity : result.header) += line;
    at = end;
  }
  result.entity += post.substr(at);
  return result;
}

std::string sign_around(const std::string& signer, const std::string& post) {
  const auto [header, entity] = cut(post);
  const auto ran = run(
      {"openssl", "cms", "-sign", "-signer", pki(signer + ".pem"), "-inkey", pki(signer + ".key")},
      entity);
  REQUIRE(ran.exit == 0);
  return header + in_this_world(ran.out);
}

std::string decrypt(const std::string& name, std::string_view message) {
  const auto ran = run(decryption(name), message);
  INFO("opening as " << name << ": " << ran.err);
  REQUIRE(ran.exit == 0);
  return ran.out;
}

bool can_decrypt(const std::string& name, std::string_view message) {
  return run(decryption(name), message).exit == 0;
}

std::string below_list_header(std::string_view copy) {
  INFO(copy.substr(0, 1000));
  REQUIRE(copy.starts_with("Authentication-Results: lists.example.org;"));
  const auto last = copy.find("\nX-Loop: ");
  REQUIRE(last != std::string_view::npos);
  return std::string(copy.substr(copy.find('\n', last + 1) + 1));
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace e2e
