# The tests damage and mark files as only SQLite itself can.
find_package(PkgConfig REQUIRED)
pkg_check_modules(SQLITE3 REQUIRED IMPORTED_TARGET sqlite3)
target_link_libraries(unit_store PRIVATE PkgConfig::SQLITE3)

# The same over PostgreSQL, but for what is about files.
target_link_libraries(unit_store PRIVATE chancery_postgres)
add_test(NAME unit_store_postgres COMMAND unit_store ~[embedded])
set_tests_properties(unit_store PROPERTIES ENVIRONMENT CHANCERY_TEST_STORE=embedded)
set_tests_properties(unit_store_postgres PROPERTIES
  TIMEOUT 600 ENVIRONMENT CHANCERY_TEST_STORE=postgresql)
