// What counts against a ciphertext that was changed on its way (EFAIL).
#include "flow/soundness.hpp"

#include "support/catch.hpp"

using namespace chancery;

namespace {

Signature signature(Status status, std::size_t depth) {
  Signature made;
  made.status = status;
  made.depth = depth;
  return made;
}

const std::string opaque =
    "Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB\r\n";

struct Post {
  Opened opened;

  explicit Post(Secrecy secrecy) : opened{{}, message(), message(), std::move(secrecy), {}} {}
  static Message message() { return Message::parse(make_buffer("Subject: x\r\n\r\n")).value(); }
  // Encrypted by CBC with `depth` layers around the encryption.
  static Post cbc(std::size_t depth, const std::string& content = opaque) {
    return Post(Unlocked{make_buffer(content), nullptr, depth, false});
  }

  Post& decided_by(std::initializer_list<Signature> signatures) {
    opened.evidence.signatures = signatures;
    return *this;
  }
  Post& deeper(std::initializer_list<Signature> signatures) {
    opened.evidence.deeper = signatures;
    return *this;
  }
  Post& sender_proven() {
    opened.evidence.claims.push_back({"smime", Status::valid, {}, {}, 0});
    return *this;
  }
  bool sound() const { return is_sound(opened); }
};

}  // namespace

TEST_CASE("nothing may follow what is signed") {
  const auto sound = [](const std::string& content) {
    return Post::cbc(0, content).decided_by({signature(Status::valid, 1)}).sound();
  };
  const std::string begin = "Content-Type: multipart/signed; boundary=b\r\n\r\n";
  const std::string inside =
      "--b\r\n\r\nHello.\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB\r\nAA==\r\n";
  CHECK(sound(begin + inside + "--b--\r\n"));
  CHECK(sound(begin + "\r\n" + inside + "--b--"));
  CHECK_FALSE(sound(begin + inside + "--b--\r\n\x8f\x01noise"));
  CHECK_FALSE(sound(begin + inside + "noise"));
  CHECK_FALSE(sound(begin + inside + "!\r\n--b--\r\n"));
  CHECK(sound(begin + "This is an S/MIME signed message\r\n" + inside + "--b--\r\n"));
  CHECK(sound(opaque));
  CHECK_FALSE(sound(opaque + "\x8f\x01"));
  CHECK_FALSE(sound("Content-Type: application/pkcs7-mime\r\n\r\nbinary"));
}

TEST_CASE("what is not encrypted, not opened or notices changes is sound") {
  CHECK(Post(Clear{}).sound());
  CHECK(Post(Locked{}).sound());
  CHECK(Post(Unlocked{nullptr, nullptr, 0, true}).sound());
  CHECK_FALSE(Post::cbc(0).sound());
}

TEST_CASE("a valid signature inside counts, whoever made it, and no other status does") {
  for (const auto status : {Status::error, Status::unsupported, Status::invalid, Status::untrusted,
                            Status::revoked, Status::not_yet_valid, Status::expired, Status::weak,
                            Status::mismatch, Status::valid, Status::no_key, Status::absent}) {
    CAPTURE(name(status));
    CHECK(Post::cbc(0).decided_by({signature(status, 1)}).sound() == (status == Status::valid));
  }
}

TEST_CASE("an invalid signature beside a valid one inside takes its worth") {
  CHECK_FALSE(Post::cbc(0)
                  .decided_by({signature(Status::valid, 1), signature(Status::invalid, 1)})
                  .sound());
  CHECK(Post::cbc(0)
            .decided_by({signature(Status::valid, 1), signature(Status::untrusted, 1)})
            .sound());
}

TEST_CASE("only the first layer of signatures inside counts") {
  CHECK_FALSE(Post::cbc(0)
                  .decided_by({signature(Status::untrusted, 1)})
                  .deeper({signature(Status::valid, 2)})
                  .sound());
  CHECK(Post::cbc(1)
            .decided_by({signature(Status::untrusted, 0)})
            .deeper({signature(Status::valid, 2), signature(Status::invalid, 3)})
            .sound());
}

TEST_CASE("a signature around the ciphertext does not count, not even the sender's") {
  const auto around = [] { return Post::cbc(1).decided_by({signature(Status::valid, 0)}); };
  CHECK_FALSE(around().sound());
  CHECK_FALSE(around().sender_proven().sound());
}
