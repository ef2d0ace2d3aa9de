# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later

# lazyrisk_units_of_folders(TARGET): where units are joined (CMAKE_UNITY_BUILD), up to eight files of a folder are one: what a folder
# includes is then read once for them, and names without a linkage have to differ within a folder alone.
function(lazyrisk_units_of_folders target)
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources INCLUDE REGEX "\\.cpp$")
  list(SORT sources)
  foreach(source IN LISTS sources)
    get_filename_component(folder ${source} DIRECTORY)
    string(MD5 key "${folder}")
    math(EXPR place "${files_${key}} + 0")
    math(EXPR files_${key} "${place} + 1")
    math(EXPR part "${place} / 8")
    set_property(SOURCE ${source} PROPERTY UNITY_GROUP ${key}_${part})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD_MODE GROUP)
endfunction()
