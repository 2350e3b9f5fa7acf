// What each variable says, of the message, its evidence and the world around it.
#include "read.hpp"
#include "support/catch.hpp"

using namespace test;

namespace {

// Whether this holds of such a message.
std::string about(const std::string& condition, const std::string& text,
                  const Evidence* evidence = nullptr) {
  const auto post = message(text);
  auto asked = question();
  asked.message = &post;
  asked.evidence = evidence;
  return decision(condition + " smtp -> do_it\ntrue() smtp -> reject(reason='no')", asked);
}

const std::string plain = "From: a@x.org\nContent-Type: text/plain; charset=iso-8859-1\n";
const std::string mixed =
    "To: dev@lists.example.org\nContent-Type: multipart/mixed; boundary=b\n\n"
    "--b\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nc2VjcmV0IHdvcmQ=\n"
    "--b\nContent-Type: multipart/alternative; boundary=c\n\n"
    "--c\nContent-Type: text/html\n\n<b>deep</b>\n--c--\n"
    "--b\nContent-Type: application/pdf\n\ninside\n--b--\n";

Signature signature(Status status, const std::string& address) {
  Signature one;
  one.status = status;
  one.digest_algorithm = "SHA-256";
  one.signature_algorithm = "RSA-SHA256";
  Certificate certificate;
  certificate.issuer = "CN=Our CA";
  certificate.key_algorithm = "RSA";
  certificate.key_bits = 3072;
  certificate.addresses.push_back(Address::make(address).value());
  one.certificate = certificate;
  return one;
}

}  // namespace

TEST_CASE("[msg_body] is the text of a message that is one, decoded") {
  CHECK(about("match([msg_body],/^caf\xC3\xA9$/)", plain + "\ncaf\xE9") == "do_it");
  CHECK(about("match([msg_body],/secret word/)",
              plain + "Content-Transfer-Encoding: base64\n\nc2VjcmV0IHdvcmQ=\n") == "do_it");
  CHECK(about("match([msg_body],/a=b/)",
              plain + "Content-Transfer-Encoding: quoted-printable\n\na=3Db\n") == "do_it");
  CHECK(about("match([msg_body],/./)", mixed) == "reject no");
  CHECK(about("!match([msg_body],/./)", mixed) == "do_it");
  CHECK(about("match([msg_body],/x/)", "Content-Type: application/pdf\n\nx\n") == "reject no");
  CHECK(about("equal([msg_body],'')", mixed) == "do_it");  // so that its contrary does not hold
  CHECK(decision("equal([msg_body],'') smtp -> do_it") == "do_it");
}

TEST_CASE("a text whose encoding is broken is an error, and never without the word") {
  const auto broken = plain + "Content-Transfer-Encoding: base64\n\nc2VjcmV0I\n";
  CHECK_THAT(about("!match([msg_body],/secret/)", broken), Contains("error"));
  CHECK_THAT(
      about("!match([msg_body],/secret/)", plain + "Content-Transfer-Encoding: rot13\n\nfrperg\n"),
      Contains("error"));
}

TEST_CASE("[msg_part->type] is of the parts directly below, [msg_part->body] of every text below") {
  CHECK(about("equal([msg_part->type],'application/pdf')", mixed) == "do_it");
  CHECK(about("equal([msg_part->type],'text/html')", mixed) == "reject no");
  CHECK(about("match([msg_part->body],/^secret word$/)", mixed) == "do_it");
  CHECK(about("match([msg_part->body],/deep/)", mixed) == "do_it");
  CHECK(about("match([msg_part->body],/inside/)", mixed) == "reject no");
  CHECK(about("match([msg_part->type],/./)", plain + "\nx") == "reject no");
  CHECK(about("equal([msg_part->type],'')", plain + "\nx") == "reject no");
}

TEST_CASE("[is_bcc] looks for the list's name anywhere in To and Cc, as Sympa does") {
  CHECK(about("equal([is_bcc],0)", "To: X <L@lists.example.org>\n\n") == "do_it");
  CHECK(about("equal([is_bcc],0)", "To: a@b\nCc: hello@other\n\n") == "do_it");
  CHECK(about("equal([is_bcc],1)", "To: a@b\nBcc: l@x\n\n") == "do_it");
  CHECK(decision("equal([is_bcc],1) smtp -> do_it") == "do_it");
}

TEST_CASE("what is about a list is an error where there is none") {
  auto asked = question();
  asked.list.clear();
  CHECK_THAT(decision("is_owner([listname],[sender]) smtp -> do_it", asked),
             Contains("error") && Contains("no list"));
  CHECK_THAT(decision("equal([is_bcc],1) smtp -> do_it", asked), Contains("error"));
  CHECK(decision("true() smtp -> do_it", asked) == "do_it");
}

TEST_CASE("a list that is not open takes no posts and is not seen, whatever the rules say") {
  auto asked = question();
  asked.list_is_open = false;
  People people;
  const auto decided = [&](const std::string& name) {
    const auto scenario = good("true() smtp -> do_it", name);
    return judge(scenario, asked, people).value();
  };
  CHECK(decided("send.x").reason == "list-no-open");
  CHECK(decided("visibility.x").action == "reject");
  CHECK(decided("subscribe.x").action == "do_it");
}

TEST_CASE("variables of the outside are asked for when a rule needs them, and may fail") {
  People people;
  people.set("conf->title", "x").set("topic_needed", "1").set("family->l", "other");
  people.with("is_subscriber", "other", "a@x.org").set("custom_vars->w", "^A@");
  CHECK(decision("equal([conf->title],'X') smtp -> do_it", question(), people) == "do_it");
  CHECK(decision("equal([topic_needed],1) smtp -> do_it", question(), people) == "do_it");
  CHECK(decision("is_subscriber([family->l],[sender]) smtp -> do_it", question(), people) ==
        "do_it");
  CHECK(decision("match([sender],[custom_vars->w]) smtp -> do_it", question(), people) == "do_it");
  CHECK(decision("match([sender],[custom_vars->none]) smtp -> do_it", question(), people) ==
        "reject no-rule-match");
  CHECK_THAT(decision("!equal([subscriber->fails],'x') smtp -> do_it", question(), people),
             Contains("error") && Contains("the store is away"));
  CHECK(decision("equal([subscriber->fails],'x') md5 -> do_it", question(), people) ==
        "reject no-rule-match");
  people.set("custom_vars->w", "(");
  CHECK_THAT(decision("!match([sender],[custom_vars->w]) smtp -> do_it", question(), people),
             Contains("error") && Contains("broken"));
}

TEST_CASE("people that a setting names are its addresses, as in a field") {
  People people;
  people.with("is_owner", "l", "b@x.org").set("custom_vars->boss", "Boss <b@x.org>, c@x.org");
  CHECK(decision("is_owner([listname],[custom_vars->boss]) smtp -> do_it", question(), people) ==
        "do_it");
  CHECK(decision("is_owner([listname],[custom_vars->none]) smtp -> do_it", question(), people) ==
        "reject no-rule-match");
}

TEST_CASE("[email] is whom it is about, and the sender where nobody else is named") {
  auto asked = question();
  CHECK(decision("equal([sender],[email]) smtp -> do_it", asked) == "do_it");
  asked.email = "b@x.org";
  CHECK(decision("equal([email],'b@x.org') smtp -> do_it", asked) == "do_it");
}

TEST_CASE("of a valid signature a scenario sees the signer, of any other only its status") {
  Evidence evidence;
  evidence.signatures = {signature(Status::valid, "a@x.org"),
                         signature(Status::untrusted, "b@x.org")};
  evidence.signatures[0].covers = {true, {"Subject"}, {"Subject"}};
  const auto holds = [&](const std::string& condition) {
    return about(condition, plain + "\nx", &evidence) == "do_it";
  };
  CHECK(holds("equal([signature->address],[sender])"));
  CHECK_FALSE(holds("equal([signature->address],'b@x.org')"));
  CHECK(holds("equal([signature->status],'untrusted')"));
  CHECK(holds("match([signature->issuer],/^CN=Our CA$/)"));
  CHECK(holds("equal([signature->algorithm],'RSA-SHA256')"));
  CHECK(holds("equal([signature->digest],'sha-256')"));
  CHECK(holds("match([signature->key],/^RSA 3072$/)"));
  CHECK_FALSE(holds("equal([signature->covers],'subject')"));  // one of them is not valid
  CHECK_FALSE(holds("equal([signature->contradicts],'subject')"));
  evidence.signatures.pop_back();
  CHECK(holds("equal([signature->covers],'subject')"));
  CHECK(holds("equal([signature->covers],'body')"));
  CHECK_FALSE(holds("equal([signature->covers],'to')"));
  CHECK(holds("equal([signature->contradicts],'subject')"));
  evidence.signatures.clear();
  CHECK_FALSE(holds("equal([signature->covers],'body')"));
  CHECK_FALSE(holds("match([signature->status],/./)"));
}

TEST_CASE("a scenario sees whether a message came encrypted, and with what") {
  Evidence evidence;
  const auto holds = [&](const std::string& condition) {
    return about(condition, plain + "\nx", &evidence) == "do_it";
  };
  CHECK(holds("equal([msg_encrypted],'')"));
  CHECK(holds("equal([encryption->status],'absent')"));
  evidence.opened = {Status::valid, "AES-256-GCM", ""};
  CHECK(holds("equal([msg_encrypted],'smime')"));
  CHECK(holds("equal([encryption->algorithm],'AES-256-GCM')"));
  evidence.opened = {Status::no_key, "AES-256-GCM", ""};
  CHECK(holds("equal([msg_encrypted],'')"));
  CHECK(holds("equal([encryption->status],'no_key')"));
  CHECK(holds("equal([encryption->algorithm],'')"));
  CHECK(decision("equal([encryption->status],'absent') smtp -> do_it") == "do_it");
}
