// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_kernel/pixel_activation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <type_traits>

namespace lazyrisk {
namespace {

/// 1 - |c| below this is rounding: k0 has a root at c = 1, and would make 1e-8 of 1e-16.
constexpr double rounding = 1e-14;

struct Unit {
    double value, slope;
};

/// At correlation c. Formula (18.3).
Unit arc_cosine_at(const PixelActivation& s, double c) {
    c = 1 - std::abs(c) < rounding ? std::copysign(1.0, c) : c;
    const double angle = std::acos(c), k0 = 1 - angle / std::numbers::pi;
    const double k1 = c * k0 + std::sqrt((1 - c) * (1 + c)) / std::numbers::pi;
    return {s.line * c + s.bend * k1, s.line + s.bend * k0};
}

void apply_dual(const PixelActivation& s, ScalarPair& pair) {
    std::vector<double> x(s.dual->features()), z(x);
    s.dual->describe(pair.xx, x.data(), 1);
    s.dual->describe(pair.zz, z.data(), 1);
    const auto at = [&](double c, const std::vector<double>& u, const std::vector<double>& v) {
        return s.dual->at(c, u.data(), 1, v.data(), 1);
    };
    const PixelDual::Value both = at(pair.xz, x, z);
    pair.xx = s.weight * at(pair.xx, x, x).value;
    pair.zz = s.weight * at(pair.zz, z, z).value;
    pair.xz = s.weight * both.value;
    pair.tangent *= s.weight * both.slope;
}

}  // namespace

double kept_variance(const Activation& activation) {
    return activation.visit([](const auto& s) {
        if constexpr (std::is_same_v<std::decay_t<decltype(s)>, Power>)
            if (s.exponent == 1) return 2 / (s.right * s.right + s.left * s.left);
        return 1.0;
    });
}

PixelActivation pixel_activation(const std::string& name, std::optional<double> weight, bool tangent) {
    const Activation activation = activation_named(name);
    PixelActivation result;
    activation.visit([&](const auto& s) {
        if constexpr (std::is_same_v<std::decay_t<decltype(s)>, Power>) {
            if (s.exponent != 1) return;
            const double w = weight.value_or(kept_variance(activation));
            const double even = (s.right + s.left) / 2, odd = (s.right - s.left) / 2;
            result.kind = PixelKind::arc_cosine;
            result.bend = 2 * w * even * even;
            result.line = w * (odd * odd - even * even);
        }
    });
    if (result.kind == PixelKind::arc_cosine) return result;
    result.kind = PixelKind::dual;
    result.weight = weight.value_or(kept_variance(activation));
    result.dual = pixel_dual(activation, tangent);
    return result;
}

PixelActivation pixel_embedding(double gamma, std::optional<double> weight) {
    PixelActivation result;
    result.kind = PixelKind::embedding;
    result.gamma = gamma;
    result.bend = weight.value_or(1);
    return result;
}

void ScalarPair::apply(const PixelActivation& s) {
    if (s.kind == PixelKind::none) return;
    if (s.kind == PixelKind::dual) return apply_dual(s, *this);
    const double size = std::sqrt(xx * zz);
    const double c = size > 0 ? std::clamp(xz / size, -1.0, 1.0) : 0;
    const Unit unit = s.kind == PixelKind::arc_cosine
                          ? arc_cosine_at(s, c)
                          : Unit{s.bend * (s.gamma > 0 ? std::exp(s.gamma * (c - 1)) : 1), 0};
    const double alone = s.kind == PixelKind::arc_cosine ? s.line + s.bend : s.bend;  // at c = 1
    xz = size * unit.value;
    xx *= alone;
    zz *= alone;
    tangent *= unit.slope;
}

}  // namespace lazyrisk
