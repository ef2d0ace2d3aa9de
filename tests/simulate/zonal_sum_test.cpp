// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/zonal_sum.hpp"

#include <doctest/doctest.h>

#include <boost/math/special_functions/gegenbauer.hpp>
#include <cmath>

#include "../nearly.hpp"
#include "lazyrisk/simulate/sphere.hpp"

using namespace lazyrisk;

TEST_SUITE("simulate/zonal_sum") {
    TEST_CASE("[agreement] single degrees are Gegenbauer polynomials with P_k(1) = 1, on the circle cosines") {
        for (const double d : {2.0, 3.0, 10.0, 101.0})
            for (const int k : {0, 1, 2, 7, 60}) {
                std::vector<double> c(std::size_t(k) + 3, 0.0), t;
                c[std::size_t(k)] = 2;
                for (int i = 0; i < 700; ++i) t.push_back(std::cos(0.0045 * i));
                std::vector<double> value = t;
                const ZonalSum sum(d, c);
                sum.apply(value);
                const double a = (d - 2) / 2;
                for (std::size_t i = 0; i < t.size(); ++i) {
                    using boost::math::gegenbauer;
                    const double p = d == 2 ? std::cos(k * std::acos(t[i]))
                                            : gegenbauer(unsigned(k), a, t[i]) / gegenbauer(unsigned(k), a, 1.0);
                    CHECK(std::abs(value[i] - 2 * p) < 1e-12);
                }
                CHECK(sum.at_one() == 2);
                CHECK(sum.flops() == 4 * (k + 1));
            }
    }

    TEST_CASE("[identity] arguments beyond 1 by rounding are cut, and nothing is summed where there is nothing") {
        std::vector<double> t{1 + 1e-15, -1 - 1e-15};
        ZonalSum(5, {0, 1, 1}).apply(t);
        CHECK(t[0] == nearly(2, 1e-15));
        CHECK(std::abs(t[1]) < 1e-15);
        ZonalSum(5, {0, 0}).apply(t);
        CHECK(t == std::vector<double>{0, 0});
    }

    TEST_CASE("[identity] columns are those of one matrix, symmetric, exact on the diagonal") {
        const Matrix x = on_sphere(6, 500, std::sqrt(6), Stream(1, 2, 3, Role::data));
        const ZonalSum sum(6, {0.1, 0, 0.5, 0.2});
        const Matrix all = zonal_columns(sum, x, 1.0 / 6, 0, 500), part = zonal_columns(sum, x, 1.0 / 6, 190, 37);
        for (int j = 0; j < 37; ++j) {
            CHECK(part(190 + j, j) == sum.at_one());
            for (int i = 0; i < 500; ++i) {
                CHECK(std::abs(part(i, j) - all(i, 190 + j)) < 1e-15);
                CHECK(std::abs(all(i, j) - all(j, i)) < 1e-15);
            }
        }
    }
}
