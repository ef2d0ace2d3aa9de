// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdlib>

int main(int argc, char** argv) {
    // Programs started by the tests keep nothing, and are answered from nothing kept, unless they name a store.
    setenv("LAZYRISK_STORE", "", 1);
    return doctest::Context(argc, argv).run();
}
