// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Dot-product kernels, kernels of deep networks and kernels given by their masses: the kernel matrix entry by entry.
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "lazyrisk/problem/deep_function.hpp"
#include "lazyrisk/problem/kernel_mass.hpp"
#include "lazyrisk/simulate/kinds.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/simulate/zonal_sum.hpp"
#include "lazyrisk/simulate/zonal_table.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

Realization with_table(double dimension, const Target<>& target, std::function<double(double)> h) {
    Realization r = on_the_sphere(dimension, target, Kind::sphere_kernel);
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

/// h(t) = sum_k M_k P_k(t), and M_rest where x = y: degrees so high that P_k -> 0 between distinct points.  Formula
/// (8.18).
Realization realize(const KernelMass& model, const Target<>& target, double width) {
    if (!is_infinite(width)) throw NotCovered(std::string(KernelMass::title) + " does not say which features to draw");
    Realization r = on_the_sphere(model.dimension, target, Kind::sphere_kernel);
    std::vector<double> mass;
    for (const auto& [degree, m] : model.mass) {
        mass.resize(std::max(mass.size(), std::size_t(degree) + 1));
        mass[std::size_t(degree)] += m;
    }
    const ZonalSum h(r.dimension, std::move(mass));
    use_kernel(
        r, [h](std::span<double> t) { h.apply(t); }, h.at_one() + model.rest);
    return r;
}

}  // namespace lazyrisk
