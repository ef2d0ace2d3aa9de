// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Dot-product kernels: Gaussian, Matern, any expression in t.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "lazyrisk/harmonics/exponential_kernel.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/problem/matern.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/spectrum/zonal_function.hpp"
#include "lazyrisk/spectrum/zonal_spectrum.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// z of exp(z (t-1)) = exp(-r^2/(2b^2)).
long double exponent(const GaussianKernel& k) { return 1 / ((long double)k.bandwidth * k.bandwidth); }

void describe(ZonalFunction& f, const GaussianKernel& k) {
    f.noise = 8 + 2 * double(exponent(k));
    f.wide_value = [b = k.bandwidth](WideNumber theta) -> WideNumber {
        const WideNumber r = 2 * sin(WideNumber(theta / 2)) / b;
        return exp(WideNumber(-r * r / 2));
    };
    f.series = [z = exponent(k)](std::size_t size) {
        PowerSeries<long double> a(size, std::exp(-z));
        for (std::size_t m = 1; m < size; ++m) a[m] = a[m - 1] * z / m;
        return a;
    };
    f.longest_series = 8000;
}

void describe(ZonalFunction& f, const MaternKernel& k) {
    const int closed = closed_matern_order(k.smoothness);
    f.noise = closed >= 0 ? 20 + 2 * std::sqrt(8 * k.smoothness) / k.bandwidth : 400;
    f.graded = true;
    f.wide_cost = closed >= 0 ? 1 : 5;
    f.wide_value = [k](WideNumber theta) -> WideNumber {
        return matern<WideNumber>(k.smoothness, WideNumber(sqrt(WideNumber(2 * WideNumber(k.smoothness))) * 2 *
                                                           sin(WideNumber(theta / 2)) / k.bandwidth));
    };
    // a_m = 2^{1-nu}/Gamma(nu) z^nu (z/2)^m K_{|nu-m|}(z)/m!, z = sqrt(4 nu)/b, and from m > nu on the recurrence of K
    f.series = [k](std::size_t size) {
        const long double nu = k.smoothness, z = std::sqrt(4 * nu) / k.bandwidth, half = z / 2;
        PowerSeries<long double> a(size, 0.0L);
        const std::size_t direct = std::min(size, std::size_t(std::ceil(k.smoothness)) + 3);
        if (z > 11000) return a;  // below the range of 80 bits
        for (std::size_t m = 0; m < direct; ++m) {
            const long double order = std::abs(nu - m);
            a[m] = 2 *
                   std::exp((nu + m) * std::log(half) - boost::math::lgamma(nu) -
                            boost::math::lgamma((long double)m + 1)) *
                   boost::math::cyl_bessel_k(order, z);
        }
        for (std::size_t m = direct; m < size; ++m)
            a[m] = half * half / ((long double)(m - 1) * m) * a[m - 2] + (m - 1 - nu) / m * a[m - 1];
        return a;
    };
    f.longest_series = 30000;
}

/// Rounding of h(cos theta) in units of the last place of h(1): how much h changes when t does by a rounding, on
/// average.
double noise_of(const Expression& h, double trace) {
    double sum = 0;
    constexpr int points = 400;
    for (int i = 0; i < points; ++i) {
        const long double t = std::cos(std::numbers::pi_v<long double> * (i + 0.5L) / points), step = 0x1p-40L;
        const long double moved = std::min(1.0L, t + step), back = std::max(-1.0L, t - step);
        sum += double(std::abs(h(moved) - h(back)) / (moved - back) + std::abs(h(t)));
    }
    return 8 + 8 * sum / points / trace;
}

void describe(ZonalFunction& f, const Expression& h) {
    f.trace = h(1.0L);
    if (!(f.trace > 0) || std::isinf(f.trace))
        throw DomainError("kernel", h.name(),
                          "h(1) is " + to_text(double(f.trace)) + ", but the trace of a kernel is a positive number");
    f.noise = noise_of(h, double(f.trace));
    f.graded = true;
    f.parts = parts_within(h, 1);
    for (const double kink : h.kinks()) f.kinks.push_back(std::acos(kink));
    f.wide_value = [h](WideNumber theta) -> WideNumber { return h(WideNumber(cos(theta))); };
    f.trace_error = 16 * double(epsilon<long double>);
    const std::vector<double> c = h.polynomial() ? h.polynomial()->coefficients : std::vector<double>{};
    if (!c.empty() && std::all_of(c.begin(), c.end(), [](double x) { return x >= 0; })) {
        f.series = [c](std::size_t size) {
            PowerSeries<long double> a(size, 0.0L);
            std::copy_n(c.begin(), std::min(size, c.size()), a.begin());
            return a;
        };
        f.longest_series = 96 * 3;
    }
}

}  // namespace

ZonalFunction zonal_function(const DotProduct& model) {
    model.check();
    ZonalFunction f;
    f.name = model.name();
    f.value = [model](long double theta) { return model.at_angle(theta); };
    std::visit([&](const auto& k) { describe(f, k); }, model.h);
    return f;
}

LimitMasses in_the_limit(const DotProduct& model) { return limit_masses(zonal_function(model)); }

Spectrum<> diagonalize(const DotProduct& model, int degrees) {
    require_dimension(model.dimension);
    model.check();
    const double d = model.dimension;
    if (d == infinite<>) return at_scale(in_the_limit(model), model.dimension.scale);
    if (const auto* rbf = std::get_if<GaussianKernel>(&model.h))
        return zonal_spectrum(exponential_masses(exponent(*rbf), d, degrees + degrees_beyond), model.name(), d,
                              degrees);
    const ZonalFunction h = zonal_function(model);
    return zonal_spectrum(zonal_masses(h, d, degrees + degrees_beyond), h.name, d, degrees);
}

int most_degrees(const DotProduct& model) { return model.dimension == infinite<> ? 0 : 2000; }

}  // namespace lazyrisk
