# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Three packages for Debian, of what is built: the program, the library with its headers, the Python module.
# ./setup.sh deb builds and packs; packaging/try-debs.sh installs the packages in a Debian of its own.
if(NOT PROJECT_IS_TOP_LEVEL OR NOT LAZYRISK_INSTALL)
  return()
endif()
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME lazyrisk)
set(CPACK_PACKAGE_VENDOR "the lazyrisk authors")
set(CPACK_PACKAGE_CONTACT "the lazyrisk authors")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
  WORLD_READ WORLD_EXECUTE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/stage.cmake)
set(CPACK_LAZYRISK_COPYRIGHT ${CMAKE_CURRENT_LIST_DIR}/copyright)

# A group of components is a package; the groups are called program, library and module.
set(components lazyrisk_theory lazyrisk_simulate)
if(LAZYRISK_TYPED_FORMULAS)
  list(APPEND components lazyrisk_expand lazyrisk_study)
endif()
set(group_of_lazyrisk_program program)
set(group_of_lazyrisk_python module)
if(LAZYRISK_PROGRAM)
  list(APPEND components lazyrisk_program)
endif()
if(LAZYRISK_PYTHON)
  list(APPEND components lazyrisk_python)
endif()
set(CPACK_COMPONENTS_ALL ${components})

# The first line of a description stands in lists; a summary would stand before it in all three.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME lazyrisk)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION math)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS gnuplot-nox)
set(CPACK_DEBIAN_PROGRAM_DESCRIPTION "risk curves of linearized neural networks, the program
The test error of random features, neural tangents and kernels from their
asymptotic formulas, with a bound on the numerical error, and beside it a
simulation. Figures take gnuplot.")

# The library is static: who links it needs what it is made of.
set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME liblazyrisk-dev)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libdevel)
set(depends libboost-math-dev libeigen3-dev libopenblas-dev liblapacke-dev libsqlite3-dev libfmt-dev librandom123-dev)
if(LAZYRISK_TYPED_FORMULAS)
  list(APPEND depends libginac-dev pkg-config nlohmann-json3-dev libtomlplusplus-dev)
endif()
list(JOIN depends ", " CPACK_DEBIAN_LIBRARY_PACKAGE_DEPENDS)
set(CPACK_DEBIAN_LIBRARY_DESCRIPTION "risk curves of linearized neural networks, the C++ library
Headers, static libraries, and what find_package(lazyrisk) reads.")

set(CPACK_DEBIAN_MODULE_PACKAGE_NAME python3-lazyrisk)
set(CPACK_DEBIAN_MODULE_PACKAGE_SECTION python)
if(LAZYRISK_PYTHON)
  get_directory_property(minor DIRECTORY python DEFINITION Python_VERSION_MINOR)
  math(EXPR next "${minor} + 1")
  set(CPACK_DEBIAN_MODULE_PACKAGE_DEPENDS "python3 (>= 3.${minor}), python3 (<< 3.${next}), python3-numpy")
endif()
set(CPACK_DEBIAN_MODULE_PACKAGE_RECOMMENDS "gnuplot-nox, python3-matplotlib")
set(CPACK_DEBIAN_MODULE_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_LIST_DIR}/postinst ${CMAKE_CURRENT_LIST_DIR}/prerm)
set(CPACK_DEBIAN_MODULE_DESCRIPTION "risk curves of linearized neural networks, the Python module
What the program lazyrisk does, as functions of arrays.")

include(CPack)
foreach(component IN LISTS components)
  if(NOT DEFINED group_of_${component})
    set(group_of_${component} library)
  endif()
  cpack_add_component(${component} GROUP ${group_of_${component}})
endforeach()
