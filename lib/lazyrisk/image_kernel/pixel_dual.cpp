// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_kernel/pixel_dual.hpp"

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <cmath>
#include <numbers>
#include <type_traits>
#include <vector>

#include "lazyrisk/dual/power.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

constexpr double pi = std::numbers::pi;

/// right x^p + left |x|^p: (q_x q_z)^{p/2} times the dual at variance 1.
class PowerPixelDual final : public PixelDual {
public:
    explicit PowerPixelDual(const Power& s) : exponent_(s.exponent), dual_(s, 1.0) {}

    [[nodiscard]] std::size_t features() const override { return 1; }
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

/// Williams 1997. Formula (18.8).
class ErfPixelDual final : public PixelDual {
public:
    [[nodiscard]] std::size_t features() const override { return 1; }
    void describe(double variance, double* features, std::size_t) const override { *features = 1 + 2 * variance; }
    [[nodiscard]] Value at(double covariance, const double* x, std::size_t, const double* z,
                           std::size_t) const override {
        const double size = *x * *z, twice = 2 * covariance;
        const double rest = std::max(size - twice * twice, 0.0);
        return {2 / pi * std::atan2(twice, std::sqrt(rest)), 4 / pi / std::sqrt(rest)};
    }
};

/// Own form of what Tsuchida et al. 2021 have. Formula (18.9).
class GeluPixelDual final : public PixelDual {
public:
    [[nodiscard]] std::size_t features() const override { return 1; }
    void describe(double variance, double* features, std::size_t) const override { *features = variance; }
    [[nodiscard]] Value at(double covariance, const double* x, std::size_t, const double* z,
                           std::size_t) const override {
        const double c = covariance, a = 1 + *x, b = 1 + *z;
        const double rest = a * b - c * c, density = 1 / (2 * pi * std::sqrt(rest));
        const double orthant = 0.25 + std::atan2(c, std::sqrt(rest)) / (2 * pi);
        const double bend = 1 - *x / a - *z / b, both = *x * *z + bend * c * c;
        return {c * orthant + density * both, orthant + c * density * (1 + 2 * bend + both / rest)};
    }
};

/// Hermite functions at the nodes of a trapezoidal rule: E f(g) He_k(g)/k!^{1/2} = sum_j row(k)[j] f(node[j]).
struct HermiteRule {
    static constexpr int nodes = 281, terms = 256;
    static constexpr double step = 0.1;
    std::vector<double> node, row;

    HermiteRule() : node(nodes), row(std::size_t(terms) * nodes) {
        for (int j = 0; j < nodes; ++j) {
            const double g = step * (j - nodes / 2);
            node[std::size_t(j)] = g;
            // half of the weight rides on the polynomial, which would overflow
            const double half = std::exp(-g * g / 4);
            double before = 0, now = half * step * boost::math::constants::one_div_root_two_pi<double>();
            for (int k = 0; k < terms; ++k) {
                row[std::size_t(k) * nodes + std::size_t(j)] = now * half;
                const double above = (g * now - std::sqrt(double(k)) * before) / std::sqrt(k + 1.0);
                before = now;
                now = above;
            }
        }
    }
    [[nodiscard]] double mean(int k, const std::vector<double>& f) const {
        const double* const weight = row.data() + std::size_t(k) * nodes;
        double sum = 0;
#pragma omp simd reduction(+ : sum)
        for (int j = 0; j < nodes; ++j) sum += weight[j] * f[std::size_t(j)];
        return sum;
    }
    static const HermiteRule& rule() {
        static const HermiteRule one;
        return one;
    }
};

/// Features: the number of terms, then b_k = E s(u) He_k/k!^{1/2}, then the same of s'. Formula (18.10).
class SeriesPixelDual final : public PixelDual {
public:
    explicit SeriesPixelDual(Activation s) : s_(std::move(s)) {}

    [[nodiscard]] std::size_t features() const override { return 2 + 2 * std::size_t(HermiteRule::terms); }
    void describe(double variance, double* features, std::size_t stride) const override {
        constexpr int terms = HermiteRule::terms;
        const HermiteRule& rule = HermiteRule::rule();
        const double root = std::sqrt(variance);
        std::vector<double> value(rule.node), slope;
        for (double& u : value) u *= root;
        slope = value;
        s_.apply(std::span<double>(value));
        s_.apply_derivative(std::span<double>(slope));
        features[0] = root;
        const auto first = [&](int k) { return features + std::size_t(2 + k) * stride; };
        for (int k = 0; k < terms; ++k) {
            first(k)[0] = rule.mean(k, value);
            first(terms + k)[0] = rule.mean(k, slope);
        }
        const int count = std::max(needed(first(0), stride), needed(first(terms), stride));
        if (!(count <= terms * 4 / 5))
            throw NotCovered("the activation " + s_.name() + " at pixels of variance " + to_text(variance) +
                             " has no short enough Hermite series; images of smaller pixels, or relu, erf or gelu, "
                             "which have closed forms, would do");
        features[stride] = count;
    }
    [[nodiscard]] Value at(double covariance, const double* x, std::size_t x_stride, const double* z,
                           std::size_t z_stride) const override {
        constexpr std::size_t terms = HermiteRule::terms;
        const double size = x[0] * z[0];
        const double rho = size > 0 ? std::clamp(covariance / size, -1.0, 1.0) : 0;
        const auto count = std::size_t(std::max(x[x_stride], z[z_stride]));
        const double *bx = x + 2 * x_stride, *bz = z + 2 * z_stride;
        Value sum{0, 0};
        for (std::size_t k = count; k-- > 0;) {
            sum.value = sum.value * rho + bx[k * x_stride] * bz[k * z_stride];
            sum.slope = sum.slope * rho + bx[(terms + k) * x_stride] * bz[(terms + k) * z_stride];
        }
        return sum;
    }

private:
    Activation s_;

    /// Terms without which a mean is off by 1e-12 of it at most.
    static int needed(const double* b, std::size_t stride) {
        double sum = 0, last = 0;
        int count = HermiteRule::terms;
        for (int k = 0; k < HermiteRule::terms; ++k) sum += b[std::size_t(k) * stride] * b[std::size_t(k) * stride];
        if (!std::isfinite(sum)) return HermiteRule::terms;
        for (; count > 0; --count) {
            const double one = b[std::size_t(count - 1) * stride];
            last += one * one;
            if (last > 1e-12 * sum) break;
        }
        return count;
    }
};

}  // namespace

std::shared_ptr<const PixelDual> pixel_dual(const Activation& activation, bool with_slope) {
    return activation.visit([&](const auto& s) -> std::shared_ptr<const PixelDual> {
        using S = std::decay_t<decltype(s)>;
        if constexpr (std::is_same_v<S, Power>) {
            if (s.exponent == 0 && with_slope)
                throw NotCovered(
                    "the tangent kernel of " + s.name() +
                    " is not covered: it jumps, and its derivative does not know of it; kind=nngp has one");
            return std::make_shared<PowerPixelDual>(s);
        } else if constexpr (std::is_same_v<S, Erf>) {
            return std::make_shared<ErfPixelDual>();
        } else if constexpr (std::is_same_v<S, Gelu>) {
            return std::make_shared<GeluPixelDual>();
        } else {
            if (std::is_same_v<S, Sampled> || !s.kinks().empty())
                throw NotCovered("activation = " + s.name() +
                                 ": a kernel on images takes relu and its powers, leaky-relu, abs, erf, gelu and "
                                 "activations without kinks");
            return std::make_shared<SeriesPixelDual>(activation);
        }
    });
}

}  // namespace lazyrisk
