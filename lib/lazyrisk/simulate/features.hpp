// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/linear/matrix.hpp"

namespace lazyrisk {

/// s(<w_j, x_i>), [n x p], sqrt(p) times Z; weights [d x p] on the unit sphere, points [d x n].
Matrix features(const Activation& activation, const MatrixView& weights, const MatrixView& points);

}  // namespace lazyrisk
