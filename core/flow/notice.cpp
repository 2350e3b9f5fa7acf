#include "flow/notice.hpp"

#include "flow/sign.hpp"

#include "base/random.hpp"
#include "base/text.hpp"
#include "mail/eight_bit.hpp"
#include "mail/header.hpp"

#include <algorithm>

namespace chancery {

namespace {

struct Letter {
  std::string to, subject, auto_submitted, in_reply_to, text;
};

// The id of another message, only if it is a plain msg-id (RFC 5322 section 3.6.4): it is the one
// thing of a stranger's message that we repeat.
std::string plain_message_id(const Message& message) {
  const auto id = unfold(message.first("Message-ID").value_or(""));
  const bool plain = id.size() > 2 && id.size() < 250 && id.front() == '<' && id.back() == '>' &&
                     std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < 127; });
  return plain ? id : std::string();
}

std::string write_letter(const Letter& letter, Time at, const ListSettings& list) {
  const std::string domain(list.address.domain());
  std::string text;
  const auto field = [&text](std::string_view name, std::string_view value) {
    if (!value.empty()) text.append(name).append(": ").append(value).append("\r\n");
  };
  field("From", list.name + "-request@" + domain);
  field("To", letter.to);
  field("Subject", encode_header(letter.subject));
  field("Date", rfc5322(at));
  field("Message-ID", "<notice." + random_hex(12) + "@" + domain + ">");
  field("In-Reply-To", letter.in_reply_to);
  field("References", letter.in_reply_to);
  field("Auto-Submitted", letter.auto_submitted);
  field("MIME-Version", "1.0");
  field("Content-Type", "text/plain; charset=utf-8");
  field("Content-Transfer-Encoding", is_8bit(letter.text) ? "8bit" : "7bit");
  text += "\r\n";
  for (const auto line : lines(letter.text)) text.append(line).append("\r\n");
  return text;
}

Result<std::string> signed_letter(const std::string& text, const Office& office) {
  const auto message = Message::parse(make_buffer(text));
  if (!message) return message.error();
  const auto signer = ListSigner::open(office);
  if (!signer) return signer.error();
  const auto whole = signer->sign(*message);
  if (!whole) return whole.error();
  return whole->flatten();
}

// Better told without a signature than not at all.
std::string finished(const Letter& letter, const Office& office) {
  auto text = write_letter(letter, office.clock.now(), office.list);
  if (office.list.sign != SignedMail::service && office.list.sign != SignedMail::all) return text;
  auto signed_text = signed_letter(text, office);
  if (signed_text) return std::move(*signed_text);
  office.log.write(Severity::warning, "notice",
                   {{"list", office.list.name}, {"problem", signed_text.error().what}});
  return text;
}

// For the log of what policy stopped, and for those who run the list.
std::string what_was_found(const Evidence& evidence) {
  std::string found;
  for (const auto& claim : evidence.claims) {
    if (claim.method == "smtp" || claim.status == Status::valid) continue;
    found += "  " + claim.method + ": " + std::string(name(claim.status));
    if (!claim.reason.empty()) found += " (" + printable(claim.reason, 400) + ")";
    found += "\n";
  }
  return found.empty() ? found : "What was found about its authorship:\n\n" + found;
}

// All that a stranger is told of a signature: nothing of what stands in certificates or messages.
std::string_view about_signature(Status status) {
  switch (status) {
    case Status::error: return "its signature could not be checked";
    case Status::unsupported: return "its signature is of a kind that cannot be checked here";
    case Status::invalid: return "its signature does not fit what was signed: it was changed";
    case Status::untrusted: return "its signer's certificate is from nobody that is trusted here";
    case Status::revoked: return "its signer's certificate is revoked";
    case Status::not_yet_valid: return "its signer's certificate is not valid yet";
    case Status::expired: return "its signer's certificate has expired";
    case Status::weak: return "its signature uses an algorithm that is too weak";
    case Status::mismatch: return "its signer's certificate is not for the address in From";
    case Status::no_key:
    case Status::absent: return "it is not signed";
    case Status::valid: return {};
  }
  return {};
}

std::string signatures_of(const Evidence& evidence) {
  std::string text;
  for (const auto& claim : evidence.claims)
    if (claim.method != "smtp")
      if (const auto about = about_signature(claim.status);
          !about.empty() && text.find(about) == std::string::npos)
        text.append("\nAs for the author: ").append(about).append(".\n");
  return text;
}

std::string why_stopped(const Verdict& verdict) {
  const auto reason = verdict.reason.value_or("");
  if (reason == "no-rule-match")
    return "No rule of the list's policy (" + verdict.scenario + ") lets it through.";
  if (reason == "not-opened") return "It is encrypted, and it could not be opened here.";
  std::string why = "The list's policy (" + verdict.scenario + ") says: " + verdict.action;
  if (!reason.empty()) why += ", " + printable(reason);
  return why + ".";
}

std::string text_to_sender(const Stopped& stopped, const ListSettings& list, bool held) {
  return std::string("Your message to the list ") + list.address.text() + " was " +
         (held ? "not distributed yet: it is held for a decision.\n\n" : "not distributed.\n\n") +
         why_stopped(stopped.verdict) + "\n" + signatures_of(stopped.post.opened.evidence) +
         "\nThis notice was written by a program.\n";
}

// The same whatever was found inside, or whether anything could be opened: whoever sends a
// ciphertext of somebody else must learn nothing about it from the answer.
std::string text_to_sender_of_encrypted(const ListSettings& list) {
  return "Your encrypted message to the list " + list.address.text() +
         " was not distributed.\n\nEither the list's policy does not let it through, or it waits "
         "for a decision, or it\ncould not be opened here. Those who run the list know more: " +
         list.name + "-request@" + std::string(list.address.domain()) +
         ".\n\nThis notice was written by a program.\n";
}

bool is_robot_address(std::string_view address) {
  const auto local = lower(address.substr(0, address.rfind('@')));
  static constexpr std::string_view robots[] = {
      "mailer-daemon", "postmaster", "noreply",  "no-reply",  "donotreply", "do-not-reply",
      "nobody",        "root",       "listserv", "majordomo", "mailman",    "sympa"};
  return std::find(std::begin(robots), std::end(robots), local) != std::end(robots) ||
         local.starts_with("owner-") || local.ends_with("-request") || local.ends_with("-owner") ||
         local.ends_with("-bounces");
}

// The list itself and its other addresses: an answer would come back as a post.
bool is_of_list(const Address& address, const ListSettings& list) {
  return address.domain() == list.address.domain() &&
         (address.local() == list.name || address.local().starts_with(list.name + "-"));
}

// The final MTA writes the envelope sender into Return-Path (RFC 5321 section 4.4).
bool has_null_return_path(const Message& message) {
  const auto path = message.first("Return-Path");
  return path && unfold(*path) == "<>";
}

}  // namespace

bool is_automatic(const Message& message) {
  const auto word = [&message](std::string_view name) {
    return lower(parse_parameters(message.first(name).value_or("")).value);
  };
  if (const auto submitted = word("Auto-Submitted"); !submitted.empty() && submitted != "no")
    return true;
  const auto precedence = word("Precedence");
  if (precedence == "bulk" || precedence == "junk" || precedence == "list") return true;
  for (const auto* field :
       {"List-Id", "X-Auto-Response-Suppress", "X-Autoreply", "X-Failed-Recipients"})
    if (message.first(field)) return true;
  return message.root().media_type == "multipart/report" || has_null_return_path(message);
}

Notice::Notice(std::vector<std::string> recipients, std::string text, std::string why)
    : recipients_(std::move(recipients)), text_(std::move(text)), why_(std::move(why)) {}

Notice Notice::to_member(std::string_view address, std::string why, const Office& office) {
  const auto& list = office.list;
  Letter letter;
  letter.to = address;
  letter.subject = "An encrypted message to " + list.name + " could not be sealed for you";
  letter.auto_submitted = "auto-generated";
  letter.text =
      "An encrypted message was sent to the list " + list.address.text() +
      ", of which you are a member.\n\nIt could not be encrypted for you: " + printable(why) +
      ".\n\nAsk the owners of the list (" + list.name + "-request@" +
      std::string(list.address.domain()) +
      ") to register a certificate for\nyour address. What was sent is not repeated here.\n";
  return Notice({std::string(address)}, finished(letter, office), std::move(why));
}

std::optional<Notice> Notice::to_sender(const Stopped& stopped, const Office& office) {
  const auto& post = stopped.post;
  if (!office.notices || stopped.verdict.quiet || is_automatic(post.opened.outer))
    return std::nullopt;
  // RFC 3834 section 4: an answer goes to the envelope sender; From only where there is no
  // envelope.
  const auto& envelope = post.opened.incoming.envelope_sender;
  auto to = envelope ? *envelope : post.sender ? post.sender->text() : std::string();
  const auto address = Address::make(to);
  if (!address || is_robot_address(to) || is_of_list(*address, office.list)) return std::nullopt;
  const bool encrypted = post.opened.was_encrypted();
  const bool held = std::holds_alternative<Hold>(stopped.verdict.decision) && !encrypted;
  Letter letter;
  letter.to = address->text();
  letter.subject =
      "Your message to " + office.list.name + (held ? " is held" : " was not distributed");
  letter.auto_submitted = "auto-replied";
  letter.in_reply_to = plain_message_id(post.opened.outer);
  letter.text = encrypted ? text_to_sender_of_encrypted(office.list)
                          : text_to_sender(stopped, office.list, held);
  return Notice({address->text()}, finished(letter, office), {});
}

Notice Notice::for_listmasters(std::string subject, std::string text, const Office& office) {
  std::vector<std::string> recipients;
  for (const auto& listmaster : office.settings.listmasters)
    recipients.push_back(listmaster.text());
  if (recipients.empty()) recipients.push_back("listmaster@" + office.settings.domain);
  Letter letter;
  for (const auto& recipient : recipients) letter.to += (letter.to.empty() ? "" : ", ") + recipient;
  letter.subject = std::move(subject);
  letter.auto_submitted = "auto-generated";
  letter.text = std::move(text);
  return Notice(std::move(recipients), finished(letter, office), {});
}

Notice Notice::to_listmasters(const Stopped& stopped, const Office& office) {
  return for_listmasters("A message to " + office.list.name + " waits for a decision",
                         "A message to the list " + office.list.address.text() + " is held.\n\n" +
                             why_stopped(stopped.verdict) + "\n\nIt claims to be from " +
                             printable(stopped.post.sender_text()) + ".\n" +
                             what_was_found(stopped.post.opened.evidence),
                         office);
}

std::optional<Notice> Notice::of_alarm(const Error& error, const Office& office) {
  if (office.settings.listmasters.empty()) return std::nullopt;
  std::string what;
  for (const auto line : lines(error.what)) what += "  " + printable(line, 900) + "\n";
  if (!error.hint.empty()) what += "\n  " + printable(error.hint, 900) + "\n";
  return for_listmasters("The list " + office.list.name + " decides nothing",
                         "Messages to the list " + office.list.address.text() +
                             " wait, because something is wrong that only an\nadministrator can "
                             "mend:\n\n" +
                             what +
                             "\nThis is told once, until the list decides again. `chancery check` "
                             "and\n`chancery scenario check` say whether it is right.\n",
                         office);
}

Copy Notice::copy() {
  OutgoingCopy outgoing;
  outgoing.recipients = recipients_;
  piece_ = text_;
  outgoing.content = std::span<const std::string_view>(&piece_, 1);
  outgoing.has_8bit = is_8bit(text_);
  outgoing.has_utf8 = is_8bit(piece_.substr(0, piece_.find("\r\n\r\n")));
  return Copy(Copy::Kind::notice, std::move(outgoing), why_);
}

}  // namespace chancery
