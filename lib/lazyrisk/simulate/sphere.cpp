// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/sphere.hpp"

namespace lazyrisk {

Matrix on_sphere(int dimension, int count, double radius, const Stream& stream) {
    return on_sphere(dimension, 0, count, radius, stream);
}

Matrix on_sphere(int dimension, int first, int count, double radius, const Stream& stream) {
    Matrix points(dimension, count);
    stream.normals(entries(points), std::uint64_t(first) * std::uint64_t(dimension));
    for (int j = 0; j < count; ++j) points.col(j) *= radius / points.col(j).norm();
    return points;
}

}  // namespace lazyrisk
