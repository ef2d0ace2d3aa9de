// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_kernel/series_dual.hpp"

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

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

/// Terms without which a mean is off by 1e-12 of it at most; all where that is not known.
int needed(const double* b, std::size_t stride) {
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

}  // namespace

TablePixelDual::TablePixelDual(const Activation& s, bool with_slope)
    : name_(s.name()), starts_at_zero_(s(0.0) == 0), table_(DualTable::of(s, with_slope)) {}

void TablePixelDual::describe(double variance, double* features, std::size_t stride) const {
    constexpr double least = DualTable::lowest, most = DualTable::highest;
    const double logarithm = variance > 0 ? std::max(std::log2(variance), least) : least;
    if (!(logarithm < most))
        throw NotCovered("the activation " + name_ + " at pixels of variance " + to_text(variance) +
                         " is not covered; divide the numbers of the points by a constant");
    features[0] = std::sqrt(variance);
    features[stride] = logarithm;
}

PixelDual::Value TablePixelDual::at(double covariance, const double* x, std::size_t x_stride, const double* z,
                                    std::size_t z_stride) const {
    const double size = x[0] * z[0];
    if (!(size > 0) && starts_at_zero_) return {0, 0};
    const double rho = size > 0 ? std::clamp(covariance / size, -1.0, 1.0) : 0;
    // what rounding leaves of 0 is 0: with kinks the derivative's dual has a root there
    const double angle = 1 - rho < 1e-14 ? 0 : 1 + rho < 1e-14 ? std::numbers::pi : std::acos(rho);
    return table_->at(x[x_stride], z[z_stride], angle);
}

SeriesPixelDual::SeriesPixelDual(Activation s, bool with_slope) : s_(std::move(s)), table_(s_, with_slope) {}

std::size_t SeriesPixelDual::features() const { return 3 + 2 * std::size_t(HermiteRule::terms); }

void SeriesPixelDual::describe(double variance, double* features, std::size_t stride) const {
    constexpr int terms = HermiteRule::terms;
    table_.describe(variance, features, stride);
    const HermiteRule& rule = HermiteRule::rule();
    std::vector<double> value(rule.node), slope;
    for (double& u : value) u *= features[0];
    slope = value;
    s_.apply(std::span<double>(value));
    s_.apply_derivative(std::span<double>(slope));
    const auto first = [&](int k) { return features + std::size_t(3 + k) * stride; };
    for (int k = 0; k < terms; ++k) {
        first(k)[0] = rule.mean(k, value);
        first(terms + k)[0] = rule.mean(k, slope);
    }
    const int count = std::max(needed(first(0), stride), needed(first(terms), stride));
    features[2 * stride] = count <= terms * 4 / 5 ? count : infinite<>;
}

PixelDual::Value SeriesPixelDual::at(double covariance, const double* x, std::size_t x_stride, const double* z,
                                     std::size_t z_stride) const {
    constexpr std::size_t terms = HermiteRule::terms;
    const double longest = std::max(x[2 * x_stride], z[2 * z_stride]);
    if (!std::isfinite(longest)) return table_.at(covariance, x, x_stride, z, z_stride);
    const double size = x[0] * z[0];
    const double rho = size > 0 ? std::clamp(covariance / size, -1.0, 1.0) : 0;
    const double *bx = x + 3 * x_stride, *bz = z + 3 * z_stride;
    Value sum{0, 0};
    for (auto k = std::size_t(longest); k-- > 0;) {
        sum.value = sum.value * rho + bx[k * x_stride] * bz[k * z_stride];
        sum.slope = sum.slope * rho + bx[(terms + k) * x_stride] * bz[(terms + k) * z_stride];
    }
    return sum;
}

}  // namespace lazyrisk
