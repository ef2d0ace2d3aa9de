// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/dynamics/contour.hpp"
#include "../nearly.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace lazyrisk;

namespace {

/// 1 - psi(a) of the contour, without decay: sum of weight z/(a + z) over nodes and their conjugates.
double left(const Contour& c, double a) {
    double sum = 0;
    for (std::size_t i = 0; i < c.z.size(); ++i) sum += 2 * (c.weight[i] * c.z[i] / (a + c.z[i])).real();
    return sum;
}

double total(const Contour& c) {
    double sum = 0;
    for (const auto& w : c.weight) sum += 2 * w.real();
    return sum;
}

}  // namespace

TEST_SUITE("dynamics/contour") {
    TEST_CASE("[identity] the nodes of a flow sum to e^{-ta}, whatever the time") {
        for (const double time : {1e-6, 1.0, 37.0, 1e12}) {
            const Contour c = contour({time, 0}, 1);
            CAPTURE(time);
            CHECK(c.z.size() == half_nodes);
            CHECK(std::abs(total(c) - 1) < 1e-11);
            for (const double ta : {0.0, 1e-3, 0.5, 2.0, 30.0, 1e4})
                CHECK(std::abs(left(c, ta / time) - std::exp(-ta)) < 1e-11);
        }
    }

    TEST_CASE(
        "[identity] the nodes of a descent sum to (1 - step a)^steps: few steps and many, even and odd, to both sides "
        "of 1/step") {
        for (const double largest : {0.5, 1.0, 1.2, 1.9, 1.9999})
            for (const double steps : {1.0, 2.0, 3.0, 39.0, 40.0, 41.0, 42.0, 101.0, 5000.0}) {
                const double step = 0.02;
                const Contour c = contour(Training::descent(step, steps), largest);
                CAPTURE(largest);
                CAPTURE(steps);
                double absolute = 0;
                for (const auto& w : c.weight) absolute += 2 * std::abs(w);
                CHECK(c.absolute_weight == nearly(absolute, 1e-14));
                CHECK(std::abs(total(c) - 1) < 1e-11);
                for (std::size_t i = 0; i < c.z.size(); ++i) CHECK(c.z[i].imag() > 0);
                if (steps > 40) CHECK(c.z.size() == (largest > 1 ? 2 : 1) * half_nodes);
                for (const double share : {0.0, 1e-4, 0.01, 0.3, 0.5, 0.9, 0.999, 1.0})  // of the largest
                    CHECK(std::abs(left(c, share * largest / step) - std::pow(1 - share * largest, steps)) < 1e-11);
            }
    }
}
