// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_kernel/dual_box.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "lazyrisk/numerics/chebyshev.hpp"

namespace lazyrisk {
namespace {

/// Images of whole numbers up to 255 have variances of 10^4.
Pieces pieces_at(const Activation& s, double logarithm) { return {s, std::exp2(logarithm), 1e-5L}; }

/// Without interpolation.
DualPair found_alone(const Activation& s, bool with_slope, const DualPoint& point) {
    const Pieces left = pieces_at(s, point[0]);
    if (point[0] == point[1] && point[2] == 0) {
        const auto values = [&](std::span<long double> z) { left.values(z); };
        const auto slopes = [&](std::span<long double> z) { left.slopes(z); };
        return {double(left.mean(values, values, 1)), with_slope ? double(left.mean(slopes, slopes, 1)) : 0};
    }
    const Pieces right = pieces_at(s, point[1]);
    const double angle = std::clamp(point[2], 1e-12, std::numbers::pi - 1e-12);
    const auto mean = [&](MeanOf of) { return conditional_means(std::span(&left, 1), right, of, angle)[0]; };
    return {mean(MeanOf::values), with_slope ? mean(MeanOf::slopes) : 0};
}

}  // namespace

DualPair DualBox::at(const Activation& s, bool with_slope, const DualPoint& point) const {
    std::call_once(made_, [&] { make(s, with_slope); });
    if (halved_ < 3) return half_[point[halved_] > middle(halved_) ? 1 : 0]->at(s, with_slope, point);
    if (!resolved_) return found_alone(s, with_slope, point);
    const Trivariate::Basis q = basis(0, point[0]), r = basis(1, point[1]), angle = basis(2, point[2]);
    return {value_(q, r, angle), with_slope ? slope_(q, r, angle) : 0};
}

void DualBox::make(const Activation& s, bool with_slope) const {
    std::vector<Pieces> left, right;
    for (const double x : chebyshev_points<double>(Trivariate::size)) {
        left.push_back(pieces_at(s, place(0, x)));
        right.push_back(pieces_at(s, place(1, x)));
    }
    DualPoint off{};
    value_ = interpolant(left, right, MeanOf::values, std::max(std::abs(s(1.0)), std::abs(s(-1.0))), off);
    if (with_slope)
        slope_ = interpolant(left, right, MeanOf::slopes,
                             std::max(std::abs(s.derivative(1.0)), std::abs(s.derivative(-1.0))), off);
    decide(off);
}

/// `off` is raised to what the tails are of the largest mean square. `typical`: of what s has its rounding, in which
/// its differences at small arguments are lost.
Trivariate DualBox::interpolant(const std::vector<Pieces>& left, const std::vector<Pieces>& right, MeanOf of,
                                double typical, DualPoint& off) const {
    constexpr double negligible = 1e-14, rounding = 1e-13;
    constexpr std::size_t size = Trivariate::size;
    static const std::vector<double> points = chebyshev_points<double>(size);
    const auto square = [&](const std::vector<Pieces>& pieces) {
        long double most = 0;
        for (const Pieces& one : pieces)
            most = std::max(most, of == MeanOf::values ? one.value_scale : one.slope_scale);
        return double(most);
    };
    const double scale = std::sqrt(square(left) * square(right)), noise = rounding * typical * std::sqrt(scale);
    if (!(scale > 0)) return {};
    std::vector<double> value(Trivariate::count);
    for (std::size_t j = 0; j < size; ++j)
        for (std::size_t k = 0; k < size; ++k) {
            const std::vector<double> means = conditional_means(left, right[j], of, place(2, points[k]));
            for (std::size_t i = 0; i < size; ++i) value[(i * size + j) * size + k] = means[i];
        }
    Trivariate found(std::move(value), negligible * scale);
    for (std::size_t axis = 0; axis < 3; ++axis) off[axis] = std::max(off[axis], (found.tails()[axis] - noise) / scale);
    return found;
}

void DualBox::decide(const DualPoint& off) const {
    constexpr double tolerance = 1e-9;  // what is left out is some hundredth of the last two coefficients
    constexpr int most = 6;
    resolved_ = *std::max_element(off.begin(), off.end()) <= tolerance;
    if (resolved_) return;
    value_ = slope_ = {};
    for (std::size_t axis = 0; axis < 3; ++axis)
        if (off[axis] > tolerance && halvings_[axis] < most && (halved_ == 3 || off[axis] > off[halved_]))
            halved_ = axis;
    if (halved_ == 3) return;
    for (const std::size_t part : {0, 1}) {
        half_[part] = std::make_unique<DualBox>(low_, high_);
        half_[part]->halvings_ = halvings_;
        ++half_[part]->halvings_[halved_];
        (part == 0 ? half_[part]->high_ : half_[part]->low_)[halved_] = middle(halved_);
    }
}

}  // namespace lazyrisk
