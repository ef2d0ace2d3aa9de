// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/simulate/random.hpp"

namespace lazyrisk {

/// `count` independent points uniform on the sphere of that radius, [dimension x count], a point a column:
/// radius sqrt(d) for data, 1 for the weights of neurons. A normal vector divided by its length.
Matrix on_sphere(int dimension, int count, double radius, const Stream& stream);
/// The points first .. first + count - 1 of those.
Matrix on_sphere(int dimension, int first, int count, double radius, const Stream& stream);

}  // namespace lazyrisk
