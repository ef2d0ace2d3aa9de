# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later

# find_package(lazyrisk) gives the target lazyrisk::lazyrisk.
include(CMakeFindDependencyMacro)
find_dependency(Threads)
find_dependency(fmt)
find_dependency(Boost 1.74)
find_dependency(Eigen3 3.4 NO_MODULE)
find_dependency(SQLite3 3.37)
include(${CMAKE_CURRENT_LIST_DIR}/blas.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/ginac.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/lazyrisk-targets.cmake)
