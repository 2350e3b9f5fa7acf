#include "service/lmtp_dialogue.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace chancery::lmtp {
namespace {

constexpr std::string_view no_disk = "452 4.3.1 Not enough room here, try again later";
constexpr std::string_view no_place =
    "452 4.3.1 No message can be stored here now, try again later";
constexpr std::string_view too_long = "552 5.3.4 The message is longer than this server takes";
constexpr std::string_view not_now = "451 4.3.0 This server cannot take the message now";
constexpr std::string_view bare_line =
    "550 5.6.0 A carriage return or line feed stands alone in the message";

std::string line(std::string_view reply) { return std::string(reply) + "\r\n"; }

// How sure the sender may be that another try would help.
std::string reply_to(const Error& error) {
  if (error.code == Code::not_found) return "550 5.1.1 There is no such list here";
  if (error.code == Code::misconfigured) return "451 4.3.5 This server has to be mended first";
  return std::string(not_now);
}

// A disk that is full says so by the system's word alone, and a database may just be away.
std::string reply_to_writing(const Error& error) {
  return std::string(error.code == Code::try_later ? no_place : not_now);
}

}  // namespace

std::string Dialogue::greeting() const {
  return line("220 " + around_.host + " LMTP Chancery is ready");
}

Answer Dialogue::command(std::string_view text) {
  const auto [verb, rest] = parse_command(text);
  switch (verb) {
    case Verb::lhlo: return lhlo();
    case Verb::mail: return mail(rest);
    case Verb::rcpt: return rcpt(rest);
    case Verb::data: return data();
    case Verb::bdat: return bdat(rest);
    case Verb::rset: reset(); return {line("250 2.0.0 Forgotten"), Next::command};
    case Verb::noop: return {line("250 2.0.0 Yes"), Next::command};
    case Verb::quit: return {line("221 2.0.0 Good-bye"), Next::close};
    case Verb::vrfy: return {line("252 2.0.0 Send it and see"), Next::command};
    case Verb::help: return {line("214 2.0.0 RFC 2033"), Next::command};
    case Verb::other:
      return wrong("500 5.5.1 This server speaks LMTP, and that is no command of it");
  }
  return wrong("500 5.5.1 Unknown");
}

Answer Dialogue::line_too_long() { return wrong("500 5.5.2 The line is too long"); }

// Who only guesses is not served for ever.
Answer Dialogue::wrong(std::string_view reply) {
  if (++errors_ < around_.limits.errors) return {line(reply), Next::command};
  return {line(reply) + line("421 4.7.0 Too many errors"), Next::close};
}

Answer Dialogue::lhlo() {
  reset();
  greeted_ = true;
  return {line("250-" + around_.host) + line("250-PIPELINING") + line("250-8BITMIME") +
              line("250-SMTPUTF8") + line("250-ENHANCEDSTATUSCODES") +
              line("250-SIZE " + std::to_string(around_.limits.message_bytes)) +
              line("250-CHUNKING") + line("250 BINARYMIME"),
          Next::command};
}

Answer Dialogue::mail(std::string_view rest) {
  if (!greeted_) return wrong("503 5.5.1 LHLO comes first");
  if (mail_) return wrong("503 5.5.1 There is a sender already");
  const auto path = parse_path(rest, "FROM:");
  if (!path) return wrong("501 5.5.4 Write it as MAIL FROM:<address>");
  Envelope envelope;
  envelope.sender = path->address;
  if (const auto refusal = parameters(*path, envelope)) return wrong(*refusal);
  if (const auto full = no_room(size_)) return {line(*full), Next::command};
  envelope_ = std::move(envelope);
  mail_ = true;
  return {line("250 2.1.0 Sender taken"), Next::command};
}

std::optional<std::string> Dialogue::parameters(const Path& path, Envelope& envelope) {
  binary_ = false;
  size_ = 0;
  for (const auto& [name, value] : path.parameters) {
    if (name == "SIZE") {
      const auto size = parse_size(value);
      if (!size) return "501 5.5.4 SIZE wants a number";
      if (*size > around_.limits.message_bytes) return std::string(too_long);
      size_ = *size;
    } else if (name == "BODY") {
      binary_ = equal_ignoring_case(value, "BINARYMIME");
      if (!binary_ && !equal_ignoring_case(value, "8BITMIME") &&
          !equal_ignoring_case(value, "7BIT"))
        return "501 5.5.4 BODY wants 7BIT, 8BITMIME or BINARYMIME";
    } else if (name == "SMTPUTF8" && value.empty()) {
      envelope.utf8 = true;
    } else {
      return "555 5.5.4 That parameter is not known here";
    }
  }
  return std::nullopt;
}

// What is announced, or nothing, must fit twice beside what stays free.
std::optional<std::string> Dialogue::no_room(std::uint64_t size) const {
  const auto room = around_.intake.room();
  if (!room) return std::string(not_now);
  if (*room < around_.limits.spare_bytes + 2 * size) return std::string(no_disk);
  return std::nullopt;
}

Answer Dialogue::rcpt(std::string_view rest) {
  if (!mail_) return wrong("503 5.5.1 MAIL comes first");
  const auto path = parse_path(rest, "TO:");
  if (!path) return wrong("501 5.5.4 Write it as RCPT TO:<address>");
  if (!path->parameters.empty()) return wrong("555 5.5.4 That parameter is not known here");
  if (places_.size() >= around_.limits.recipients)
    return {line("452 4.5.3 Too many recipients for one message"), Next::command};
  auto known = around_.recipients(path->address);
  // Not counted as the client's error: a server hands on what its users wrote.
  if (!known) return {line(reply_to(known.error())), Next::command};
  // Twice the same is one entry, and two replies.
  auto& all = envelope_.recipients;
  const auto place = std::find(all.begin(), all.end(), *known) - all.begin();
  if (place == static_cast<std::ptrdiff_t>(all.size())) all.push_back(std::move(*known));
  places_.push_back(static_cast<std::size_t>(place));
  return {line("250 2.1.5 Recipient taken"), Next::command};
}

Answer Dialogue::data() {
  if (!mail_ || places_.empty()) return wrong("503 5.5.1 There is no recipient to send to");
  if (binary_) return wrong("503 5.5.1 BINARYMIME wants BDAT");        // RFC 3030 section 3
  if (chunked_) return wrong("503 5.5.1 This message comes by BDAT");  // the same, section 2
  if (const auto refusal = begin_content(); !refusal.empty()) return {line(refusal), Next::command};
  reader_ = DataReader();
  return {line("354 Send it, and end with a dot"), Next::data};
}

// A chunk's bytes come with the command, whatever is answered: so they are always read. One that
// is too long for any message is not worth that.
Answer Dialogue::bdat(std::string_view rest) {
  const auto chunk = parse_chunk(rest);
  if (!chunk) return {line("501 5.5.4 Write it as BDAT size [LAST]"), Next::close};
  if (chunk->bytes > 2 * std::uint64_t{around_.limits.message_bytes})
    return {line(too_long) + line("421 4.7.0 Good-bye"), Next::close};
  left_ = chunk->bytes;
  last_ = chunk->last;
  if (!chunked_ && mail_ && !places_.empty() && refused_.empty())
    if (const auto refusal = begin_content(); !refusal.empty()) refuse(refusal);
  chunked_ = true;
  return {{}, Next::chunk};
}

std::string Dialogue::begin_content() {
  if (auto full = no_room(size_)) return *full;
  size_ = 0;
  envelope_.received = around_.clock.now();
  auto arrival = around_.intake.arrive(envelope_);
  if (!arrival) return reply_to_writing(arrival.error());
  arrival_ = std::move(*arrival);
  return {};
}

// What was written so far goes at once: it may be what fills the disk.
void Dialogue::refuse(std::string_view reply) {
  if (refused_.empty()) refused_ = reply;
  arrival_.reset();
}

void Dialogue::append(std::string_view bytes) {
  size_ += bytes.size();
  if (size_ > around_.limits.message_bytes) return refuse(too_long);
  if (!arrival_) return;
  if (auto done = arrival_->append(bytes); !done) refuse(reply_to_writing(done.error()));
}

std::size_t Dialogue::content(std::string_view bytes) {
  if (chunked_) {
    const auto some = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
    append(bytes.substr(0, some));
    left_ -= some;
    return some;
  }
  buffer_.clear();
  const auto taken = reader_.take(bytes, buffer_);
  append(buffer_);
  if (reader_.saw_bare()) refuse(bare_line);
  return taken;
}

bool Dialogue::content_ended() const { return chunked_ ? left_ == 0 : reader_.ended(); }

Arrival* Dialogue::to_keep() {
  return (!chunked_ || last_) && refused_.empty() ? arrival_.get() : nullptr;
}

// RFC 2033 section 4.2: one reply for each RCPT that was accepted, in their order.
Answer Dialogue::content_done(const std::vector<Result<std::string>>& kept) {
  if (!mail_ || places_.empty()) {
    reset();
    return wrong("503 5.5.1 There is no recipient to send to");
  }
  if (chunked_ && !last_)
    return {line(refused_.empty() ? "250 2.0.0 Chunk taken" : refused_), Next::command};
  std::string replies;
  for (const auto place : places_) {
    if (!refused_.empty() || place >= kept.size())
      replies += line(refused_.empty() ? not_now : refused_);
    else if (kept[place])
      replies += line("250 2.0.0 Kept as " + *kept[place]);
    else
      replies += line(reply_to_writing(kept[place].error()));
  }
  reset();
  return {std::move(replies), Next::command};
}

void Dialogue::reset() {
  mail_ = binary_ = chunked_ = last_ = false;
  envelope_ = {};
  places_.clear();
  size_ = left_ = 0;
  arrival_.reset();
  refused_.clear();
}

}  // namespace chancery::lmtp
