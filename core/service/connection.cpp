#include "service/connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace chancery {

namespace asio = boost::asio;
using boost::system::error_code;

Connection::Connection(Socket socket, const lmtp::Surroundings& around, asio::thread_pool& disk,
                       Log& log)
    : socket_(std::move(socket)),
      around_(around),
      disk_(disk),
      log_(log),
      dialogue_(around),
      timer_(socket_.get_executor()) {}

asio::awaitable<void> Connection::run() {
  const auto self = shared_from_this();
  out_ = dialogue_.greeting();
  co_await talk();
  if (late_) out_ += "421 4.4.2 That took too long\r\n";
  if (stopping_) out_ += "421 4.3.2 This server is about to stop\r\n";
  late_ = false;
  co_await flush();
  timer_.cancel();
  error_code ignored;
  socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.close(ignored);
}

// Replies are kept back while further commands are there already: PIPELINING, RFC 2920 section 3.2.
asio::awaitable<void> Connection::talk() {
  std::string line;
  while (!(stopping_ && !dialogue_.in_transaction())) {
    bool too_long = false;
    if (!co_await read_line(line, too_long)) co_return;
    auto answer = too_long ? dialogue_.line_too_long() : dialogue_.command(line);
    out_ += answer.reply;
    if (answer.next == lmtp::Next::data || answer.next == lmtp::Next::chunk) {
      if (!co_await read_content()) co_return;
      answer = co_await keep();
      out_ += answer.reply;
    }
    if (answer.next == lmtp::Next::close) co_return;
  }
}

// A command ends at LF; the CR before it may be missing, which harms nobody between messages.
asio::awaitable<bool> Connection::read_line(std::string& line, bool& too_long) {
  give_up_in(around_.limits.patience);
  for (;;) {
    const auto end = in_.find('\n', at_);
    const auto size = (end == std::string::npos ? in_.size() : end) - at_;
    too_long = too_long || size > around_.limits.line_bytes;
    if (end != std::string::npos) {
      line.assign(in_, at_, too_long ? 0 : size);
      if (line.ends_with('\r')) line.pop_back();
      at_ = end + 1;
      co_return true;
    }
    if (too_long) at_ = in_.size();  // the rest of it is not kept
    waiting_ = !dialogue_.in_transaction();
    const bool got = co_await flush() && co_await more();
    waiting_ = false;
    if (!got) co_return false;
  }
}

// Enough must come in time, not only something.
asio::awaitable<bool> Connection::read_content() {
  std::size_t since = block_.size();
  while (!dialogue_.content_ended()) {
    if (since >= block_.size()) {
      since = 0;
      give_up_in(around_.limits.patience);
    }
    const auto taken = dialogue_.content(std::string_view(in_).substr(at_));
    at_ += taken;
    since += taken;
    if (dialogue_.content_ended()) break;
    if (at_ == in_.size() && !(co_await flush() && co_await more())) co_return false;
  }
  co_return true;
}

asio::awaitable<lmtp::Answer> Connection::keep() {
  timer_.cancel();
  Arrival* const arrival = dialogue_.to_keep();
  std::vector<Result<std::string>> kept;
  if (arrival) {
    auto work = [arrival]() -> asio::awaitable<std::vector<Result<std::string>>> {
      co_return arrival->keep();
    };
    kept = co_await asio::co_spawn(disk_.get_executor(), std::move(work), asio::use_awaitable);
    log_kept(kept);
  }
  co_return dialogue_.content_done(kept);
}

void Connection::log_kept(const std::vector<Result<std::string>>& kept) {
  const auto& envelope = dialogue_.envelope();
  for (std::size_t i = 0; i < kept.size(); ++i)
    log_.write(kept[i] ? Severity::info : Severity::error, "receive",
               {{"id", kept[i] ? *kept[i] : "none"},
                {"list", envelope.recipients[i]},
                {"from", "<" + envelope.sender + ">"},
                {"size", std::to_string(dialogue_.size())},
                {"problem", kept[i] ? "none" : kept[i].error().what}});
}

asio::awaitable<bool> Connection::more() {
  in_.erase(0, at_);
  at_ = 0;
  error_code failed;
  const auto got = co_await socket_.async_read_some(
      asio::buffer(block_), asio::redirect_error(asio::use_awaitable, failed));
  in_.append(block_.data(), got);
  co_return !failed && !late_;
}

asio::awaitable<bool> Connection::flush() {
  if (out_.empty()) co_return !late_;
  give_up_in(around_.limits.patience);
  error_code failed;
  co_await asio::async_write(socket_, asio::buffer(out_),
                             asio::redirect_error(asio::use_awaitable, failed));
  out_.clear();
  co_return !failed && !late_;
}

void Connection::give_up_in(std::chrono::seconds patience) {
  timer_.expires_after(patience);
  timer_.async_wait([self = weak_from_this()](const error_code& cancelled) {
    const auto connection = self.lock();
    if (cancelled || !connection) return;
    connection->late_ = true;
    error_code ignored;
    connection->socket_.cancel(ignored);
  });
}

void Connection::stop() {
  stopping_ = true;
  error_code ignored;
  if (waiting_) socket_.cancel(ignored);
}

}  // namespace chancery
