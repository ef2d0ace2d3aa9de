// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/dual_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "lazyrisk/simulate/dual_integral.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using std::numbers::pi;

/// The coarsest quadrature whose finer neighbour agrees with it, to 1e-13 h(1), at angles without symmetry.
DualIntegral settled(const Activation& activation, int dimension, DualOf of) {
    constexpr double tolerance = 1e-13, angles[] = {0, 0.3, 1.1, 1.7, 2.9};
    std::optional<DualIntegral> coarse;
    for (int order = 16; order < 400; order += order / 2) {
        DualIntegral fine(activation, dimension, order, of);
        if (coarse) {
            double change = 0;
            for (const double angle : angles) change = std::max(change, std::abs(fine(angle) - (*coarse)(angle)));
            if (change <= tolerance * fine(0)) return fine;
        }
        coarse = std::move(fine);
    }
    throw NotConverged("the kernel of " + activation.name() + " at dimension " + to_text(dimension) +
                       " did not settle to 1e-13 with 364 nodes an arc");
}

/// sum' c_j cos(j phi), the fit to f at the points cos(pi i/N): coefficients by direct cosine sums.
std::vector<double> cosine_fit(const std::vector<double>& f) {
    const int n = int(f.size()) - 1;
    std::vector<double> c(f.size());
    for (int j = 0; j <= n; ++j) {
        double sum = 0;
        for (int i = 0; i <= n; ++i)  // the cosine's argument reduced in whole numbers, where nothing is lost
            sum += (i == 0 || i == n ? 0.5 : 1.0) * f[std::size_t(i)] *
                   std::cos(pi * double((long(i) * j) % (2L * n)) / n);
        c[std::size_t(j)] = (j == 0 || j == n ? 1.0 : 2.0) * sum / n;
    }
    return c;
}

/// The Chebyshev series at x in [-1, 1] by Clenshaw's recurrence.
double series(const std::vector<double>& c, double x) {
    double b1 = 0, b2 = 0;
    for (std::size_t j = c.size() - 1; j > 0; --j) {
        const double b = 2 * x * b1 - b2 + c[j];
        b2 = b1;
        b1 = b;
    }
    return x * b1 - b2 + c[0];
}

/// Between two angles, x = -1 .. 1. At a singular angle h has a power of the distance that is a multiple of 1/2: its
/// root, to which sin(pi x/2) leads, makes it analytic.
double angle_of(double x, double from, double to, bool singular) {
    const double place = singular ? std::sin(pi * x / 2) : x;
    return from + (to - from) * (1 + place) / 2;
}
double place_of(double angle, double from, double to, bool singular) {
    const double place = std::clamp(2 * (angle - from) / (to - from) - 1, -1.0, 1.0);
    return singular ? 2 / pi * std::asin(place) : place;
}

/// h as a Chebyshev series in x = -1 .. 1 between two angles, with enough terms that the last fifth is rounding of
/// `scale`.
std::vector<double> chebyshev_in_angle(const DualIntegral& h, double from, double to, bool singular, double scale) {
    constexpr double rounding = 1e-14;
    for (int n = 32; n <= 512; n *= 2) {
        std::vector<double> f(std::size_t(n) + 1);
        for (int i = 0; i <= n; ++i) f[std::size_t(i)] = h(angle_of(std::cos(pi * i / n), from, to, singular));
        const std::vector<double> c = cosine_fit(f);
        double last = 0;
        for (int j = 4 * n / 5; j <= n; ++j) last = std::max(last, std::abs(c[std::size_t(j)]));
        if (last <= rounding * scale) return c;
    }
    throw NotConverged("the kernel needs more than 512 Chebyshev terms in the angle");
}

}  // namespace

DualKernel::DualKernel(const Activation& activation, int dimension, DualOf of) {
    const DualIntegral h = settled(activation, dimension, of);
    diagonal_ = h(0);
    ends_ = {0};
    for (const double angle : h.singular_angles()) ends_.push_back(angle);
    ends_.push_back(pi);
    for (std::size_t i = 0; i + 1 < ends_.size(); ++i)
        series_.push_back(chebyshev_in_angle(h, ends_[i], ends_[i + 1], ends_.size() > 2, diagonal_));
    for (const bool negative : {false, true})
        for (int i = 0; i < AnglePieces::count; ++i) {
            const auto angle = [&](double y) {
                const double half = std::asin(AnglePieces::v_of(i, y) * std::sqrt(0.5));
                return 2 * (negative ? pi / 2 - half : half);
            };
            pieces_.append([&](double y) { return at_angle(angle(y)); });
            direct_.push_back(panel_of(angle(-1)) != panel_of(angle(1)));
        }
}

std::size_t DualKernel::panel_of(double angle) const {
    return std::size_t(std::upper_bound(ends_.begin() + 1, ends_.end() - 1, angle) - ends_.begin() - 1);
}

double DualKernel::at_angle(double angle) const {
    const std::size_t i = panel_of(angle);
    return series(series_[i], place_of(angle, ends_[i], ends_[i + 1], ends_.size() > 2));
}

double DualKernel::operator()(double t) const {
    const AnglePieces::Place at = AnglePieces::place(t);
    if (direct_[at.piece]) return at_angle(std::acos(std::clamp(t, -1.0, 1.0)));
    return pieces_(at.piece, at.y);
}

}  // namespace lazyrisk
