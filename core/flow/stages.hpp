// The stages of a message's way and the types between them. The type is the progress: `seal` takes
// only a Draft, a Draft is made only from an Authorized, and only `authorize` makes one of those.
// So nothing that was not decided can be sent: it would not compile.
//
//   receive ─► parse ─► open ─► authenticate ─► authorize ─► decorate ─► seal ─► deliver
//   Incoming   Parsed   Opened  Authenticated   Authorized   Draft       Sealed   Report
//                                               or Stopped
//
// The bytes that came are never changed. Each type holds what came before it.
#pragma once

#include "flow/keyring.hpp"
#include "host/plugins.hpp"
#include "mail/splice.hpp"
#include "scenario/library.hpp"
#include "trust/evidence.hpp"
#include "trust/verdict.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chancery {

struct Incoming {
  Buffer bytes;
  // Of the envelope, never authority. "": the null sender; nullopt: nobody said.
  std::optional<std::string> envelope_sender;
  Time received_at{};
};

struct Parsed {
  Incoming incoming;
  Message message;
};

struct Clear {};   // it came in clear
struct Locked {};  // something of it is encrypted, or may be, and could not be opened
struct Unlocked {
  Buffer content;         // the entity inside the innermost encryption, byte for byte
  Buffer cms;             // that encryption, a CMS object; whoever passes it on opens it once more
  std::size_t depth = 0;  // of that encryption: how many signatures and encryptions lie around it
  bool authenticated = false;  // by that encryption itself (RFC 5083), so nobody changed it
};
using Secrecy = std::variant<Clear, Locked, Unlocked>;

struct Opened {
  Incoming incoming;
  Message outer;  // as it came
  // The same; with what was inside in place of the encryption, and with the fields of its author
  // (From, Subject ...) that lie under a valid signature in place of those outside.
  Message message;
  Secrecy secrecy;
  Evidence evidence;

  bool was_encrypted() const { return !std::holds_alternative<Clear>(secrecy); }
  bool is_signed() const { return !evidence.signatures.empty(); }
};

struct Authenticated {
  Opened opened;
  std::optional<Address> sender;  // the one address of the one From field
  std::string sender_problem;     // why there is none
  std::string method;             // the strongest proven: "smime" ... "smtp"

  std::string sender_text() const { return sender ? sender->text() : "nobody"; }
  std::string message_id() const;
};

struct Remembered;  // flow/remembered.hpp
class Memory;       // flow/memory.hpp

// What a list's mail is decided and distributed with. Everything outlives the message.
struct Office {
  const Settings& settings;
  const ListSettings& list;
  const Plugins& plugins;
  Store& store;
  Keyring& keyring;
  const Clock& clock;
  Log& log;
  bool notices = true;               // tell senders what was held or rejected
  bool names_recipients = true;      // in the report; without, it does not grow with the list
  Remembered* remembered = nullptr;  // of a process that decides many messages
  Memory* memory = nullptr;          // what lists had; without, nothing is a duplicate
};

// A message that may be distributed. Only authorize() makes one, and resume() from what it
// recorded.
class Authorized {
 public:
  const Authenticated& post() const { return post_; }
  const Verdict& verdict() const { return verdict_; }

  // The decision as JSON: whoever distributes a part of the list elsewhere or later needs it and
  // the message. Holds nothing of the content.
  std::string record() const;
  // The same message, opened again. An Error: the record is none, or not one of a distribution; or
  // the message is locked now, which it was not.
  static Result<Authorized> resume(Opened opened, std::string_view record);

 private:
  friend Result<std::variant<Authorized, struct Stopped>> authorize(Authenticated, const Office&);
  Authorized(Authenticated post, Verdict verdict)
      : post_(std::move(post)), verdict_(std::move(verdict)) {}
  Authenticated post_;
  Verdict verdict_;
};

// A message that policy stopped.
struct Stopped {
  Authenticated post;
  Verdict verdict;
};

using Decided = std::variant<Authorized, Stopped>;

struct Footer {
  bool applied = false;
  std::string reason;  // why not, one word
};

// What every member would see. Only decorate() makes one.
class Draft {
 public:
  const Authorized& authorized() const { return authorized_; }
  const Opened& opened() const { return authorized_.post().opened; }
  const Spliced& message() const { return message_; }
  const Footer& footer() const { return footer_; }
  // The entity for inside the envelopes, where it is another than the one that came in one.
  const Buffer& content() const { return content_; }

 private:
  friend Draft decorate(Authorized, const Office&);
  Draft(Authorized authorized, Spliced message, Footer footer, Buffer content = nullptr)
      : authorized_(std::move(authorized)),
        message_(std::move(message)),
        footer_(std::move(footer)),
        content_(std::move(content)) {}
  Authorized authorized_;
  Spliced message_;
  Footer footer_;
  Buffer content_;
};

// One message on its way to some recipients. Only Sealed, the notices, and Forward for the mail of
// owners make one.
class Copy {
 public:
  enum class Kind { clear, sealed, notice };
  Kind kind() const { return kind_; }
  const OutgoingCopy& outgoing() const { return outgoing_; }
  // Why a notice goes in place of the content; empty for other kinds.
  const std::string& why() const { return why_; }

 private:
  friend class Sealed;
  friend class Notice;
  friend class Forward;
  Copy(Kind kind, OutgoingCopy outgoing, std::string why = {})
      : kind_(kind), outgoing_(std::move(outgoing)), why_(std::move(why)) {}
  Kind kind_;
  OutgoingCopy outgoing_;
  std::string why_;
};

// How the copies of a post are made.
struct Sealing {
  std::string mode = "clear";   // "encrypt": it came in clear; "reencrypt", "rewrap": it did not
  std::string reason = {};      // why the sender's ciphertext did not pass on, as the list wants
  bool is_signed = false;       // by the list
  bool subject_inside = false;  // the envelopes, and not outside (RFC 9788)
};

// What all envelopes of a post share.
struct SealedContent {
  CryptoBackend::Content content;
  bool authenticated = false;  // RFC 5083
};

// The copies of a post, made one after the other while they leave: memory does not grow with the
// number of members. Only seal() makes one.
class Sealed {
 public:
  // Takes them. A Copy is valid until `copy` returns.
  class Receiver {
   public:
    virtual ~Receiver() = default;
    virtual void copy(const Copy& copy) = 0;
    // For this member nothing could be made now, and may be another time.
    virtual void later(std::string_view address, const std::string& why) = 0;
    // This member gets nothing, as the list wants it.
    virtual void skip(std::string_view address, const std::string& why) = 0;
  };
  // Stops at the first Error.
  Result<void> each_copy(Receiver& receiver) const;
  const Draft& draft() const { return draft_; }
  const Sealing& sealing() const { return sealing_; }

 private:
  friend Result<Sealed> seal(Draft, AddressRange, const Office&);
  Sealed(Draft draft, AddressRange range, const Office& office)
      : draft_(std::move(draft)), range_(std::move(range)), office_(&office) {}
  Result<void> seal_again(const Unlocked& unlocked);
  Result<void> seal_clear();
  Result<void> put_in_envelopes(std::string_view content);
  Result<void> each_clear(Receiver& receiver) const;
  Result<void> each_sealed(Receiver& receiver) const;
  std::string results() const;  // the field Authentication-Results
  Result<std::string> head_for(const Recipient& recipient) const;
  void go_without(std::string_view address, const std::string& why, Receiver& receiver) const;

  Draft draft_;
  AddressRange range_;
  const Office* office_;
  Spliced message_;                       // when it goes out in clear
  std::optional<SealedContent> content_;  // when it goes out encrypted
  Sealing sealing_;
};

struct Undelivered {
  std::string address;
  std::string why;
};

struct Report {
  std::size_t total = 0;      // members
  std::size_t delivered = 0;  // copies and notices that left
  std::size_t sealed = 0;     // of the members, those with an envelope of their own
  std::size_t notices = 0;    // of the members, those who got a notice in place of the content
  std::size_t skipped = 0;    // of the members, those who got nothing, as the list wants it
  std::vector<std::string> without_certificate;  // their addresses, if the office names recipients
  std::vector<Undelivered> failed;               // for good
  std::vector<Undelivered> try_later;            // may go another time
  std::optional<Undelivered> interrupted;  // members after this address were not reached, and why
};

// Where a message leaves the house: the one seam to transports and to the folders of kept mail.
class Exit {
 public:
  virtual ~Exit() = default;
  virtual std::vector<DeliveryResult> send(const Copy& copy) = 0;
  // Durable when they return. `why` is JSON.
  virtual Result<void> keep_held(std::string_view message, const std::string& why) = 0;
  // Answers with the name that it is kept under.
  virtual Result<std::string> keep_failed(std::string_view message, const std::string& why) = 0;
  virtual Result<void> say_why(const std::string& kept, const std::string& why) = 0;
  virtual Result<void> forget(const std::string& kept) = 0;
};

// One leading "From " line of an mbox is no part of a message and goes. Empty input: unusable.
Result<Incoming> receive(std::string bytes, std::optional<std::string> envelope_sender, Time at);
Result<Parsed> parse(Incoming incoming, const Limits& limits);
// Asks the crypto backend what an encrypted root holds and who signed the root. What it finds is
// evidence; only what an administrator must mend is an Error.
Result<Opened> open(Parsed parsed, Keyring& keyring, const Limits& limits);
Result<Authenticated> authenticate(Opened opened, const std::vector<AuthMethod>& methods);
scenario::Library library_of(const Settings& settings, const ListSettings& list,
                             scenario::Vocabulary vocabulary);
// By the list's scenario for `send`. A scenario that is missing or wrong is an Error: it never
// decides.
Result<Decided> authorize(Authenticated post, const Office& office);
// Fails open: a decorator's failure leaves the message as it was, with a line in the log.
Draft decorate(Authorized authorized, const Office& office);
// For the members in the range. What came encrypted is encrypted once for all of them, or passes
// on; what came in clear goes out in clear, unless the list encrypts everything.
Result<Sealed> seal(Draft draft, AddressRange range, const Office& office);
// A place in DIR/failed is taken before the first copy leaves, so that what cannot leave can be
// kept whatever happens meanwhile. An Error: nothing has left.
Result<Report> deliver(const Sealed& sealed, const Office& office, Exit& exit);
// Keeps what is held, tells the sender (and the listmasters, where the action says so).
Result<Report> stop(const Stopped& stopped, const Office& office, Exit& exit);

}  // namespace chancery
