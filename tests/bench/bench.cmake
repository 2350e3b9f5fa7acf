# The bare cost is OpenSSL's and SQLite's own; the stages run with the shipped plugins on real keys.
find_package(OpenSSL REQUIRED)
target_sources(bench_programs PRIVATE support/house.cpp support/certificates.cpp)
target_link_libraries(bench_programs PRIVATE OpenSSL::Crypto PkgConfig::SQLITE3)
add_dependencies(bench_programs vectors chancery crypto_openssl auth_smime auth_smtp
  predicate_members decorator_footer transport_maildir transport_smtp)
