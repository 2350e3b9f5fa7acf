// parse: bytes to structure, beside one memchr pass for the line breaks of the same bytes.
#include "bench.hpp"
#include "mail/message.hpp"

#include <cstring>
#include <string>

using namespace chancery;

namespace {

std::size_t count_lines(std::string_view text) {
  std::size_t count = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    const void* found = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
    if (!found) break;
    at = static_cast<const char*>(found) + 1;
    ++count;
  }
  return count;
}

// Lines of 76 characters, as base64 has.
std::string filler(std::size_t size) {
  const std::string line = std::string(76, 'A').append("\r\n");
  std::string text;
  while (text.size() < size) text += line;
  return text;
}

constexpr std::string_view head =
    "Received: from a.example.org (a.example.org [192.0.2.1])\r\n\tby b.example.org (Postfix) with "
    "ESMTPS id 4XYZ\r\n\tfor <list@lists.example.org>; Tue, 24 Nov 2026 09:00:00 +0000 (UTC)\r\n"
    "From: Alice <alice@example.org>\r\nTo: list@lists.example.org\r\nSubject: minutes\r\n"
    "Message-ID: <1@example.org>\r\nDate: Tue, 24 Nov 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\n";

// `size` bytes of content inside `depth` multiparts.
std::string nested(std::size_t depth, std::size_t size) {
  std::string begin, end;
  for (std::size_t i = 0; i < depth; ++i) {
    const auto boundary = "boundary-" + std::to_string(i);
    begin += "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"\r\n\r\n--" + boundary +
             "\r\n";
    end = "\r\n--" + boundary + "--\r\n" + end;
  }
  return begin + "Content-Type: application/octet-stream\r\n\r\n" + filler(size) + end;
}

std::string many_parts(std::size_t part_size, std::size_t size) {
  std::string text = "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n";
  while (text.size() < size)
    text += "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + filler(part_size);
  return text + "--b--\r\n";
}

void measure(std::string_view what, const std::string& content) {
  const auto buffer = make_buffer(std::string(head) + content);
  const auto ours = bench::median_ns([&] {
    const auto message = Message::parse(buffer);
    bench::keep(message);
  });
  const auto bare = bench::median_ns([&] {
    const auto count = count_lines(*buffer);
    bench::keep(count);
  });
  bench::row("parse", what, ours, bare);
}

}  // namespace

void bench_parse() {
  measure("1 MB plain", "\r\n" + filler(1'000'000));
  measure("1 MB in a multipart", nested(1, 1'000'000));
  measure("1 MB, signed with an attachment", nested(3, 1'000'000));
  measure("1 MB, forwarded often: 20 deep", nested(20, 1'000'000));
  measure("1 MB in parts of 10 KB", many_parts(10'000, 1'000'000));
  measure("1 MB in parts of 1 KB", many_parts(1'000, 1'000'000));
  measure("50 KB, signed with an attachment", nested(3, 50'000));
  measure("2 KB, signed with an attachment", nested(3, 2'000));
}
