// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/sphere.hpp"
#include "../nearly.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace lazyrisk;

TEST_SUITE("simulate/sphere") {
    TEST_CASE("[identity] every point has the length asked for") {
        for (const int d : {2, 3, 50, 1000}) {
            const Matrix x = on_sphere(d, 40, std::sqrt(double(d)), Stream(1, 1, 1, Role::data));
            const Matrix gram = x.transpose() * x;
            for (int i = 0; i < 40; ++i) CHECK(gram(i, i) == nearly(d, 1e-14));
        }
    }

    TEST_CASE("[simulation] second and fourth moments of a coordinate are those of the sphere") {
        const int count = 100000;
        for (const int d : {2, 3, 10}) {
            const Matrix w = on_sphere(d, count, 1, Stream(1, 1, 1, Role::features));
            double second = 0, fourth = 0, mixed_second = 0;
            for (int i = 0; i < count; ++i) {
                second += std::pow(w(0, i), 2) / count;
                fourth += std::pow(w(0, i), 4) / count;
                mixed_second += w(0, i) * w(1, i) / count;
            }
            // E w_1^2 = 1/d, E w_1^4 = 3/(d(d+2)), E w_1^2 w_2^2 = 1/(d(d+2)), E w_1^8 = 105/(d(d+2)(d+4)(d+6)).
            const double e4 = 3.0 / d / (d + 2), e8 = 105.0 / d / (d + 2) / (d + 4) / (d + 6);
            CHECK(std::abs(second - 1.0 / d) < 4 * std::sqrt((e4 - 1.0 / d / d) / count));
            CHECK(std::abs(fourth - e4) < 4 * std::sqrt((e8 - e4 * e4) / count));
            CHECK(std::abs(mixed_second) < 4 * std::sqrt(e4 / 3 / count));
        }
    }
}
