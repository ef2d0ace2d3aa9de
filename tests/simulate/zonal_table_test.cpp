// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/zonal_table.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "lazyrisk/problem/deep_function.hpp"
#include "lazyrisk/problem/dot_product.hpp"

using namespace lazyrisk;

TEST_SUITE("simulate/zonal_table") {
    TEST_CASE("[agreement] the table against its function: kinks, singular ends, depth 100") {
        DeepKernel deep;
        deep.depth = 100;
        deep.kind = DeepKind::ntk;
        deep.layers = TrainedLayers::all;
        const DotProduct laplace{MaternKernel{0.5, 0.3}, 5}, rough{MaternKernel{0.2, 1}, 5},
            bent{Expression::parse("1+abs(t-0.3)", "t", "kernel"), 5};
        const std::vector<std::function<double(double)>> kernels{
            [h = deep_function<double>(deep)](double a) { return h(a); },
            [laplace](double a) { return laplace.at_angle(a); }, [rough](double a) { return rough.at_angle(a); },
            [bent](double a) { return bent.at_angle(a); }};
        for (const auto& h : kernels) {
            const ZonalTable table(h);
            CHECK(table.diagonal() == h(0));
            for (int i = 0; i <= 5000; ++i) {
                const double t = std::cos(3.14159265358979 * i / 5000);
                // h is as steep as its argument is uncertain
                const double slack =
                    std::abs(h(std::acos(std::min(1.0, t + 2e-16))) - h(std::acos(std::max(-1.0, t - 2e-16))));
                CHECK(std::abs(table(t) - h(std::acos(t))) <= 2e-12 * std::abs(table.diagonal()) + slack);
            }
        }
    }
}
