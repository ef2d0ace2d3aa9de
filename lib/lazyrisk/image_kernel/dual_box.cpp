// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_kernel/dual_box.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "lazyrisk/numerics/chebyshev.hpp"

namespace lazyrisk {
namespace {

constexpr double tolerance = 1e-9;  // of the last two coefficients: what is left out is some hundredth of them

/// Images of whole numbers up to 255 have variances of 10^4.
Pieces pieces_at(const Activation& s, double logarithm) { return {s, std::exp2(logarithm), 1e-5L}; }

/// Without interpolation.
PixelDual::Value found_alone(const Activation& s, bool with_slope, const DualPoint& point) {
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

/// The activation at the points of a box, and at its middle.
struct DualBox::Sides {
    const Activation& s;
    std::vector<Pieces> q, r;
    Pieces middle_q, middle_r;

    [[nodiscard]] double scale(MeanOf of) const {
        const auto square = [&](const std::vector<Pieces>& pieces) {
            long double most = 0;
            for (const Pieces& one : pieces)
                most = std::max(most, of == MeanOf::values ? one.value_scale : one.slope_scale);
            return double(most);
        };
        return std::sqrt(square(q) * square(r));
    }
    /// Of what rounding leaves of s, in which its differences at small arguments are lost.
    [[nodiscard]] double noise(MeanOf of) const {
        constexpr double rounding = 1e-13;
        const auto at = [&](double x) { return std::abs(of == MeanOf::values ? s(x) : s.derivative(x)); };
        return rounding * std::max(at(1.0), at(-1.0)) * std::sqrt(scale(of));
    }
};

PixelDual::Value DualBox::at(const Activation& s, bool with_slope, const DualPoint& point) const {
    std::call_once(made_, [&] { make(s, with_slope); });
    if (halved_ != 0) {
        unsigned part = 0;
        for (std::size_t axis = 0; axis < 3; ++axis)
            if ((halved_ >> axis & 1U) != 0 && point[axis] > middle(axis)) part |= 1U << axis;
        return parts_[part]->at(s, with_slope, point);
    }
    if (!resolved_) return found_alone(s, with_slope, point);
    const Trivariate::Basis q = basis(0, point[0]), r = basis(1, point[1]), angle = basis(2, point[2]);
    return {value_(q, r, angle), with_slope ? slope_(q, r, angle) : 0};
}

void DualBox::make(const Activation& s, bool with_slope) const {
    Sides sides{s, {}, {}, pieces_at(s, middle(0)), pieces_at(s, middle(1))};
    for (const double x : chebyshev_points<double>(Trivariate::size)) {
        sides.q.push_back(pieces_at(s, place(0, x)));
        sides.r.push_back(pieces_at(s, place(1, x)));
    }
    DualPoint off{};
    look_along_axes(sides, MeanOf::values, off);
    if (with_slope) look_along_axes(sides, MeanOf::slopes, off);
    halve(off);
    if (halved_ != 0) return;  // at a tenth of the cost of the whole
    off = {};
    Trivariate value = interpolant(sides, MeanOf::values, off), slope;
    if (with_slope) slope = interpolant(sides, MeanOf::slopes, off);
    resolved_ = *std::max_element(off.begin(), off.end()) <= tolerance;
    if (resolved_) {
        value_ = std::move(value);
        slope_ = std::move(slope);
    } else {
        halve(off);
    }
}

/// `off` is raised to what the tails are of the largest mean square.
Trivariate DualBox::interpolant(const Sides& sides, MeanOf of, DualPoint& off) const {
    constexpr double negligible = 1e-14;
    constexpr std::size_t size = Trivariate::size;
    const double scale = sides.scale(of), noise = sides.noise(of);
    if (!(scale > 0)) return {};
    static const std::vector<double> points = chebyshev_points<double>(size);
    std::vector<double> value(Trivariate::count);
    for (std::size_t j = 0; j < size; ++j)
        for (std::size_t k = 0; k < size; ++k) {
            const std::vector<double> means = conditional_means(sides.q, sides.r[j], of, place(2, points[k]));
            for (std::size_t i = 0; i < size; ++i) value[(i * size + j) * size + k] = means[i];
        }
    Trivariate found(std::move(value), negligible * scale);
    for (std::size_t axis = 0; axis < 3; ++axis) off[axis] = std::max(off[axis], (found.tails()[axis] - noise) / scale);
    return found;
}

/// The same on the three lines through the middle.
void DualBox::look_along_axes(const Sides& sides, MeanOf of, DualPoint& off) const {
    static const std::vector<double> points = chebyshev_points<double>(Trivariate::size);
    const double scale = sides.scale(of), noise = sides.noise(of);
    if (!(scale > 0)) return;
    std::array<std::vector<double>, 3> lines{conditional_means(sides.q, sides.middle_r, of, middle(2)),
                                             conditional_means(sides.r, sides.middle_q, of, middle(2)),
                                             {}};
    for (const double x : points)
        lines[2].push_back(conditional_means(std::span(&sides.middle_q, 1), sides.middle_r, of, place(2, x))[0]);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const std::vector<double> c = chebyshev_coefficients(lines[axis], points);
        off[axis] = std::max(off[axis], (std::abs(c[c.size() - 1]) + std::abs(c[c.size() - 2]) - noise) / scale);
    }
}

/// Along all axes that are not resolved and may be.
void DualBox::halve(const DualPoint& off) const {
    constexpr int most = 6;
    for (std::size_t axis = 0; axis < 3; ++axis)
        if (off[axis] > tolerance && halvings_[axis] < most) halved_ |= 1U << axis;
    for (unsigned part = 0; halved_ != 0 && part < parts_.size(); ++part) {
        if ((part & ~halved_) != 0) continue;
        parts_[part] = std::make_unique<DualBox>(low_, high_);
        DualBox& box = *parts_[part];
        box.halvings_ = halvings_;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            if ((halved_ >> axis & 1U) == 0) continue;
            ++box.halvings_[axis];
            ((part >> axis & 1U) == 0 ? box.high_ : box.low_)[axis] = middle(axis);
        }
    }
}

}  // namespace lazyrisk
