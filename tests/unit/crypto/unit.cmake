# The plugin is tested as it is shipped: the shared object, through its C entry.
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
add_dependencies(unit_crypto crypto_openssl vectors)
target_link_libraries(unit_crypto PRIVATE chancery_mail OpenSSL::Crypto ${CMAKE_DL_LIBS})
