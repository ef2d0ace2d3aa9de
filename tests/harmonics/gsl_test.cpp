// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Amplitudes by the GNU Scientific Library: its Gegenbauer polynomials, its adaptive quadrature with singular points,
// its Bessel functions.
#include <doctest/doctest.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_sf_bessel.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_gegenbauer.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <string>
#include <vector>

#include "lazyrisk/harmonics/amplitudes.hpp"

using namespace lazyrisk;

namespace {

/// P_k(cos theta) in dimension d, P_k(1) = 1.
double legendre(int k, double d, double theta) {
    if (d == 2) return std::cos(k * theta);
    const double index = (d - 2) / 2;
    return gsl_sf_gegenpoly_n(k, index, std::cos(theta)) / gsl_sf_gegenpoly_n(k, index, 1);
}

double multiplicity(int k, double d) {
    if (k == 0) return 1;
    if (d == 2) return 2;
    return (2 * k + d - 2) / k * std::exp(gsl_sf_lngamma(k + d - 2) - gsl_sf_lngamma(k) - gsl_sf_lngamma(d - 1));
}

/// The integral of f over [0, pi], whose derivatives may jump at these points.
double integral(const std::function<double(double)>& f, std::vector<double> points) {
    points.insert(points.begin(), 0);
    points.push_back(std::numbers::pi);
    gsl_function g{
        [](double theta, void* of) { return (*static_cast<const std::function<double(double)>*>(of))(theta); },
        const_cast<std::function<double(double)>*>(&f)};
    gsl_integration_workspace* const room = gsl_integration_workspace_alloc(2000);
    double value = 0, error = 0;
    const int status = gsl_integration_qagp(&g, points.data(), points.size(), 1e-15, 1e-13, 2000, room, &value, &error);
    gsl_integration_workspace_free(room);
    CHECK((status == GSL_SUCCESS || status == GSL_EROUND));
    return value;
}

/// GSL's handler ends the program: here a status is looked at instead.
struct QuietGsl {
    gsl_error_handler_t* before = gsl_set_error_handler_off();
    ~QuietGsl() { gsl_set_error_handler(before); }
};

}  // namespace

TEST_SUITE("harmonics/gsl") {
    TEST_CASE("[agreement] amplitudes by adaptive quadrature against Gegenbauer polynomials") {
        const QuietGsl quiet;
        for (const double d : {2.0, 3.0, 4.0, 7.0, 20.0})
            for (const char* name :
                 {"relu", "tanh", "gelu", "sign", "sigmoid", "exp", "max(x-0.4,0)+0.1*x^2", "abs(x)*x"}) {
                CAPTURE(d);
                CAPTURE(name);
                const Activation s = activation_named(name);
                std::vector<double> kinks;
                for (const double kink : s.kinks()) kinks.push_back(std::acos(kink / std::sqrt(d)));
                std::sort(kinks.begin(), kinks.end());
                const auto weight = [&](double theta) { return std::pow(std::sin(theta), d - 2); };
                const double mass = integral(weight, {});
                const Amplitudes a = decompose(s, d, 12);
                const double square = integral(
                                          [&](double theta) {
                                              const double v = s(std::sqrt(d) * std::cos(theta));
                                              return v * v * weight(theta);
                                          },
                                          kinks) /
                                      mass;
                double sum = double(a.tail);
                for (int k = 0; k <= 12; ++k) {
                    CAPTURE(k);
                    const double value =
                        std::sqrt(multiplicity(k, d)) / mass *
                        integral(
                            [&](double theta) {
                                return s(std::sqrt(d) * std::cos(theta)) * legendre(k, d, theta) * weight(theta);
                            },
                            kinks);
                    const double own = double(a.value[std::size_t(k)]);
                    CHECK(std::abs(value - own) < 2e-12 * std::sqrt(square));
                    sum += own * own;
                }
                CHECK(std::abs(sum - square) < 1e-12 * square);
            }
    }

    TEST_CASE("[identity] the exponential's amplitudes are modified Bessel functions") {
        const QuietGsl quiet;
        for (const double d : {2.0, 3.0, 5.0, 10.0, 50.0}) {
            const Amplitudes a = decompose(activation_named("exp"), d, 20);
            const double half = d / 2 - 1, root = std::sqrt(d);
            for (int k = 0; k <= 20; ++k) {
                CAPTURE(d);
                CAPTURE(k);
                // E[e^(root t) P_k(t)] = Gamma(d/2) (2/root)^(d/2-1) I_(k+d/2-1)(root)   (Funk-Hecke; DLMF 10.32.2)
                const double mean =
                    std::exp(gsl_sf_lngamma(d / 2) + half * std::log(2 / root)) * gsl_sf_bessel_Inu(k + half, root);
                const double own = double(a.value[std::size_t(k)]);
                CHECK(std::abs(std::sqrt(multiplicity(k, d)) * mean - own) < 1e-12 * std::abs(own));
            }
        }
    }
}
