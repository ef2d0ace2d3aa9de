// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cmath>
#include <numbers>
#include <vector>

namespace lazyrisk {

/// Gauss-Legendre rule on [0, 1]: nodes by Newton's method from Tricomi's guess, weights from the derivative there.
struct UnitRule {
    std::vector<double> node, weight;

    explicit UnitRule(int order) : node(std::size_t(order)), weight(std::size_t(order)) {
        for (int i = 0; i < order; ++i) {
            double x = std::cos(std::numbers::pi * (i + 0.75) / (order + 0.5)), slope = 1;
            for (int step = 0; step < 8; ++step) {  // quadratic convergence: five are enough, eight are free
                double before = 1, now = x;
                for (int j = 2; j <= order; ++j) {
                    const double next = ((2 * j - 1) * x * now - (j - 1) * before) / j;
                    before = now;
                    now = next;
                }
                slope = order * (x * now - before) / (x * x - 1);
                x -= now / slope;
            }
            node[std::size_t(i)] = (1 - x) / 2;
            weight[std::size_t(i)] = 1 / ((1 - x * x) * slope * slope);
        }
    }
};

}  // namespace lazyrisk
