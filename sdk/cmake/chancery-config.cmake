# SPDX-License-Identifier: MIT
# find_package(chancery) finds what plugins are built with: the target chancery::sdk (headers only)
# and the function chancery_plugin. Works wherever the installed tree is moved to.
get_filename_component(chancery_prefix ${CMAKE_CURRENT_LIST_DIR}/../../.. ABSOLUTE)
if(NOT TARGET chancery::sdk)
  add_library(chancery::sdk INTERFACE IMPORTED)
  set_target_properties(chancery::sdk PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES ${chancery_prefix}/include
    INTERFACE_COMPILE_FEATURES cxx_std_20)
endif()
unset(chancery_prefix)
include(${CMAKE_CURRENT_LIST_DIR}/../../chancery/sdk/cmake/chancery-plugin.cmake)
