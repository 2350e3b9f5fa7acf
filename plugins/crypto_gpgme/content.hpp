// A content, encrypted once: the content key, and the end that every envelope of it shares. The
// beginning names the length of the whole and holds the RecipientInfos, so it is written last.
//
// By libgcrypt and not by gpgsm, which encrypts to all its recipients in one go and so would
// encrypt a post as often as a list has members.
#pragma once

#include "secret.hpp"

#include <chancery/plugin.hpp>

class SealedContent final : public chancery::Crypto::Content {
 public:
  // `cipher`: "AES-256-CBC"; others are unsupported, because gpgsm could not open them.
  static chancery::Result<std::unique_ptr<SealedContent>> make(std::string_view content,
                                                               std::string_view cipher);
  std::string_view tail() const override { return tail_; }
  chancery::Result<std::string> head(const chancery_view* prepared, std::size_t count) const;

 private:
  SealedContent(Secret key, std::string tail) : key_(std::move(key)), tail_(std::move(tail)) {}
  Secret key_;
  std::string tail_;
};
