// One client: reads lines and content from a socket, in time, and writes what the dialogue says.
#pragma once

#include "base/log.hpp"
#include "service/lmtp_dialogue.hpp"

// Boost 1.74's awaitable.hpp needs it and does not say so.
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <array>
#include <memory>
#include <string>

namespace chancery {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Socket = boost::asio::generic::stream_protocol::socket;

  // `disk`: where messages are made durable.
  Connection(Socket socket, const lmtp::Surroundings& around, boost::asio::thread_pool& disk,
             Log& log);

  boost::asio::awaitable<void> run();
  // Says 421 as soon as no message is on its way.
  void stop();

 private:
  using Time = std::chrono::steady_clock::time_point;

  boost::asio::awaitable<void> talk();
  boost::asio::awaitable<bool> read_line(std::string& line, bool& too_long);
  boost::asio::awaitable<bool> read_content();
  boost::asio::awaitable<lmtp::Answer> keep();
  boost::asio::awaitable<bool> more();
  boost::asio::awaitable<bool> flush();
  void give_up_in(std::chrono::seconds patience);
  void log_kept(const std::vector<Result<std::string>>& kept);

  Socket socket_;
  const lmtp::Surroundings& around_;
  boost::asio::thread_pool& disk_;
  Log& log_;
  lmtp::Dialogue dialogue_;
  boost::asio::steady_timer timer_;
  std::array<char, 65536> block_;
  std::string in_, out_;
  std::size_t at_ = 0;  // of in_: what was not used yet
  bool stopping_ = false, waiting_ = false, late_ = false;
};

}  // namespace chancery
