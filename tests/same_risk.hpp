// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Risks that are the same but for rounding.
#pragma once

#include <doctest/doctest.h>

#include "lazyrisk/risk/risk.hpp"
#include "nearly.hpp"

/// All but the weights' norm, which has a unit of its own under a penalty.
inline void same_errors(const lazyrisk::Risk<>& a, const lazyrisk::Risk<>& b, double tolerance) {
    CHECK(a.test_error == nearly(b.test_error, tolerance));
    CHECK(a.bias == nearly(b.bias, tolerance));
    CHECK(a.variance == nearly(b.variance, tolerance));
    CHECK(a.train_error == nearly(b.train_error, tolerance));
    CHECK(a.effective_ridge == nearly(b.effective_ridge, tolerance));
}

inline void same(const lazyrisk::Risk<>& a, const lazyrisk::Risk<>& b, double tolerance) {
    same_errors(a, b, tolerance);
    CHECK(a.weight_norm == nearly(b.weight_norm, tolerance));
}
