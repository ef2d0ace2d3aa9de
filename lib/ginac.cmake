# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later

# PkgConfig::ginac: GiNaC with the CLN that it stands on. Read by the build and, installed, by those who use the library.
find_package(PkgConfig QUIET)
if(PKG_CONFIG_FOUND AND NOT TARGET PkgConfig::ginac)
  pkg_check_modules(ginac QUIET IMPORTED_TARGET GLOBAL ginac)
endif()
if(NOT TARGET PkgConfig::ginac)
  set(lazyrisk_ginac_missing "This lazyrisk reads typed formulas and needs GiNaC, which pkg-config did not find (Debian: libginac-dev, pkg-config).")
endif()
