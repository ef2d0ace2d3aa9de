#pragma once

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/simulate/matrix.hpp"

namespace lazyrisk {

/// Z_ij = s(<w_j, x_i>)/sqrt(p), [n x p]; weights [d x p] on the unit sphere, points [d x n].
Matrix features(const Activation& activation, const Matrix& weights, const Matrix& points);

}  // namespace lazyrisk
