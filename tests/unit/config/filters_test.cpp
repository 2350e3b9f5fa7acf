// Named filters as their files say, and what is said about everything else.
#include "support/catch.hpp"
#include "support/paths.hpp"

#include "config/filters.hpp"

#include <fstream>

using namespace chancery;
using Catch::Matchers::Contains;

namespace {

struct Files {
  test::TemporaryFolder folder;
  fs::path write(const std::string& text) const {
    std::ofstream(folder.path() / "f") << text;
    return folder.path() / "f";
  }
  std::string sql_problem(const std::string& text) const {
    const auto filter = load_sql_filter(write(text));
    return filter ? "" : filter.error().what;
  }
  std::string ldap_problem(const std::string& text) const {
    const auto filter = load_ldap_filter(write(text));
    return filter ? "" : filter.error().what;
  }
};

const std::string ldap = "url = \"ldaps://x\"\nbase = \"dc=x\"\nfilter = \"(mail=[text])\"\n";

}  // namespace

TEST_CASE("a filter has what its file says, and defaults for the rest") {
  const Files files;
  const auto sql = load_sql_filter(files.write("statement = \"SELECT 1\"\ncache = 0\n")).value();
  CHECK(sql.statement == "SELECT 1");
  CHECK((sql.timeout.count() == 10 && sql.cache.count() == 0));
  const auto directory = load_ldap_filter(files.write(ldap + "bind_dn = \"cn=a\"\n"
                                                             "password_file = \"pw\"\n"))
                             .value();
  CHECK(directory.scope == "sub");
  CHECK(directory.tls == "starttls");
  CHECK(directory.password_file == files.folder.path() / "pw");
  CHECK_FALSE(directory.ca_file);
}

TEST_CASE("a filter that is wrong says everything that is, and decides nothing") {
  const Files files;
  CHECK(load_sql_filter(files.folder.path() / "none").error().code == Code::not_found);
  CHECK(load_sql_filter(files.folder.path()).error().code == Code::misconfigured);
  CHECK_THAT(files.sql_problem("statment = \"x\"\ntimeout = 0\n"),
             Contains("did you mean") && Contains("timeout") && Contains("statement"));
  CHECK_THAT(files.sql_problem("sql_named_filter_query\nstatement select 1\n"), Contains("f:1:"));
  CHECK_THAT(files.ldap_problem("url = \"http://x\"\nbase = \"\"\nfilter = \"(a=b)\"\n"),
             Contains("ldap://"));
  CHECK_THAT(files.ldap_problem(ldap + "bind_dn = \"cn=a\"\n"), Contains("password_file"));
  CHECK_THAT(files.ldap_problem(ldap + "password_file = \"a\"\n"), Contains("bind_dn"));
  CHECK_THAT(files.ldap_problem(ldap + "tls = \"maybe\"\n"), Contains("tls"));
}
