# SPDX-License-Identifier: MIT
# chancery_plugin(ID [SOURCES ...] [LINK ...])
#
# Builds the shared object ID.so that exports only its entry. Without SOURCES every *.cpp and *.c
# beside the calling CMakeLists.txt is taken. Needs the target chancery::sdk.
set(CHANCERY_PLUGIN_MAP ${CMAKE_CURRENT_LIST_DIR}/../plugin.map)

function(chancery_plugin id)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK" ${ARGN})
  if(NOT arg_SOURCES)
    file(GLOB arg_SOURCES CONFIGURE_DEPENDS *.cpp *.c)
  endif()
  add_library(${id} MODULE ${arg_SOURCES})
  target_link_libraries(${id} PRIVATE chancery::sdk ${arg_LINK})
  target_link_options(${id} PRIVATE LINKER:--version-script=${CHANCERY_PLUGIN_MAP} LINKER:-z,defs)
  set_target_properties(${id} PROPERTIES
    PREFIX ""
    C_VISIBILITY_PRESET hidden
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    LINK_DEPENDS ${CHANCERY_PLUGIN_MAP})
  # The host refuses what others may write, and some sites have a umask of 002.
  add_custom_command(TARGET ${id} POST_BUILD
    COMMAND chmod go-w $<TARGET_FILE:${id}> $<TARGET_FILE_DIR:${id}> VERBATIM)
endfunction()
