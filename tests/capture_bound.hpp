// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <doctest/doctest.h>

/// CAPTURE of a structured binding, which clang 14 shows to no lambda.
#define CAPTURE_BOUND(x)                                \
    const auto& DOCTEST_CAT(captured_, __LINE__) = (x); \
    INFO(#x " := ", DOCTEST_CAT(captured_, __LINE__))
