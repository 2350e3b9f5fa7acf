# A decision is taken with the shipped plugins and scenarios.
add_dependencies(unit_flow auth_smtp crypto_openssl vectors)
