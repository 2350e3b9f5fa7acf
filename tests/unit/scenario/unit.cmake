# The cases and answers of Sympa are JSON.
find_package(nlohmann_json REQUIRED)
target_link_libraries(unit_scenario PRIVATE nlohmann_json::nlohmann_json)
