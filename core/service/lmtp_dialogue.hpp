// What an LMTP client is answered, and what state that leaves: RFC 2033 with PIPELINING (RFC 2920),
// 8BITMIME (6152), SMTPUTF8 (6531), CHUNKING and BINARYMIME (3030), ENHANCEDSTATUSCODES (2034),
// SIZE (1870). Knows no sockets: lines and bytes go in, replies come out.
//
// A message costs nothing before it has a recipient, and is promised (250) only by who kept it.
#pragma once

#include "base/clock.hpp"
#include "service/data_reader.hpp"
#include "service/limits.hpp"
#include "service/lmtp_command.hpp"
#include "store/queue.hpp"

#include <functional>

namespace chancery::lmtp {

// Who a RCPT names: the address as the queue shall know it. not_found: nobody here.
using Recipients = std::function<Result<std::string>(std::string_view address)>;

// Everything outlives the dialogue.
struct Surroundings {
  Intake& intake;
  Recipients recipients;
  const Clock& clock;
  const ReceiverLimits& limits;
  std::string host;  // ours, for the greeting
};

enum class Next {
  command,  // another line
  data,     // content, until data() says that it has ended
  chunk,    // that many bytes of content
  close,
};

struct Answer {
  std::string reply;  // complete lines; may be empty
  Next next = Next::command;
};

class Dialogue {
 public:
  explicit Dialogue(const Surroundings& surroundings) : around_(surroundings) {}

  std::string greeting() const;
  Answer command(std::string_view line);  // without its CRLF
  Answer line_too_long();

  // Content, while Next is data or chunk: how much was taken. Afterwards content_ended() tells.
  std::size_t content(std::string_view bytes);
  bool content_ended() const;
  // Then: what is to be kept, which may take a while and happen on another thread; nullptr:
  // nothing.
  Arrival* to_keep();
  // And the replies, with what keep() answered.
  Answer content_done(const std::vector<Result<std::string>>& kept);

  bool in_transaction() const { return mail_; }
  const Envelope& envelope() const { return envelope_; }
  std::uint64_t size() const { return size_; }

 private:
  Answer lhlo();
  Answer mail(std::string_view rest);
  std::optional<std::string> parameters(const Path& path, Envelope& envelope);
  Answer rcpt(std::string_view rest);
  Answer data();
  Answer bdat(std::string_view rest);
  Answer wrong(std::string_view reply);  // counted
  std::string begin_content();
  void refuse(std::string_view reply);
  void append(std::string_view bytes);
  std::optional<std::string> no_room(std::uint64_t size) const;
  void reset();

  const Surroundings& around_;
  bool greeted_ = false;
  std::size_t errors_ = 0;

  // The transaction.
  bool mail_ = false, binary_ = false;
  Envelope envelope_;
  std::vector<std::size_t> places_;  // of every accepted RCPT: which recipient of the envelope
  std::uint64_t size_ = 0;
  std::unique_ptr<Arrival> arrival_;
  std::string refused_;  // the reply that all recipients get; empty: none yet

  // The content that is being read.
  bool chunked_ = false, last_ = false;
  std::uint64_t left_ = 0;  // of the chunk
  DataReader reader_;
  std::string buffer_;
};

}  // namespace chancery::lmtp
