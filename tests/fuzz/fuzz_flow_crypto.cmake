# Begins with the vectors; each input costs signatures and keys, so there are fewer of them.
add_dependencies(fuzz_flow_crypto crypto_openssl vectors)
target_compile_definitions(fuzz_flow_crypto PRIVATE CHANCERY_BUILD_DIR="${CMAKE_BINARY_DIR}")
set(seeds ${CMAKE_BINARY_DIR}/vectors)
set(mutations 2000)
