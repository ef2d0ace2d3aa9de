// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_kernel/pixel_dual.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <type_traits>

#include "lazyrisk/dual/power.hpp"
#include "lazyrisk/image_kernel/series_dual.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

constexpr double pi = std::numbers::pi;

/// right x^p + left |x|^p: (q_x q_z)^{p/2} times the dual at variance 1.
class PowerPixelDual final : public PixelDual {
public:
    explicit PowerPixelDual(const Power& s) : exponent_(s.exponent), dual_(s, 1.0) {}

    [[nodiscard]] std::size_t features() const override { return 1; }
    [[nodiscard]] double flops() const override { return 100; }
    void describe(double variance, double* features, std::size_t) const override { *features = std::sqrt(variance); }
    [[nodiscard]] Value at(double covariance, const double* x, std::size_t, const double* z,
                           std::size_t) const override {
        const double size = *x * *z;
        if (!(size > 0)) return {0, 0};
        const double rho = std::clamp(covariance / size, -1.0, 1.0);
        const DualValue<double> dual = dual_(Correlation<double>(snapped(1 - rho)));
        const double below = exponent_ > 0 ? std::pow(size, exponent_ - 1) : 0;
        return {(dual_.variance() - dual.gap) * (exponent_ > 0 ? below * size : 1), dual.derivative * below};
    }

private:
    int exponent_;
    PowerDual<double> dual_;

    /// What rounding leaves of 0 is 0: the derivative's dual has a root there.
    static double snapped(double gap) { return gap < 1e-14 ? 0 : gap; }
};

/// A function of both variances q and r and their covariance c, elementary in all three.
class ClosedPixelDual final : public PixelDual {
public:
    using Function = Value (*)(double c, double q, double r);
    ClosedPixelDual(std::string name, Function f, double most = std::numeric_limits<double>::max())
        : name_(std::move(name)), f_(f), most_(most) {}

    [[nodiscard]] std::size_t features() const override { return 1; }
    [[nodiscard]] double flops() const override { return 100; }
    void describe(double variance, double* features, std::size_t) const override {
        if (!(variance <= most_))
            throw NotCovered("the activation " + name_ + " at pixels of variance " + to_text(variance) +
                             " is beyond the largest double; divide the numbers of the points by a constant");
        *features = variance;
    }
    [[nodiscard]] Value at(double covariance, const double* x, std::size_t, const double* z,
                           std::size_t) const override {
        return f_(covariance, *x, *z);
    }

private:
    std::string name_;
    Function f_;
    double most_;
};

/// Williams 1997. Formula (18.8).
PixelDual::Value erf_dual(double c, double q, double r) {
    const double twice = 2 * c, rest = std::max((1 + 2 * q) * (1 + 2 * r) - twice * twice, 0.0);
    return {2 / pi * std::atan2(twice, std::sqrt(rest)), 4 / pi / std::sqrt(rest)};
}

/// Own form of what Tsuchida et al. 2021 have. Formula (18.9).
PixelDual::Value gelu_dual(double c, double q, double r) {
    const double a = 1 + q, b = 1 + r;
    const double rest = a * b - c * c, density = 1 / (2 * pi * std::sqrt(rest));
    const double orthant = 0.25 + std::atan2(c, std::sqrt(rest)) / (2 * pi);
    const double bend = 1 - q / a - r / b, both = q * r + bend * c * c;
    return {c * orthant + density * both, orthant + c * density * (1 + 2 * bend + both / rest)};
}

/// E sin(u)sin(v) and E cos(u)cos(v).
PixelDual::Value sines(double c, double q, double r) {
    const double near = std::exp(std::abs(c) - (q + r) / 2), ratio = std::expm1(-2 * std::abs(c));
    return {std::copysign(-near * ratio / 2, c), near * (2 + ratio) / 2};
}
PixelDual::Value cosines(double c, double q, double r) {
    const PixelDual::Value other = sines(c, q, r);
    return {other.slope, other.value};
}
PixelDual::Value exponentials(double c, double q, double r) {
    const double mean = std::exp((q + r) / 2 + c);
    return {mean, mean};
}
PixelDual::Value gaussians(double c, double q, double r) {
    const double rest = (1 + q) * (1 + r) - c * c, root = std::sqrt(rest);
    return {1 / root, c / (rest * root)};
}

}  // namespace

std::string no_tangent_kernel(const std::string& activation) {
    return "the tangent kernel of " + activation +
           " is not covered: it jumps, and its derivative does not know of it; kind=nngp has one";
}

std::shared_ptr<const PixelDual> pixel_dual(const Activation& activation, bool with_slope) {
    return activation.visit([&](const auto& s) -> std::shared_ptr<const PixelDual> {
        using S = std::decay_t<decltype(s)>;
        const auto closed = [&](ClosedPixelDual::Function f, double most = std::numeric_limits<double>::max()) {
            return std::make_shared<ClosedPixelDual>(s.name(), f, most);
        };
        if constexpr (std::is_same_v<S, Power>) {
            if (s.exponent == 0 && with_slope) throw NotCovered(no_tangent_kernel(s.name()));
            return std::make_shared<PowerPixelDual>(s);
        } else if constexpr (std::is_same_v<S, Erf>) {
            return closed(erf_dual);
        } else if constexpr (std::is_same_v<S, Gelu>) {
            return closed(gelu_dual);
        } else if constexpr (std::is_same_v<S, Sin>) {
            return closed(sines);
        } else if constexpr (std::is_same_v<S, Cos>) {
            return closed(cosines);
        } else if constexpr (std::is_same_v<S, Exp>) {
            return closed(exponentials, 350);
        } else if constexpr (std::is_same_v<S, Gaussian>) {
            return closed(gaussians);
        } else {
            if (std::is_same_v<S, Sampled> || !s.kinks().empty())
                return std::make_shared<TablePixelDual>(activation, with_slope);
            return std::make_shared<SeriesPixelDual>(activation, with_slope);
        }
    });
}

}  // namespace lazyrisk
