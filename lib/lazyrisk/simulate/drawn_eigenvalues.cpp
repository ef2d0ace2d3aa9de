// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/drawn_eigenvalues.hpp"

#include "lazyrisk/linear/decomposition.hpp"

namespace lazyrisk {

std::vector<double> drawn_eigenvalues(const Realization& world, int samples, int width, std::uint64_t seed,
                                      std::uint64_t trial) {
    const Draw draw{seed, mixed(world.kind, std::uint64_t(world.dimension)), trial};
    const Matrix x = world.inputs(0, samples, draw.stream(Role::data));
    Matrix k;
    double scale = 1.0 / samples;
    if (width == 0) {
        k = world.gram(x);
    } else {
        const Matrix s = world.features(0, width, draw.stream(Role::features))(x);
        k = s.rows() <= s.cols() ? lower_outer_gram(s) : lower_gram(s);
        scale /= width;
    }
    std::vector<double> values = eigenvalues(std::move(k));
    for (double& v : values) v *= scale;
    return values;
}

}  // namespace lazyrisk
