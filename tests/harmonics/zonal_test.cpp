// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/harmonics/zonal.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/special_functions/bessel.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <utility>
#include <vector>

#include "../nearly.hpp"
#include "capture_bound.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/harmonics/exponential_kernel.hpp"
#include "lazyrisk/spectrum/zonal_function.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

using Real = long double;

DeepKernel deep(const Activation& s, int depth, DeepKind kind, TrainedLayers layers = TrainedLayers::all) {
    DeepKernel k;
    k.activation = s;
    k.depth = depth;
    k.kind = kind;
    k.layers = layers;
    return k;
}

/// Masses of t h(t) from those of h: multiplication by t in the basis P_k.
std::vector<Real> times_t(const std::vector<Real>& m, double d) {
    std::vector<Real> product(m.size() - 1);
    for (std::size_t k = 0; k + 1 < m.size(); ++k) {
        product[k] = m[k + 1] * Real(k + 1) / (2 * Real(k) + Real(d));
        if (k == 1) product[k] += m[0];
        if (k > 1) product[k] += m[k - 1] * (Real(k) + Real(d) - 3) / (2 * Real(k) + Real(d) - 4);
    }
    return product;
}

}  // namespace

TEST_SUITE("harmonics/zonal") {
    TEST_CASE("[agreement] one layer of relu: squared amplitudes of relu and step, every dimension, degrees to 2000") {
        for (const double d : {2.0, 3.0, 10.0, 31.0, 1000.0, 1e6, 1e8})
            for (const int degrees : {40, 2000}) {
                if (degrees == 2000 && d > 3) continue;
                CAPTURE(d);
                const auto squares = [&](const Activation& s, int most) {
                    const Amplitudes a = decompose(s, d, most);
                    std::vector<Real> m;
                    for (const Real g : a.value) m.push_back(2 * g * g);
                    return m;
                };
                const std::vector<Real> nngp = squares(relu(), degrees),
                                        slope = times_t(squares(step(), degrees + 1), d);
                const ZonalMasses first = zonal_masses(zonal_function(deep(relu(), 1, DeepKind::nngp)), d, degrees);
                const ZonalMasses whole = zonal_masses(zonal_function(deep(relu(), 1, DeepKind::ntk)), d, degrees);
                const ZonalMasses tangent =
                    zonal_masses(zonal_function(deep(relu(), 1, DeepKind::ntk, TrainedLayers::first)), d, degrees);
                Real largest_nngp = 0, largest_ntk = 0, multiplicity = 1;
                for (std::size_t k = 0; k <= std::size_t(degrees);
                     ++k, multiplicity *= Real(d) * multiplicity_ratio(1 / Real(d), int(k) - 1)) {
                    CAPTURE(k);
                    CHECK(double(std::abs(first.value[k] - nngp[k])) <= double(first.error[k] + 1e-16L * nngp[k]));
                    CHECK(double(std::abs(whole.value[k] - nngp[k] - slope[k])) <=
                          double(whole.error[k] + 1e-16L * (nngp[k] + slope[k])));
                    CHECK(double(std::abs(tangent.value[k] - slope[k])) <=
                          double(tangent.error[k] + 1e-16L * slope[k]));
                    if (k > 1 && k % 2 == 1 && k < 40) CHECK(first.value[k] == 0);
                    if (nngp[k] > 1e-14L * multiplicity && k <= 40)
                        largest_nngp = std::max(largest_nngp, std::abs(first.value[k] / nngp[k] - 1));
                    if (nngp[k] + slope[k] > 1e-14L * multiplicity && k <= 40)
                        largest_ntk = std::max(largest_ntk, std::abs(whole.value[k] / (nngp[k] + slope[k]) - 1));
                }
                CHECK(double(largest_nngp) <= 1e-12);
                CHECK(double(largest_ntk) <= 1e-12);
            }
    }

    TEST_CASE("[agreement] Taylor coefficients against quadrature in 80 and 128 bits") {
        for (const char* name : {"relu", "erf", "tanh"})
            for (const int depth : {1, 3, 20})
                for (const double d : {10.0, 30.0}) {
                    const ZonalFunction h = zonal_function(deep(activation_named(name), depth, DeepKind::ntk));
                    constexpr int degrees = 6;
                    const PowerSeries<Real> a = h.series(400);
                    Real sum = 0;
                    for (std::size_t m = a.size(); m-- > 0;) sum += a[m];
                    const auto series = series_masses<Real>(a, std::max<Real>(h.trace - sum, 0) + 1e-18L * h.trace,
                                                            1e-16L, h.truncation * h.trace, d, degrees);
                    const auto angle =
                        polar_quadrature<Real>(h.value, {d, degrees, false, {}}, h.trace, h.noise, 1e-19L, 4);
                    CHECK(angle.settled);
                    Real root = 1;
                    for (std::size_t k = 0; k <= degrees; ++k) {
                        CAPTURE(name);
                        CAPTURE(depth);
                        CAPTURE(d);
                        CAPTURE(k);
                        CHECK(double(std::abs(series.value[k] - root * angle.g[k])) <=
                              double(series.error[k] + root * angle.error[k]));
                        root *= std::sqrt(Real(d) * multiplicity_ratio(1 / Real(d), int(k)));
                    }
                    if (!h.wide_value || depth > 3) continue;
                    const auto wide = polar_quadrature<WideNumber>(h.wide_value, {d, degrees, false, {}},
                                                                   WideNumber(h.trace), h.noise, WideNumber(1e-28), 4);
                    root = 1;
                    for (std::size_t k = 0; k <= degrees; ++k) {
                        CHECK(double(std::abs(series.value[k] - root * Real(wide.g[k]))) <=
                              double(series.error[k] + root * Real(wide.error[k])));
                        root *= std::sqrt(Real(d) * multiplicity_ratio(1 / Real(d), int(k)));
                    }
                }
    }

    TEST_CASE("[agreement] the Gaussian kernel: Bessel ratios, Taylor coefficients, quadrature") {
        for (const double bandwidth : {0.2, 1.0, 5.0})
            for (const double d : {2.0, 3.0, 17.0, 400.0, 1e8}) {
                CAPTURE(bandwidth);
                CAPTURE(d);
                const Real z = 1 / (Real(bandwidth) * Real(bandwidth));
                const ZonalMasses exact = exponential_masses(z, d, 30);
                const ZonalMasses found = zonal_masses(zonal_function(DotProduct{GaussianKernel{bandwidth}, d}), d, 30);
                Real sum = exact.tail;
                for (std::size_t k = 0; k <= 30; ++k) {
                    CAPTURE(k);
                    sum += exact.value[k];
                    CHECK(double(std::abs(found.value[k] - exact.value[k])) <= double(found.error[k] + exact.error[k]));
                    CHECK(double(exact.error[k]) <= 1e-14 * double(exact.value[k]));
                }
                CHECK(double(std::abs(found.tail - exact.tail)) <= double(found.tail_error + exact.tail_error));
                CHECK(double(std::abs(sum - 1)) <= 1e-16);
            }
        // the circle: e^{z cos} = I_0(z) + 2 sum I_k(z) cos(k .)
        const ZonalMasses circle = exponential_masses(2, 2, 12);
        for (std::size_t k = 0; k <= 12; ++k) {
            const Real bessel = boost::math::cyl_bessel_i(Real(k), 2.0L) * std::exp(-2.0L) * (k == 0 ? 1 : 2);
            CHECK(double(std::abs(circle.value[k] / bessel - 1)) <= 1e-16);
        }
        CHECK(exponential_masses(0.5L, infinite<>, 3).value[3] == nearly(std::exp(-0.5) / 48, 1e-15));
        CHECK_THROWS_AS(exponential_masses(1e12L, 1e8, 3), NotCovered);
    }

    TEST_CASE("[agreement] Laplace and Matern kernels: Taylor coefficients against 128 bits, singular at t = 1") {
        for (const double smoothness : {0.5, 0.8, 1.0, 1.5, 2.5, 7.3})
            for (const double bandwidth : {0.5, 2.0})
                for (const double d : {2.0, 3.0, 12.0}) {
                    if (smoothness != 0.5 && (d == 12 || bandwidth != 2)) continue;
                    CAPTURE(smoothness);
                    CAPTURE(bandwidth);
                    CAPTURE(d);
                    constexpr int degrees = 12;
                    const ZonalFunction h = zonal_function(DotProduct{MaternKernel{smoothness, bandwidth}, d});
                    const ZonalMasses found = zonal_masses(h, d, degrees);
                    ZonalFunction narrow = h;
                    narrow.wide_value = nullptr;
                    narrow.series = nullptr;
                    const ZonalMasses quadrature = zonal_masses(narrow, d, degrees);
                    const PowerSeries<Real> a = h.series(20000);
                    Real sum = 0;
                    for (std::size_t m = a.size(); m-- > 0;) sum += a[m];
                    const auto series = series_masses<Real>(a, std::max<Real>(1 - sum, 0), 1e-14L, 0, d, degrees);
                    for (std::size_t k = 0; k <= degrees; ++k) {
                        CAPTURE(k);
                        CHECK(double(std::abs(found.value[k] - quadrature.value[k])) <=
                              double(found.error[k] + quadrature.error[k]));
                        CHECK(double(std::abs(found.value[k] - series.value[k])) <=
                              double(found.error[k] + series.error[k]));
                        CHECK(double(quadrature.error[k]) <= 1e-12);
                    }
                }
        // d = 3, exp(-r): xi_0 = int_0^2 r e^{-r} dr / 2
        const ZonalMasses three = zonal_masses(zonal_function(DotProduct{MaternKernel{0.5, 1}, 3.0}), 3, 0);
        CHECK(double(three.value[0]) == nearly((1 - 3 * std::exp(-2.0)) / 2, 1e-15));
    }

    TEST_CASE("[identity] the bound holds for expressions of known spectrum, polynomials end exactly") {
        for (const double d : {2.0, 5.0, 50.0, 1e4, 1e8})
            for (const double z : {0.125, 1.0, 7.0, 100.0}) {  // decimals that a double holds; the last is steep
                const Expression text = Expression::parse("exp(" + std::to_string(z) + "*(t-1))", "t", "kernel");
                const ZonalMasses found = zonal_masses(zonal_function(DotProduct{text, d}), d, 10),
                                  exact = exponential_masses(z, d, 10);
                for (std::size_t k = 0; k <= 10; ++k) {
                    CAPTURE(d);
                    CAPTURE(z);
                    CAPTURE(k);
                    CHECK(double(std::abs(found.value[k] - exact.value[k])) <= double(found.error[k] + exact.error[k]));
                    if (k <= 2 && z < 10) CHECK(double(found.error[k]) <= 1e-10 * double(exact.value[k]));
                }
            }
        // t^2 = 1/d + (1 - 1/d) P_2
        for (const double d : {2.0, 7.0, 1e8}) {
            const ZonalMasses square =
                zonal_masses(zonal_function(DotProduct{Expression::parse("1 + 3*t^2", "t", "kernel"), d}), d, 6);
            CHECK(double(square.value[0]) == nearly(1 + 3 / d, 1e-15));
            CHECK(double(square.value[2]) == nearly(3 * (1 - 1 / d), 1e-15));
            for (const std::size_t k : {1, 3, 4, 5, 6}) CHECK(square.value[k] == 0);
            CHECK(square.tail == 0);
        }
    }

    TEST_CASE("[identity] a kernel even in t has exact zeros in odd degrees") {
        const ZonalMasses even =
            zonal_masses(zonal_function(DotProduct{Expression::parse("cosh(t) - 0.1*t^2", "t", "kernel"), 6.0}), 6, 9);
        for (const std::size_t k : {1, 3, 5, 7, 9}) CHECK((even.value[k] == 0 && even.error[k] == 0));
        CHECK(even.value[4] > 0);
    }

    TEST_CASE("[identity] masses and tail add up to the trace") {
        for (const double d : {2.0, 6.0, 200.0})
            for (const int degrees : {0, 3, 60}) {
                const ZonalMasses m = zonal_masses(zonal_function(deep(relu(), 2, DeepKind::ntk)), d, degrees);
                Real sum = m.tail, error = m.tail_error;
                for (std::size_t k = 0; k < m.value.size(); ++k) sum += m.value[k], error += m.error[k];
                CHECK(double(std::abs(sum - 3)) <= double(error));
            }
    }

    TEST_CASE("[error] dimension and degrees") {
        const ZonalFunction h = zonal_function(deep(relu(), 1, DeepKind::nngp));
        CHECK_THROWS_AS(zonal_masses(h, 1.5, 3), DomainError);
        CHECK_THROWS_AS(zonal_masses(h, 3, -1), DomainError);
    }

    TEST_CASE(
        "[identity] powers of the angle on the circle: pi^a/(a+1); where panels do not resolve them the bound says "
        "so") {
        for (const double a : {0.5, 0.25, 0.125, 1.0 / 64})
            for (const bool graded : {true, false}) {
                const auto h = [&](const Real& theta) { return std::pow(theta, Real(a)); };
                const Real pi = boost::math::constants::pi<Real>(), exact = std::pow(pi, Real(a)) / (Real(a) + 1);
                const auto found =
                    polar_quadrature<Real>(h, {2, 8, graded, {}}, h(pi), 4, std::numeric_limits<Real>::epsilon(), 3);
                CAPTURE(a);
                CAPTURE(graded);
                CHECK(double(std::abs(found.g[0] - exact)) <= double(found.error[0]));
                CHECK(found.settled == graded);
                if (graded) CHECK(double(found.error[0]) <= 1e-17);
            }
    }

    TEST_CASE(
        "[identity] narrow exponential kernels: Poisson's law, the trace and slope at 1, whatever degrees are kept") {
        // d = infinity: masses e^-z z^k/k!, the tail P(more than K) = gamma_p(K + 1, z); sums pass 2^4000 = e^2772.6
        // from z = 2773 on, thrice at 9000
        for (const Real z : {2000.0L, 2700.0L, 2800.0L, 5600.0L, 9000.0L})
            for (const Real share : {0.0L, 0.5L, 0.97L, 1.0L, 1.03L, 1.5L}) {
                const int degrees = int(share * z);
                const ZonalMasses m = exponential_masses(z, infinite<>, degrees);
                CAPTURE(z);
                CAPTURE(degrees);
                const Real log_mass = degrees * std::log(z) - z - std::lgamma(Real(degrees) + 1);
                CHECK(double(m.value[std::size_t(degrees)]) == nearly(double(std::exp(log_mass)), 1e-12, 1e-300));
                CHECK(double(m.tail) == nearly(double(boost::math::gamma_p(Real(degrees) + 1, z)), 1e-12, 1e-300));
                CHECK(m.trace == 1);
            }
        // h(1) = 1 = sum M_k and h'(1) = z = sum M_k k (k + d - 2)/(d - 1)
        for (const auto& [z, d] : std::vector<std::pair<Real, double>>{
                 {111111, 1000}, {4000, 1e6}, {3000, 2}, {40000, 50}, {9000, 1e9}, {250000, 300}}) {
            CAPTURE_BOUND(z);
            CAPTURE_BOUND(d);
            const double peak = std::min(double(z), std::sqrt(double(z) * d));
            const int all = int(peak + 30 * std::sqrt(peak) + 200);
            const ZonalMasses whole = exponential_masses(z, d, all);
            Real slope = 0;
            for (std::size_t k = 0; k < whole.value.size(); ++k)
                slope += whole.value[k] * Real(k) * (Real(k) + Real(d) - 2) / (Real(d) - 1);
            CHECK(double(slope) == nearly(double(z), 1e-11));
            for (const int degrees : {0, 1, 7, all / 3, all / 2, all}) {
                CAPTURE(degrees);
                const ZonalMasses m = exponential_masses(z, d, degrees);
                REQUIRE(m.value.size() == std::size_t(degrees) + 1);
                Real sum = m.tail, error = m.tail_error;
                for (std::size_t k = 0; k < m.value.size(); ++k) {
                    sum += m.value[k], error += m.error[k];
                    if (m.value[k] != whole.value[k])
                        CHECK(double(m.value[k]) == nearly(double(whole.value[k]), 1e-13));
                }
                CHECK(double(std::abs(sum - 1)) <= double(error));
                CHECK(double(error) < 1e-11);
            }
        }
    }
}
