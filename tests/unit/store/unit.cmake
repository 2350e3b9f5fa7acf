# The tests damage and mark files as only SQLite itself can.
find_package(PkgConfig REQUIRED)
pkg_check_modules(SQLITE3 REQUIRED IMPORTED_TARGET sqlite3)
target_link_libraries(unit_store PRIVATE PkgConfig::SQLITE3)
