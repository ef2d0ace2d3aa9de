// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Dot-product kernels and kernels of deep networks: the kernel matrix entry by entry.
#include <memory>

#include "lazyrisk/problem/deep_function.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/simulate/zonal_table.hpp"

namespace lazyrisk {
namespace {

enum Kind : std::uint64_t { with_kernel = 2 };

Realization with_table(double dimension, const Target<>& target, std::function<double(double)> h) {
    Realization r = on_the_sphere(dimension, target, with_kernel);
    const auto table = std::make_shared<const ZonalTable>(std::move(h));
    use_kernel(
        r, [table](std::span<double> t) { table->apply(t); }, table->diagonal());
    return r;
}

}  // namespace

Realization realize(const DotProduct& model, const Target<>& target, double) {
    model.check();
    return with_table(model.dimension, target, [model](double theta) { return model.at_angle(theta); });
}

Realization realize(const DeepKernel& model, const Target<>& target, double) {
    return with_table(model.dimension, target, [h = deep_function<double>(model)](double theta) { return h(theta); });
}

}  // namespace lazyrisk
