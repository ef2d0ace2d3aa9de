// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/profile.hpp"

#include <algorithm>
#include <memory>

#include "lazyrisk/problem/deep_function.hpp"
#include "lazyrisk/simulate/dual_kernel.hpp"
#include "lazyrisk/simulate/zonal_table.hpp"

namespace lazyrisk {
namespace {

DrawnProfile drawn(const Activation& activation, int dimension) {
    const auto h = std::make_shared<const DualKernel>(activation, dimension);
    return {[h](std::span<double> t) { h->apply(t); }, h->diagonal()};
}

DrawnProfile drawn(const Profile& profile, int) {
    const auto h = profile.value;
    const auto apply = [h](std::span<double> t) {
        for (double& x : t) x = double(h(std::clamp(x, -1.0, 1.0)));
    };
    return {apply, double(h(1))};
}

DrawnProfile tabulated(std::function<double(double)> h) {
    const auto table = std::make_shared<const ZonalTable>(std::move(h));
    return {[table](std::span<double> t) { table->apply(t); }, table->diagonal()};
}

DrawnProfile drawn(const DotProduct& kernel, int) {
    kernel.check();
    return tabulated([kernel](double theta) { return kernel.at_angle(theta); });
}

DrawnProfile drawn(const DeepKernel& kernel, int) {
    return tabulated([h = deep_function<double>(kernel)](double theta) { return h(theta); });
}

}  // namespace

DrawnProfile drawn_profile(const DotKernel& kernel, int dimension) {
    return std::visit([&](const auto& k) { return drawn(k, dimension); }, kernel);
}

}  // namespace lazyrisk
