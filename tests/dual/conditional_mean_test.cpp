// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/dual/conditional_mean.hpp"

#include <doctest/doctest.h>

#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <string>

#include "capture_bound.hpp"
#include "lazyrisk/dual/deep.hpp"
#include "lazyrisk/image_kernel/pixel_dual.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

/// Of `s` at u of variance q and v of variance r.
double found(const std::string& s, double q, double r, double angle, MeanOf of) {
    const Activation activation = activation_named(s);
    const Pieces left(activation, q), right(activation, r);
    return conditional_means(std::span(&left, 1), right, of, angle)[0];
}

double phi(double x) { return std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi); }
double Phi(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

/// min(max(x,-1),1): given u, the mean of v and of its slope are elementary; over u panels between its kinks, as narrow
/// as v moves.
double clipped(double q, double r, double angle, MeanOf of) {
    const double rho = std::cos(angle), other = std::sin(angle) * std::sqrt(r);
    const auto given = [&](double x) {
        const double m = rho * std::sqrt(r) * x, low = (-1 - m) / other, high = (1 - m) / other;
        const double inside = Phi(high) - Phi(low);
        if (of == MeanOf::slopes) return inside;
        return m * inside + other * (phi(low) - phi(high)) + Phi(-high) - Phi(low);
    };
    const auto integrand = [&](double x) {
        const double u = std::sqrt(q) * x;
        const double left = of == MeanOf::slopes ? double(std::abs(u) < 1) : std::clamp(u, -1.0, 1.0);
        return phi(x) * left * given(x);
    };
    double sum = 0;
    const double kink = 1 / std::sqrt(q), ends[] = {-9, std::max(-9.0, -kink), std::min(9.0, kink), 9};
    for (int i = 0; i < 3; ++i) {
        constexpr int panels = 400;
        const double width = (ends[i + 1] - ends[i]) / panels;
        for (int j = 0; width > 0 && j < panels; ++j)
            sum += boost::math::quadrature::gauss<double, 30>::integrate(integrand, ends[i] + width * j,
                                                                         ends[i] + width * (j + 1));
    }
    return sum;
}

constexpr double angles[] = {0.01, 0.4, 1.2, std::numbers::pi / 2, 2, 3.1};

}  // namespace

TEST_SUITE("dual/conditional_mean") {
    TEST_CASE("[agreement] closed duals at two variances") {
        for (const char* name : {"relu", "abs", "leaky-relu(0.2)", "relu2", "erf", "gelu", "gaussian", "exp"}) {
            const auto dual = pixel_dual(activation_named(name), true);
            for (const auto& [q, r] : {std::pair{1.0, 1.0}, {0.3, 2.0}, {5.0, 0.01}, {40.0, 30.0}})
                for (const double angle : angles) {
                    if (std::string(name) == "exp" && q > 10) continue;
                    CAPTURE(name);
                    CAPTURE_BOUND(q);
                    CAPTURE_BOUND(r);
                    CAPTURE(angle);
                    double x = 0, z = 0;
                    dual->describe(q, &x, 1);
                    dual->describe(r, &z, 1);
                    const auto at = [&](double c, const double& u, const double& v) {
                        return dual->at(c, &u, 1, &v, 1);
                    };
                    const auto exact = at(std::cos(angle) * std::sqrt(q * r), x, z);
                    const auto xx = at(q, x, x), zz = at(r, z, z);
                    CHECK(found(name, q, r, angle, MeanOf::values) ==
                          nearly(exact.value, 0, 1e-12 * std::sqrt(xx.value * zz.value)));
                    CHECK(found(name, q, r, angle, MeanOf::slopes) ==
                          nearly(exact.slope, 0, 1e-12 * std::sqrt(xx.slope * zz.slope)));
                }
        }
    }

    TEST_CASE("[agreement] kinks elsewhere than at 0: one integral of elementary functions") {
        for (const auto& [q, r] : {std::pair{1.0, 1.0}, {0.3, 2.0}, {5.0, 0.01}, {40.0, 30.0}, {1.0, 0.99}})
            for (const double angle : angles) {
                CAPTURE_BOUND(q);
                CAPTURE_BOUND(r);
                CAPTURE(angle);
                for (const MeanOf of : {MeanOf::values, MeanOf::slopes})
                    CHECK(found("min(max(x,-1),1)", q, r, angle, of) ==
                          nearly(clipped(q, r, angle, of), 0, 1e-12 * std::sqrt(std::min(q, 1.0) * std::min(r, 1.0))));
            }
    }

    TEST_CASE("[symmetry] either may be given the other, at large variances too") {
        for (const char* name : {"sigmoid", "tanh", "max(x,0)+min(exp(x)-1,0)", "min(max(x,-1),1)", "softplus", "sign"})
            for (const auto& [q, r] : {std::pair{7600.0, 5570.0}, {1000.0, 0.01}, {2.0, 1.9}})
                for (const double angle : {0.003, 0.1152, 1.1, 3.0}) {
                    CAPTURE(name);
                    CAPTURE_BOUND(q);
                    CAPTURE(angle);
                    CHECK(found(name, q, r, angle, MeanOf::values) ==
                          nearly(found(name, r, q, angle, MeanOf::values), 1e-12));
                    CHECK(found(name, q, r, angle, MeanOf::slopes) ==
                          nearly(found(name, r, q, angle, MeanOf::slopes), 1e-12, 1e-15));
                }
    }

    TEST_CASE("[identity] several variances at once are each by itself") {
        for (const char* name : {"erf", "min(max(x,-1),1)"}) {
            const Activation s = activation_named(name);
            std::vector<Pieces> left;
            for (const double q : {900.0, 260.0, 7.0, 0.01}) left.emplace_back(s, q);
            const Pieces right(s, 300);
            for (const MeanOf of : {MeanOf::values, MeanOf::slopes})
                for (const double angle : {0.1, 1.5, 1.6, 2.9}) {
                    CAPTURE(name);
                    CAPTURE(angle);
                    const std::vector<double> together = conditional_means(left, right, of, angle);
                    for (std::size_t i = 0; i < left.size(); ++i)
                        CHECK(together[i] ==
                              nearly(conditional_means(std::span(&left[i], 1), right, of, angle)[0], 1e-12, 1e-15));
                }
        }
    }

    TEST_CASE("[agreement] equal variances: the tables of deep kernels") {
        for (const char* name : {"max(x,0)+min(exp(x)-1,0)", "min(max(x,-1),1)", "max(x-0.5,0)"}) {
            const DeepDual<double> h(activation_named(name), 1, 1, 0.7, DeepKind::nngp, TrainedLayers::all);
            for (const double t : {-0.9, 0.0, 0.6}) {
                CAPTURE(name);
                const double c = t + 0.7;
                CHECK(found(name, 1.7, 1.7, std::acos(c / 1.7), MeanOf::values) + 0.7 ==
                      nearly(h(std::acos(t)), 1e-12));
            }
        }
    }
}
