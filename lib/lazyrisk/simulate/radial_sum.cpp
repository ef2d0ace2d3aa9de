// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/radial_sum.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "lazyrisk/numerics/unit_rule.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// beta_k of y q_k = beta_{k+1} q_{k+1} + beta_k q_{k-1}; `d` infinite: Hermite.
double jacobi(double d, int k) {
    if (k == 0) return 0;
    if (k == 1) return 1;
    if (is_infinite(d)) return std::sqrt(double(k));
    return std::sqrt(double(k) * (k + d - 3) / ((2 * k + d - 2) * (2 * k + d - 4)) * d);
}

}  // namespace

/// Of y, sqrt(d) times a coordinate of the unit sphere or a normal number, in the angle v: y = sqrt(d) sin(v/sqrt(d)).
void RadialSum::make_nodes(int dimension, bool gaussian, int degrees) {
    constexpr double panel = 0.25, furthest = 50;
    static const UnitRule rule(20);
    const double d = gaussian ? infinite<> : dimension, root = std::sqrt(double(dimension));
    double reach = std::min(furthest, 12 + 2.2 * std::sqrt(double(degrees)));
    if (!gaussian) reach = std::min(reach, root * std::numbers::pi / 2);
    const int panels = int(std::ceil(reach / panel));
    std::vector<double> half;  // square roots of the weights, half of them on the polynomials
    node_.clear();
    double mass = 0;
    for (int i = 0; i < panels; ++i)
        for (std::size_t j = 0; j < rule.node.size(); ++j) {
            const double v = reach * (i + rule.node[j]) / panels;
            const double log_density = gaussian         ? -v * v / 2
                                       : dimension == 2 ? 0
                                                        : (d - 2) * std::log(std::cos(v / root));
            const double w = reach / panels * rule.weight[j];
            for (const double side : {-1.0, 1.0}) {
                node_.push_back(side * (gaussian ? v : root * std::sin(v / root)));
                half.push_back(std::sqrt(w) * std::exp(log_density / 2));
                mass += half.back() * half.back();
            }
        }
    const auto count = Eigen::Index(node_.size());
    const Eigen::ArrayXd y = as_vector(node_).array(), root_weight = as_vector(half).array() / std::sqrt(mass);
    weight_ = root_weight.square().matrix();
    basis_.resize(count, degrees + 1);
    Eigen::ArrayXd before = Eigen::ArrayXd::Zero(count), now = root_weight;
    rise_.clear(), fall_.clear();
    for (int k = 0; k <= degrees; ++k) {
        basis_.col(k) = (root_weight * now).matrix();
        const Eigen::ArrayXd next = (y * now - jacobi(d, k) * before) / jacobi(d, k + 1);
        before = now;
        now = next;
        const double below = k + d - 2;
        rise_.push_back(gaussian || k == 0 ? 1 : (k + below) / below);
        fall_.push_back(gaussian || k == 0 ? 0 : k / below);
    }
    degrees_ = degrees;
}

RadialSum::RadialSum(const Activation& activation, int dimension, const LengthLaws& laws, DualOf of)
    : activation_(activation), of_(of) {
    for (const double kink : activation.kinks())
        if (kink != 0)
            throw NotCovered("the kernel of " + activation.name() + ", which has a kink at x = " + to_text(kink) +
                             ", is not drawn for Gaussian inputs or weights; a finite `width` is");
    const bool gaussian = laws.weights == LengthLaw::gaussian;
    const double longest = laws.inputs == LengthLaw::gaussian ? 1 + 6 / std::sqrt(2.0 * dimension) : 1;
    for (const int degrees : {40, 120, 400}) {
        make_nodes(dimension, gaussian, degrees);
        const AtRadii a = at(std::array{longest});
        double left = a.square[0];
        int last = 0;
        for (int k = 0; k <= degrees; ++k) {
            const double square = a.amplitude(k, 0) * a.amplitude(k, 0);
            left -= square;
            if (square > 1e-17 * a.square[0]) last = k;
        }
        if (left <= 1e-13 * a.square[0]) {
            make_nodes(dimension, gaussian, last);
            return;
        }
        if (degrees == 400 && !(left <= 1e-9 * a.square[0]))
            throw NotCovered("the kernel of " + activation.name() +
                             " between inputs of two lengths is not resolved by 400 degrees; a smooth activation is, "
                             "a power of max(x,0), or a finite `width`");
    }
}

Matrix RadialSum::values(std::span<const double> radii) const {
    Matrix s = as_vector(node_) * as_vector(radii).transpose();  // [nodes x count]
    if (of_ == DualOf::value)
        activation_.apply(entries(s));
    else
        activation_.apply_derivative(entries(s));
    return s;
}

RadialSum::AtRadii RadialSum::at(std::span<const double> radii) const {
    constexpr std::size_t block = 64;  // the values of so many radii at a time
    AtRadii a{Matrix(degrees_ + 1, Eigen::Index(radii.size())), std::vector<double>(radii.size())};
    for (std::size_t first = 0; first < radii.size(); first += block) {
        const std::size_t count = std::min(block, radii.size() - first);
        const Matrix s = values(radii.subspan(first, count));
        a.amplitude.middleCols(Eigen::Index(first), Eigen::Index(count)).noalias() = basis_.transpose() * s;
        for (std::size_t j = 0; j < count; ++j) a.square[first + j] = weight_.dot(s.col(Eigen::Index(j)).cwiseAbs2());
    }
    return a;
}

void RadialSum::add(const AtRadii& left, Eigen::Index one, const AtRadii& right, Eigen::Index first,
                    std::span<const double> t, std::span<double> sum) const {
    constexpr std::size_t chunk = 256;
    std::array<double, chunk> x, before, now, total;
    // degree by degree the amplitudes of the others lie apart: rows of their transpose
    for (std::size_t begin = 0; begin < t.size(); begin += chunk) {
        const std::size_t count = std::min(chunk, t.size() - begin);
        const Matrix others = right.amplitude.middleCols(first + Eigen::Index(begin), Eigen::Index(count)).transpose();
        for (std::size_t i = 0; i < count; ++i) {
            x[i] = std::clamp(t[begin + i], -1.0, 1.0);
            before[i] = 0, now[i] = 1, total[i] = 0;
        }
        for (int k = 0; k <= degrees_; ++k) {
            const double own = left.amplitude(k, one), rise = rise_[std::size_t(k)], fall = fall_[std::size_t(k)];
            const double* other = others.col(k).data();
            for (std::size_t i = 0; i < count; ++i) {
                total[i] += own * other[i] * now[i];
                const double next = rise * x[i] * now[i] - fall * before[i];
                before[i] = now[i];
                now[i] = next;
            }
        }
        for (std::size_t i = 0; i < count; ++i) sum[begin + i] += total[i];
    }
}

}  // namespace lazyrisk
