// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/numerics/vectorised.hpp"

#include <doctest/doctest.h>

#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "nearly.hpp"

using namespace lazyrisk;

namespace {

using Real = long double;

struct Named {
    std::string name;
    void (*block)(std::span<double>);
    std::function<Real(Real)> exact;
};

Real normal_part(Real x) { return boost::math::erfc(-x / std::numbers::sqrt2_v<Real>) / 2; }
Real normal_density(Real x) {
    return std::exp(-x * x / 2) * std::numbers::inv_sqrtpi_v<Real> / std::numbers::sqrt2_v<Real>;
}

const std::vector<Named>& functions() {
    static const std::vector<Named> list{
        {"exp", vectorised::exp, [](Real x) { return std::exp(x); }},
        {"sin", vectorised::sin, [](Real x) { return std::sin(x); }},
        {"cos", vectorised::cos, [](Real x) { return std::cos(x); }},
        {"tanh", vectorised::tanh, [](Real x) { return std::tanh(x); }},
        {"erf", vectorised::erf, [](Real x) { return std::erf(x); }},
        {"gaussian", vectorised::gaussian, [](Real x) { return std::exp(-x * x / 2); }},
        {"sigmoid", vectorised::sigmoid, [](Real x) { return 1 / (1 + std::exp(-x)); }},
        {"swish", vectorised::swish, [](Real x) { return x / (1 + std::exp(-x)); }},
        {"softplus", vectorised::softplus,
         [](Real x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); }},
        {"normal_cdf", vectorised::normal_cdf, normal_part},
        {"gelu", vectorised::gelu, [](Real x) { return x * normal_part(x); }},
        {"tanh_slope", vectorised::tanh_slope, [](Real x) { return 1 / (std::cosh(x) * std::cosh(x)); }},
        {"erf_slope", vectorised::erf_slope,
         [](Real x) { return 2 * std::numbers::inv_sqrtpi_v<Real> * std::exp(-x * x); }},
        {"gelu_slope", vectorised::gelu_slope, [](Real x) { return normal_part(x) + x * normal_density(x); }}};
    return list;
}

}  // namespace

TEST_SUITE("numerics/vectorised") {
    TEST_CASE("[agreement] blocks of any length are the functions in 80 bits, number by number") {
        for (const Named& f : functions())
            for (const int count : {1, 3, 8, 17, 64, 1001}) {
                CAPTURE(f.name);
                CAPTURE(count);
                std::vector<double> x, y;
                for (int i = 0; i < count; ++i) x.push_back(-6 + 12 * (i + 0.5) / count);
                y = x;
                f.block(y);
                for (std::size_t i = 0; i < x.size(); ++i) {
                    CAPTURE(x[i]);
                    CHECK(y[i] == nearly(double(f.exact(Real(x[i]))), 3e-15, 1e-16));
                }
            }
    }

    TEST_CASE("[agreement] slopes are the differences of what they are the slopes of") {
        const auto at = [](void (*block)(std::span<double>), double x) {
            std::vector<double> one{x};
            block(one);
            return one.front();
        };
        constexpr double h = 1e-4;
        for (double x = -3; x <= 3; x += 0.37) {
            CAPTURE(x);
            for (const auto& [f, slope] : {std::pair{&vectorised::tanh, &vectorised::tanh_slope},
                                           {&vectorised::erf, &vectorised::erf_slope},
                                           {&vectorised::gelu, &vectorised::gelu_slope}})
                CHECK(at(slope, x) == nearly((at(f, x + h) - at(f, x - h)) / (2 * h), 1e-7, 1e-8));
        }
    }

    TEST_CASE("[limit] far away and at infinity as the scalar functions; NaN stays") {
        constexpr double inf = std::numeric_limits<double>::infinity();
        const auto at = [](void (*block)(std::span<double>), double x) {
            std::vector<double> many(9, x);
            block(many);
            for (const double y : many) CHECK((y == many.front() || (std::isnan(y) && std::isnan(many.front()))));
            return many.front();
        };
        CHECK(at(vectorised::exp, -inf) == 0);
        CHECK(at(vectorised::exp, inf) == inf);
        CHECK(at(vectorised::tanh, inf) == 1);
        CHECK(at(vectorised::tanh, -inf) == -1);
        CHECK(at(vectorised::erf, 1e300) == 1);
        CHECK(at(vectorised::sigmoid, -1e300) == 0);
        CHECK(at(vectorised::softplus, 800) == 800);
        CHECK(at(vectorised::softplus, -800) == nearly(0.0, 1e-15, 1e-300));
        CHECK(at(vectorised::gelu, 40) == 40);
        CHECK(at(vectorised::gelu_slope, 40) == 1);
        for (const Named& f : functions()) {
            CAPTURE(f.name);
            CHECK(std::isnan(at(f.block, std::numeric_limits<double>::quiet_NaN())));
        }
    }
}
