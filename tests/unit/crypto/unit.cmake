# The plugins are tested as they are shipped: the shared object, through its C entry.
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
add_dependencies(unit_crypto crypto_openssl vectors)
target_link_libraries(unit_crypto PRIVATE chancery_mail OpenSSL::Crypto ${CMAKE_DL_LIBS})

# The same over crypto_gpgme, and what is its own. Tests of what it cannot do have a tag; for each
# of them gpgme/differences_test.cpp says what it answers instead.
file(GLOB gpgme_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/unit/crypto/gpgme/*.cpp)
set(for_both backend certificate_test chain_test decrypt_test floor_test key_test published_test rows
  seal_test verify_test)
list(TRANSFORM for_both PREPEND unit/crypto/)
list(TRANSFORM for_both APPEND .cpp)
add_executable(unit_crypto_gpgme ${for_both} ${gpgme_sources})
target_compile_definitions(unit_crypto_gpgme PRIVATE CHANCERY_TESTED_BACKEND="crypto_gpgme")
target_include_directories(unit_crypto_gpgme PRIVATE unit/crypto)
target_link_libraries(unit_crypto_gpgme PRIVATE test_support chancery_mail OpenSSL::Crypto ${CMAKE_DL_LIBS})
target_precompile_headers(unit_crypto_gpgme REUSE_FROM test_pch)
add_dependencies(unit_crypto_gpgme crypto_gpgme vectors)
add_test(NAME unit_crypto_gpgme
  COMMAND unit_crypto_gpgme 
  ~[crl]~[pss-sha1]~[p192]~[partial-chain]~[ed25519]~[p521]~[every-byte]~[gcm]~[ec]~[oaep]~[rc2]~[old-key]~[name-constraints])
set_tests_properties(unit_crypto_gpgme PROPERTIES TIMEOUT 600)
