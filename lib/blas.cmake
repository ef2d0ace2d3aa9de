# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later

# lazyrisk::blas: OpenBLAS and LAPACKE. Read by the build and, installed, by those who use the library.
if(NOT TARGET lazyrisk::blas)
  find_library(OPENBLAS_LIBRARY openblas)
  find_library(LAPACKE_LIBRARY lapacke)
  find_path(CBLAS_INCLUDE_DIR cblas.h PATH_SUFFIXES openblas openblas-pthread)
  find_path(LAPACKE_INCLUDE_DIR lapacke.h PATH_SUFFIXES lapacke openblas)
  mark_as_advanced(OPENBLAS_LIBRARY LAPACKE_LIBRARY CBLAS_INCLUDE_DIR LAPACKE_INCLUDE_DIR)
  if(OPENBLAS_LIBRARY AND LAPACKE_LIBRARY AND CBLAS_INCLUDE_DIR AND LAPACKE_INCLUDE_DIR)
    add_library(lazyrisk::blas INTERFACE IMPORTED)
    set_target_properties(lazyrisk::blas PROPERTIES
      INTERFACE_INCLUDE_DIRECTORIES "${CBLAS_INCLUDE_DIR};${LAPACKE_INCLUDE_DIR}"
      INTERFACE_LINK_LIBRARIES "${LAPACKE_LIBRARY};${OPENBLAS_LIBRARY}")
  else()
    set(lazyrisk_blas_missing "lazyrisk::simulate needs OpenBLAS and LAPACKE (Debian: libopenblas-dev, liblapacke-dev), and not all of both was found.")
  endif()
endif()
