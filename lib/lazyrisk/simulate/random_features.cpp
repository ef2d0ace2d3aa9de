// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Random features of the sphere, and their kernel.
#include <cmath>
#include <memory>

#include "lazyrisk/simulate/dual_kernel.hpp"
#include "lazyrisk/simulate/features.hpp"
#include "lazyrisk/simulate/kinds.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/simulate/sphere.hpp"

namespace lazyrisk {

Matrix features(const Activation& activation, const MatrixView& weights, const MatrixView& points) {
    Matrix z = points.transpose() * weights;
    activation.apply(entries(z));
    return z;
}

Realization realize(const RandomFeatures& model, const Target<>& target, double width) {
    if (is_infinite(width)) return realize(Kernel{model.activation, model.dimension}, target);
    Realization r = on_the_sphere(model.dimension, target, Kind::sphere_features);
    use_features(r, model.activation);
    return r;
}

Realization realize(const Kernel& model, const Target<>& target, double) {
    Realization r = on_the_sphere(model.dimension, target, Kind::sphere_kernel);
    const auto h = std::make_shared<const DualKernel>(model.activation, r.dimension);
    use_kernel(
        r, [h](std::span<double> t) { h->apply(t); }, h->diagonal());
    return r;
}

}  // namespace lazyrisk
