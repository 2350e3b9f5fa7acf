#include "store/queue_files.hpp"

#include "base/file_descriptor.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chancery {
namespace {

constexpr std::string_view mark = "chancery message 1\n";
// Of the head: what LMTP lets through is far less.
constexpr std::size_t longest_head = 4 << 20;

Error broken(const std::string& id, const char* why) {
  return Err(Code::unusable, "reading " + id + " of the queue: " + why);
}

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool read_line(std::string_view line, Envelope& envelope) {
  const auto blank = line.find(' ');
  if (blank == std::string_view::npos) return false;
  const auto word = line.substr(0, blank), value = line.substr(blank + 1);
  if (word == "from") envelope.sender = value;
  if (word == "to") envelope.recipients.emplace_back(value);
  if (word == "utf8") envelope.utf8 = value == "yes";
  if (word != "received") return true;
  const auto time = number(value);
  if (time) envelope.received = from_seconds(*time);
  return time.has_value();
}

// How long the head is; 0: it is none.
std::size_t read_head(std::string_view text, Envelope& envelope) {
  if (!text.starts_with(mark)) return 0;
  for (std::size_t at = mark.size();;) {
    const auto end = text.find('\n', at);
    if (end == std::string_view::npos) return 0;
    if (end == at) return end + 1;
    if (!read_line(text.substr(at, end - at), envelope)) return 0;
    at = end + 1;
  }
}

std::optional<std::size_t> place_in(const std::string& id) {
  const auto place = number(std::string_view(id).substr(id.rfind('.') + 1));
  if (!place || *place < 0) return std::nullopt;
  return static_cast<std::size_t>(*place);
}

Result<std::string> read_beginning(const fs::path& file, std::size_t most, std::uint64_t& size) {
  const FileDescriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (descriptor.number() < 0) return file_failure("reading", file, errno);
  struct stat status {};
  if (::fstat(descriptor.number(), &status) < 0) return file_failure("reading", file, errno);
  size = static_cast<std::uint64_t>(status.st_size);
  std::string text(std::min<std::size_t>(most, size), '\0');
  for (std::size_t at = 0; at < text.size();) {
    const auto got = ::read(descriptor.number(), text.data() + at, text.size() - at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_failure("reading", file, errno);
    if (got == 0) return Err(Code::unusable, "reading " + file.string() + ": it became shorter");
    at += static_cast<std::size_t>(got);
  }
  return text;
}

}  // namespace

std::string head_of(const Envelope& envelope) {
  std::string head(mark);
  head += "received " + std::to_string(seconds(envelope.received)) + "\n";
  head += "from " + envelope.sender + "\n";
  if (envelope.utf8) head += "utf8 yes\n";
  for (const auto& recipient : envelope.recipients) head += "to " + recipient + "\n";
  return head + "\n";
}

Result<void> QueueFiles::make_folders() const {
  for (const auto& folder : {folder_, unfinished(), accepted(), messages()})
    if (auto made = make_folder(folder); !made) return made;
  return {};
}

Result<void> QueueFiles::clear_unfinished() const {
  std::error_code failed;
  for (fs::directory_iterator entry(unfinished(), failed), end; !failed && entry != end;
       entry.increment(failed))
    ::unlink(entry->path().c_str());
  if (!failed) return {};
  return file_failure("looking through", unfinished(), failed.value());
}

Result<std::vector<std::string>> QueueFiles::ids(const fs::path& folder) const {
  std::vector<std::string> found;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed))
    found.push_back(entry->path().filename().string());
  if (failed) return file_failure("looking through", folder, failed.value());
  std::sort(found.begin(), found.end());
  return found;
}

bool QueueFiles::has(const std::string& id) const {
  return ::access((messages() / id).c_str(), F_OK) == 0 ||
         ::access((accepted() / id).c_str(), F_OK) == 0;
}

// Where it fails the file stays, and the next who looks finds its row.
void QueueFiles::settle(const std::string& id) const {
  if (::rename((accepted() / id).c_str(), (messages() / id).c_str()) != 0) return;
}

// `in` first: somebody may be moving it out of there right now.
Result<void> QueueFiles::remove(const std::string& id) const {
  for (const auto& file : {accepted() / id, messages() / id})
    if (::unlink(file.c_str()) != 0 && errno != ENOENT)
      return file_failure("removing", file, errno);
  return {};
}

Result<void> QueueFiles::sync_removals() const {
  if (auto done = sync_folder(accepted()); !done) return done;
  return sync_folder(messages());
}

Result<QueueFiles::Read> QueueFiles::read(const std::string& id, std::size_t most,
                                          bool whole) const {
  const auto place = place_in(id);
  if (!place) return broken(id, "its name is not one of ours");
  std::uint64_t size = 0;
  // It may move from `in` to `messages` between two looks, but only once and only that way.
  auto text = read_beginning(messages() / id, most, size);
  if (!text && text.error().code == Code::not_found)
    text = read_beginning(accepted() / id, most, size);
  if (!text && text.error().code == Code::not_found)
    text = read_beginning(messages() / id, most, size);
  if (!text) return text.error();
  Read read;
  const auto head = read_head(*text, read.envelope);
  if (head == 0) return broken(id, "it does not begin with an envelope");
  if (*place >= read.envelope.recipients.size()) return broken(id, "it has no such recipient");
  read.recipient = read.envelope.recipients[*place];
  read.size = size - head;
  if (whole) read.message = text->erase(0, head);
  return read;
}

Result<QueueFiles::Read> QueueFiles::read_envelope(const std::string& id) const {
  auto read = this->read(id, 4096, false);
  if (read || read.error().code != Code::unusable) return read;
  return this->read(id, longest_head, false);  // with very many recipients
}

Result<QueueFiles::Read> QueueFiles::read(const std::string& id) const {
  return read(id, std::size_t(-1), true);
}

}  // namespace chancery
