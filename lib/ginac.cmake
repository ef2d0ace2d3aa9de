# SPDX-FileCopyrightText: the lazyrisk authors
# SPDX-License-Identifier: GPL-3.0-or-later

# PkgConfig::ginac: GiNaC with the CLN that it stands on. Read by the build and, installed, by those who use the library.
find_package(PkgConfig REQUIRED)
pkg_check_modules(ginac REQUIRED IMPORTED_TARGET GLOBAL ginac)
