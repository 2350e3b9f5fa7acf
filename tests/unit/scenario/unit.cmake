# The cases and answers of Sympa are JSON.
find_package(nlohmann_json REQUIRED)
target_link_libraries(unit_scenario PRIVATE nlohmann_json::nlohmann_json)

# Comparisons that read nothing but these cases are there only where the cases are.
if(EXISTS ${CMAKE_SOURCE_DIR}/../shared/scenario/shipped.cases.jsonl)
  file(GLOB comparisons CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/unit/scenario/sympa/*.cpp)
  target_sources(unit_scenario PRIVATE ${comparisons})
  target_include_directories(unit_scenario PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/unit/scenario)
  target_compile_definitions(unit_scenario PRIVATE
    CHANCERY_SYMPA_CASES="${CMAKE_SOURCE_DIR}/../shared/scenario")
endif()
