// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/dual/split.hpp"

#include <doctest/doctest.h>

#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <functional>

#include "capture_bound.hpp"
#include "lazyrisk/dual/deep.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"

using namespace lazyrisk;

namespace {

using Real = long double;
const Real pi = boost::math::constants::pi<Real>();
constexpr Real gaps[] = {1e-14L, 1e-12L, 1e-6L, 1e-3L, 0.03L, 0.2L, 0.7L, 1, 1.3L, 1.9L, 1.9999999L, 2};

Real integral(const std::function<Real(Real)>& f, Real from, Real to) {
    constexpr int panels = 12;
    Real sum = 0;
    for (int i = 0; i < panels; ++i)
        sum += boost::math::quadrature::gauss<Real, 30>::integrate(f, from + (to - from) * i / panels,
                                                                   from + (to - from) * (i + 1) / panels);
    return sum;
}

/// The density of (u, v) at (x, y), variances q.
Real density(Real x, Real y, Real q, Real angle) {
    const Real sine = std::sin(angle);
    return std::exp(-(x * x + y * y - 2 * x * y * std::cos(angle)) / (2 * q * sine * sine)) / (2 * pi * q * sine);
}

/// E s'(u)s'(v) of min(max(x,-1),1), from independence on: d/drho of an orthant is the density at its corner (Plackett
/// 1954).
Real hard_slope(Real q, Real angle) {
    const Real apart = std::erf(1 / std::sqrt(2 * q));
    const auto change = [q](Real b) { return 2 * q * std::sin(b) * (density(1, 1, q, b) - density(1, -1, q, b)); };
    return apart * apart + integral(change, angle, pi / 2);
}
/// E s(u)s(v), 0 at independence: d/drho is q E s'(u)s'(v).
Real hard_value(Real q, Real angle) {
    return q * integral([q](Real b) { return std::sin(b) * hard_slope(q, b); }, angle, pi / 2);
}
Real hard_variance(Real q) {
    const Real z = 1 / std::sqrt(q), below = std::erf(z / std::sqrt(Real(2)));
    return q * (below - z * std::sqrt(2 / pi) * std::exp(-z * z / 2)) + 1 - below;
}

}  // namespace

TEST_SUITE("dual/split") {
    TEST_CASE("[agreement] tables of powers against their closed forms, from angle 1e-7 to pi") {
        double worst = 0;
        for (const Power& s :
             {relu(), relu(2), leaky_relu(0.3, "leaky"), absolute(), step(), sign(), Power{2, 1, -0.5, "bent"}})
            for (const Real q : {0.4L, 2.3L}) {
                const SplitTable table(s, q);
                const PowerDual<Real> exact(s, q);
                CHECK(table.has_jumps == exact.has_jumps());
                CHECK(double(std::abs(table.variance / exact.variance() - 1)) <= 1e-18);
                CHECK(double(table.error + table.slope_error) <= 2e-16);
                for (const Real gap : gaps) {
                    CAPTURE(s.label);
                    CAPTURE(double(q));
                    CAPTURE(double(gap));
                    const Correlation<Real> rho(gap);
                    const auto found = table(rho.angle(), gap), wanted = exact(rho);
                    const double off = double(std::abs(found.gap - wanted.gap) / exact.variance());
                    worst = std::max(worst, off);
                    CHECK(off <= double(table.error));
                    if (gap < 1) CHECK(double(std::abs(found.gap / wanted.gap - 1)) <= 1e-16);
                    if (s.exponent == 0) continue;
                    CHECK(double(std::abs(found.derivative - wanted.derivative) / exact.slope()) <=
                          double(table.slope_error));
                }
            }
        MESSAGE("largest difference of the duals, of the variance: ", worst);
    }

    TEST_CASE("[agreement] min(max(x,-1),1) against integrals of the bivariate normal density") {
        const Activation s = activation_named("min(max(x,-1),1)");
        for (const Real q : {0.2L, 1.0L, 5.0L}) {
            const SplitTable table(s, q);
            CHECK(double(std::abs(table.variance - hard_variance(q))) <= 1e-18);
            for (const Real angle : {0.02L, 0.5L, 1.2L, 1.7L, 2.6L, 3.1L}) {
                CAPTURE(double(q));
                CAPTURE(double(angle));
                const auto found = table(angle, 1 - std::cos(angle));
                CHECK(double(std::abs(found.derivative - hard_slope(q, angle)) / table.slope) <=
                      double(table.slope_error) + 1e-17);
                CHECK(double(std::abs(table.variance - found.gap - hard_value(q, angle)) / table.variance) <=
                      double(table.error) + 1e-17);
            }
        }
    }

    TEST_CASE("[agreement] jumps: sign(x-0.5) against the bivariate normal density") {
        const SplitTable table(activation_named("sign(x-0.5)"), 1.5L);
        const Real mean = -std::erf(0.5L / std::sqrt(3.0L));
        CHECK(table.has_jumps);
        for (const Real angle : {0.02L, 0.5L, 1.7L, 3.1L}) {
            const Real wanted =
                mean * mean +
                4 * integral([](Real b) { return 1.5L * std::sin(b) * density(0.5L, 0.5L, 1.5L, b); }, angle, pi / 2);
            CAPTURE(double(angle));
            CHECK(double(std::abs(1 - table(angle, 1 - std::cos(angle)).gap - wanted)) <= double(table.error) + 1e-17);
        }
    }

    TEST_CASE(
        "[identity] a slope beside a jump: relu and step in closed form, and E u 1(u > 0) 1(v > 0) = sqrt(q) (1 + "
        "rho)/sqrt(8 pi)") {
        for (const auto& [name, jump] : {std::pair{"if(x > 0, x+1, 0)", 1.0L}, {"if(x > 0, x-0.5, 0)", -0.5L}})
            for (const Real q : {0.3L, 1.0L, 2.6L}) {
                const SplitTable table(activation_named(name), q);
                const PowerDual<Real> slope(relu(), q), flat(step(), q);
                const Real mixed = jump * std::sqrt(q / (2 * pi));  // of both orders together, times (1 + rho)/1
                CHECK(table.has_jumps);
                CHECK(double(std::abs(table.variance - slope.variance() - 2 * mixed - jump * jump * flat.variance())) <=
                      1e-18);
                for (const Real gap : gaps) {
                    CAPTURE_BOUND(name);
                    CAPTURE(double(q));
                    CAPTURE(double(gap));
                    const Correlation<Real> rho(gap);
                    const auto found = table(rho.angle(), gap);
                    const Real wanted = slope(rho).gap + mixed * gap + jump * jump * flat(rho).gap;
                    CHECK(double(std::abs(found.gap - wanted) / table.variance) <= double(table.error));
                    CHECK(double(std::abs(found.derivative - slope(rho).derivative)) <=
                          double(table.slope_error * table.slope));
                }
            }
    }

    TEST_CASE("[identity] s at variance q is s(sqrt(q) x) at variance 1: jumps, slopes and bends away from 0") {
        for (const auto& [plain, stretched] :
             {std::pair{"if(x > 0.6, x+1, 0.2*x^2)", "if(1.5*x > 0.6, 1.5*x+1, 0.45*x^2)"},
              {"max(x^2-1,x)-step(x+0.3)", "max(2.25*x^2-1,1.5*x)-step(1.5*x+0.3)"}}) {
            const SplitTable one(activation_named(plain), 2.25L), other(activation_named(stretched), 1);
            CHECK(double(std::abs(one.variance / other.variance - 1)) <= 1e-18);
            CHECK(double(std::abs(2.25L * one.slope / other.slope - 1)) <= 1e-18);
            for (const Real gap : gaps) {
                CAPTURE_BOUND(plain);
                CAPTURE(double(gap));
                const Real angle = Correlation<Real>(gap).angle();
                const auto a = one(angle, gap), b = other(angle, gap);
                CHECK(double(std::abs(a.gap - b.gap) / one.variance) <= double(one.error + other.error));
                CHECK(double(std::abs(2.25L * a.derivative - b.derivative) / other.slope) <=
                      double(one.slope_error + other.slope_error));
            }
        }
    }

    TEST_CASE(
        "[agreement] kinks, jumps and growth with smooth pieces: Hermite amplitudes by the quadrature of single "
        "neurons") {
        for (const char* name : {"max(x,0)-0.1*tanh(x)^2", "max(x,0.3)+sign(x-1)*x^2", "max(exp(x),1)"}) {
            const Activation s = activation_named(name);
            const SplitTable table(s, 1);
            const Amplitudes g = decompose(s, infinite<>, 400);
            CHECK(double(table.error) <= 1e-15);
            for (const Real rho : {-0.85L, -0.3L, 0.5L, 0.9L}) {
                CAPTURE(name);
                CAPTURE(double(rho));
                Real value = 0, slope = 0, off = 0;
                for (std::size_t k = g.value.size(); k-- > 0;) {
                    const Real power = std::pow(rho, Real(k));
                    value += g.value[k] * g.value[k] * power;
                    off += 3 * g.error[k] * (g.value[k] + g.error[k]) * std::abs(power);
                    if (k > 0) slope += Real(k) * g.value[k] * g.value[k] * std::pow(rho, Real(k) - 1);
                }
                const auto found = table(std::acos(rho), 1 - rho);
                CHECK(double(std::abs(table.variance - found.gap - value)) <=
                      double(table.error * table.variance + std::abs(off)) + 1e-17);
                if (!table.has_jumps) CHECK(double(std::abs(found.derivative - slope) / table.slope) <= 2e-15);
            }
            for (std::size_t k = 0; k < 100; ++k)
                CHECK(double(std::abs(table.squares[k] - g.value[k] * g.value[k])) <=
                      double(table.error * table.variance + 3 * g.error[k]));
        }
    }

    TEST_CASE("[agreement] the tangent kernel of two layers of min(max(x,-1),1), layer by layer") {
        const DeepDual<Real> h(activation_named("min(max(x,-1),1)"), 2, 1.7, 0.1, DeepKind::ntk, TrainedLayers::all);
        CHECK(h.truncation() > 0);
        for (const Real theta : {0.3L, 1.0L, 2.5L}) {
            const Real first = 1.1L, second = 1.7 * hard_variance(first) + 0.1;  // as DeepDual reads its doubles
            const Real c1 = std::cos(theta) + 0.1, a1 = std::acos(c1 / (1 + Real(0.1)));
            const Real c2 = 1.7 * hard_value(first, a1) + 0.1, t2 = c2 + 1.7 * c1 * hard_slope(first, a1);
            const Real a2 = std::acos(c2 / second);
            const Real c3 = 1.7 * hard_value(second, a2) + 0.1, t3 = c3 + 1.7 * t2 * hard_slope(second, a2);
            CAPTURE(double(theta));
            CHECK(double(std::abs(h(theta) - t3) / h(0)) <= 1e-15);
        }
        CHECK(double(std::abs(DeepDual<double>(activation_named("min(max(x,-1),1)"), 2, 1.7, 0.1, DeepKind::ntk,
                                               TrainedLayers::all)(1.0) -
                              double(h(1.0L)))) <= 1e-14);
    }

    TEST_CASE("[agreement] the power series of deep kernels with kinks sums to the kernel") {
        for (const char* name : {"max(x,0.5)", "min(max(x,-1),1)", "sign(x-0.5)"})
            for (const double bias : {0.0, 0.2})
                for (const int depth : {1, 3}) {
                    const DeepKind kind = std::string(name) == "sign(x-0.5)" ? DeepKind::nngp : DeepKind::ntk;
                    const DeepDual<Real> h(activation_named(name), depth, 1.25, bias, kind, TrainedLayers::all);
                    CAPTURE(name);
                    CAPTURE(bias);
                    CAPTURE(depth);
                    const std::size_t size = h.longest_series(300);
                    CHECK(size >= (depth == 1 ? 300 : 64));
                    const PowerSeries<Real> a = h.series(size);
                    for (const Real t : {-0.5L, 0.0L, 0.4L}) {
                        Real sum = 0;
                        for (std::size_t m = a.size(); m-- > 0;) sum = sum * t + a[m];
                        CAPTURE(double(t));
                        CHECK(double(std::abs(sum - h.at_gap(1 - t))) <=
                              double(h.at_gap(0)) * (1e-17 + h.truncation()));
                    }
                }
    }

    TEST_CASE("[error] what is not covered") {
        CHECK_THROWS_AS(dual_of<Real>(activation_named("sqrt(abs(x))"), 1.0L), NotCovered);
        CHECK_THROWS_AS(dual_of<Real>(activation_named("max(exp(0.2*x^2),2)"), 3.0L), NotConverged);
        CHECK_THROWS_AS(DeepDual<Real>(activation_named("sign(x-0.5)"), 2, 1, 0, DeepKind::ntk, TrainedLayers::all),
                        NotCovered);
    }
}
