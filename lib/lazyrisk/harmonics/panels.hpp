// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Panels of the angle v on which the activation is resolved to rounding.  Formula (1.10).
#pragma once

#include <algorithm>
#include <functional>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "lazyrisk/harmonics/measure.hpp"
#include "lazyrisk/numerics/panel_rule.hpp"

namespace lazyrisk {

/// What is sampled, one number a call: the panels are compiled once for all activations.
template <Scalar R>
class SampledFunction {
public:
    template <class S>
    requires(!std::is_same_v<S, SampledFunction>) SampledFunction(const S& s)  // NOLINT: a function is one
        : value_([&s](const R& x) { return R(s(x)); }) {
        if constexpr (requires { S::unit; }) unit_ = std::max(unit_, S::unit);
    }
    R operator()(const R& x) const { return value_(x); }
    /// How exact its values are, relative to the largest nearby.
    [[nodiscard]] double unit() const { return unit_; }

private:
    std::function<R(const R&)> value_;
    double unit_ = double(std::numeric_limits<R>::epsilon());
};

/// Nodes x > 0, each standing for the pair +-x: exact parity costs nothing.
template <Scalar R>
struct FoldedNodes {
    std::vector<R> x, weight, up, down;  ///< weight of one of the two; s(x), s(-x)
    R quadrature_error{0};               ///< bound on the error of every sum weight * s * q_k, k <= degrees
    R steepness{0};                      ///< bound on E |x s'(x) q_k|: what a relative error of x costs
    bool halved = false;                 ///< s has details finer than q_k
};

namespace detail {

template <Scalar R>
struct Panel {
    R left, right;
    std::vector<R> x, density, up, down;
    R ends[2][2];        ///< sqrt(density) s just inside the left and the right end, up and down
    double bound = 0;    ///< on this panel's error
    double curable = 0;  ///< the part that halving would lower: the rest is rounding of s itself
    bool negligible = false;
};

/// Samples an activation and judges how well the samples determine it.
template <Scalar R>
class PanelSampler {
public:
    using Rule = PanelRule<R>;

    PanelSampler(const SampledFunction<R>& s, double d, int degrees) : s_(s), d_(d), unit_(s.unit()), measure_(d) {
        const double digits = -std::log(double(std::numeric_limits<R>::epsilon()));
        const double k = degrees;
        // density * q_k is of exponential type whole; its half beside sqrt(density) only nearly so, hence the margin
        frequency_ = (d == infinite<> ? std::sqrt(k) : std::sqrt(k * (1 + (k - 2) / d) + 0.5)) + std::sqrt(digits) + 1;
        if (d != infinite<>) {
            const double whole = (k + d - 2) / std::sqrt(d);
            whole_ = d <= 40 || whole <= frequency_;
            if (whole_) frequency_ = std::max(whole, 0.1);
        }
        width_ = std::min(4.0, 2 * resolved_frequency(1.5 * Rule::points, epsilon() / 1000) / frequency_);
        reach_ = 3 * std::sqrt(digits);
    }

    [[nodiscard]] const AngularMeasure<R>& measure() const { return measure_; }
    [[nodiscard]] double width() const { return width_; }
    [[nodiscard]] double reach() const { return reach_; }
    [[nodiscard]] double unit() const { return unit_; }
    /// Further out the density is below the range of any number.
    [[nodiscard]] double last_reach() const { return 20 * reach_; }

    [[nodiscard]] Panel<R> sample(const R& left, const R& right) const {
        using std::sqrt;
        const Rule& rule = Rule::instance();
        Panel<R> panel{left, right, {}, {}, {}, {}, {}};
        const R half = (right - left) / 2, centre = (left + right) / 2;
        for (std::size_t j = 0; j < Rule::points; ++j) {
            const R v = centre + half * rule.abscissa[j], x = measure_.point(v);
            panel.x.push_back(x);
            panel.density.push_back(measure_.density(v, x));
            panel.up.push_back(s_(x));
            panel.down.push_back(s_(R(-x)));
        }
        // a jump between an end and the next node would not be seen: look there, on this side of a kink at the end
        // itself
        const R shift = inside(left, right);
        for (int side = 0; side < 2; ++side) {
            const R v = side == 0 ? R(left + shift) : R(right - shift), x = measure_.point(v);
            const R root = whole_ ? R(1) : R(sqrt(measure_.density(v, x)));
            panel.ends[side][0] = root * s_(x);
            panel.ends[side][1] = root * s_(R(-x));
        }
        return panel;
    }

    /// Sum of density * s^2 over the panel.
    [[nodiscard]] static R square(const Panel<R>& panel) {
        R sum(0);
        for (std::size_t j = 0; j < Rule::points; ++j)
            sum += Rule::instance().weight[j] * panel.density[j] *
                   (panel.up[j] * panel.up[j] + panel.down[j] * panel.down[j]);
        return sum * (panel.right - panel.left) / 2;
    }

    /// Sets the panel's bound, for an activation of that norm.
    void judge(Panel<R>& panel, const R& norm) const {
        using std::sqrt;
        const double length = double(R(panel.right - panel.left));
        R largest(0);
        std::vector<R> root(Rule::points);
        for (std::size_t j = 0; j < Rule::points; ++j) {
            root[j] = sqrt(panel.density[j]);
            largest = std::max(largest, R(root[j] * (magnitude(panel.up[j]) + magnitude(panel.down[j]))));
        }
        panel.negligible = largest * R(length) <= R(unit_ / 4096) * norm;
        panel.bound = double(largest) * length;
        panel.curable = 0;
        if (panel.negligible) return;
        const auto [cured, noise] = unresolved(panel, root, 0, double(norm));
        const auto [cured_down, noise_down] = unresolved(panel, root, 1, double(norm));
        panel.curable = std::min(3 * double(largest), cured + cured_down) * length;
        panel.bound = std::min(3 * double(largest), cured + cured_down + noise + noise_down) * length;
    }

    /// A kink is known as a double: where s jumps, its rounding moves mass.
    [[nodiscard]] R misplaced(std::span<const double> kinks) const {
        using std::sqrt;
        R sum(0);
        for (const double c : kinks) {
            const R size(std::abs(c)), cosine = measure_.flat() ? R(1) : R(1 - size / sqrt(R(d_)) * size / sqrt(R(d_)));
            if (c == 0 || !(cosine > R(0)) || !(measure_.angle(size) < R(last_reach()))) continue;
            const R jump = s_(R(R(c) * (1 + 0x1p-40))) - s_(R(R(c) * (1 - 0x1p-40)));
            sum += 2 * magnitude(jump) * size * 0x1p-53 / sqrt(cosine);
        }
        return sum;
    }

private:
    static double epsilon() { return double(std::numeric_limits<R>::epsilon()); }
    static R inside(const R& left, const R& right) {
        return std::max(R((right - left) * 16), R(16 * right)) * std::numeric_limits<R>::epsilon();
    }
    static R magnitude(const R& x) { return x < R(0) ? R(-x) : x; }

    /// sum over degrees m of |c_m| times what the rule can confuse it with, c the Legendre coefficients of s or s
    /// sqrt(density): what halving lowers, and what is rounding of s.
    [[nodiscard]] std::pair<double, double> unresolved(const Panel<R>& panel, const std::vector<R>& root, int sign,
                                                       double norm) const {
        constexpr double peak =
            4;  // bounds sup sqrt(density)|q_k| beside mass, and the rule's error of a product, 4, over 2
        const Rule& rule = Rule::instance();
        const double length = double(R(panel.right - panel.left));
        std::vector<R> f(sign == 0 ? panel.up : panel.down);
        double largest = 0, slope = 0;
        for (std::size_t j = 0; j < Rule::points; ++j) {
            if (!whole_) f[j] *= root[j];
            largest = std::max(largest, double(magnitude(f[j])));
            if (j == 0) continue;
            const R step = panel.x[j] - panel.x[j - 1];
            if (step > R(0)) slope = std::max(slope, double(R(panel.x[j] * magnitude(R(f[j] - f[j - 1])) / step)));
        }
        if (largest == 0) return {0, 0};
        const double rounding = 16 * unit_ * (largest + std::min(slope, 1e5 * largest));
        const double frequency = frequency_ * length / 2;
        double sum = 8 * largest * legendre_tail(2 * Rule::points - Rule::first_degree, frequency), earlier = 0,
               last = 0;
        for (int m = Rule::first_degree; m < Rule::points; ++m) {
            const R* row = rule.transform.data() + std::size_t(m - Rule::first_degree) * Rule::points;
            R coefficient(0);
            for (std::size_t j = 0; j < Rule::points; ++j) coefficient += row[j] * f[j];
            const double c = double(magnitude(coefficient));
            if (c > rounding) sum += c * legendre_tail(2 * Rule::points - m, frequency);
            if (m >= Rule::points - 8)
                last = std::max(last, c);
            else if (m >= Rule::points - 16)
                earlier = std::max(earlier, c);
        }
        for (int side = 0; side < 2; ++side) {
            R expected(0);
            for (std::size_t j = 0; j < Rule::points; ++j)
                expected += rule.right_end[side == 0 ? Rule::points - 1 - j : j] * f[j];
            const R& end = panel.ends[side][sign];
            const double difference = double(magnitude(R(expected - end)));
            const double step = double(magnitude(R(end - f[side == 0 ? 0 : Rule::points - 1])));  // to the next node
            const double gap = length / 2 * (1 - double(rule.abscissa.back())),
                         shift = double(inside(panel.left, panel.right));
            if (difference > 64 * rounding + 4 * step * std::min(0.1, shift / gap))
                last = std::max(last, difference / 64);
        }
        if (last > rounding) {  // beyond the last degree
            const double local =
                whole_ ? double(std::max(root.front(), root.back())) : 1;  // of density |q_k|, no more than its root
            if (last <= 256 * unit_ * std::max(largest, norm) && last >= earlier / 4)
                return {peak * sum, peak * 64 * last * local};
            sum += 16 * last / (1 - std::min(0.95, last / std::max(earlier, last))) * local;
        }
        return {peak * sum, 0};
    }

    const SampledFunction<R>& s_;
    double d_, unit_;
    AngularMeasure<R> measure_;
    double frequency_, width_, reach_;
    bool whole_ = false;  ///< the weight stays with q_k instead of being shared
};

/// Panels that cover the angles from 0, and the norm of the activation on them.
template <Scalar R>
class PanelCover {
public:
    PanelCover(const PanelSampler<R>& sampler, double d, std::span<const double> kinks) : sampler_(sampler) {
        using std::sqrt;
        const std::vector<R> breaks = breaks_at(d, kinks);
        for (std::size_t i = 0; i + 1 < breaks.size(); ++i)
            if (breaks[i] < breaks[i + 1]) cover(breaks[i], breaks[i + 1]);
        // an activation that grows almost like the inverse square root of the weight reaches further
        const R end = sampler.measure().end();
        for (R last = breaks.back(); last < end && last < R(sampler.last_reach()); last = panels.back().right) {
            sampler.judge(panels.back(), sqrt(square_));
            if (panels.back().negligible) break;
            cover(last, std::min(end, R(last + R(sampler.width()))));
        }
        norm = sqrt(square_);
    }

    std::vector<Panel<R>> panels;
    R norm;

private:
    /// 0, the kinks and how far the weight reaches.
    [[nodiscard]] std::vector<R> breaks_at(double d, std::span<const double> kinks) const {
        std::vector<R> breaks{R(0)};
        for (const double kink : kinks) {
            const double c = std::abs(kink);
            if (c == 0 || !(sampler_.measure().flat() || c * c < d)) continue;
            const R at = sampler_.measure().angle(R(c));
            if (at < R(sampler_.last_reach())) breaks.push_back(at);
        }
        std::sort(breaks.begin(), breaks.end());
        breaks.push_back(std::min(sampler_.measure().end(), R(std::max(R(sampler_.reach()), R(breaks.back() + 1)))));
        return breaks;
    }

    void cover(const R& left, const R& right) {
        const int count = std::max(1, int(std::ceil(double(R(right - left)) / sampler_.width())));
        for (int i = 0; i < count; ++i) {
            panels.push_back(
                sampler_.sample(R(left + (right - left) * i / count), R(left + (right - left) * (i + 1) / count)));
            square_ += sampler_.square(panels.back());
        }
    }

    const PanelSampler<R>& sampler_;
    R square_{0};
};

/// Halves panels until each is resolved, or halving it would not help; notes in `nodes` what is left open.
template <Scalar R>
std::vector<Panel<R>> resolved(const PanelSampler<R>& sampler, PanelCover<R>&& cover, FoldedNodes<R>& nodes) {
    constexpr std::size_t most_panels = 2000;
    const R epsilon = std::numeric_limits<R>::epsilon();
    const double tolerance = double(R(R(sampler.unit() / 8) * cover.norm));
    std::vector<Panel<R>> todo = std::move(cover.panels), done;
    while (!todo.empty()) {
        Panel<R> panel = std::move(todo.back());
        todo.pop_back();
        sampler.judge(panel, cover.norm);
        const R middle = (panel.left + panel.right) / 2;
        if (panel.curable > tolerance && todo.size() + done.size() < most_panels &&
            panel.right - panel.left > 64 * epsilon * panel.right) {
            nodes.halved = true;
            todo.push_back(sampler.sample(middle, panel.right));
            todo.push_back(sampler.sample(panel.left, middle));
            continue;
        }
        nodes.quadrature_error += R(panel.bound);
        done.push_back(std::move(panel));
    }
    return done;
}

}  // namespace detail

/// Nodes for the amplitudes 0 .. degrees: panels between the kinks, halved where s is not resolved.
/// Cost: some hundred evaluations of s and one small matrix product a panel.
template <Scalar R>
FoldedNodes<R> folded_nodes(const SampledFunction<R>& s, double d, int degrees, std::span<const double> kinks) {
    using std::sqrt;
    using Rule = PanelRule<R>;
    const detail::PanelSampler<R> sampler(s, d, degrees);
    FoldedNodes<R> nodes;
    const auto panels = detail::resolved(sampler, detail::PanelCover<R>(sampler, d, kinks), nodes);
    nodes.quadrature_error += sampler.misplaced(kinks);
    R variation(0), slope_square(0);
    for (const auto& panel : panels) {
        const R half = (panel.right - panel.left) / 2;
        for (std::size_t j = 0; j < Rule::points; ++j) {
            const R weight = half * Rule::instance().weight[j] * panel.density[j];
            nodes.x.push_back(panel.x[j]);
            nodes.weight.push_back(weight);
            nodes.up.push_back(panel.up[j]);
            nodes.down.push_back(panel.down[j]);
            if (j == 0 || panel.negligible) continue;
            const R step = panel.x[j] - panel.x[j - 1], up = panel.up[j] - panel.up[j - 1],
                    down = panel.down[j] - panel.down[j - 1];
            const R change = panel.x[j] * ((up < R(0) ? R(-up) : up) + (down < R(0) ? R(-down) : down));
            variation += change * sqrt(panel.density[j]);
            if (step > R(0)) slope_square += weight * change * change / (step * step);
        }
    }
    nodes.steepness = std::min(R(2 * variation), R(sqrt(slope_square)));
    return nodes;
}

}  // namespace lazyrisk
