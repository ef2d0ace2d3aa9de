// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

#include "lazyrisk/image_kernel/pixel_dual.hpp"

/// At two variances, their features in arrays of different strides.
inline lazyrisk::PixelDual::Value found(const lazyrisk::PixelDual& dual, double q, double r, double covariance) {
    std::vector<double> x(2 * dual.features()), z(3 * dual.features());
    dual.describe(q, x.data(), 2);
    dual.describe(r, z.data(), 3);
    return dual.at(covariance, x.data(), 2, z.data(), 3);
}
