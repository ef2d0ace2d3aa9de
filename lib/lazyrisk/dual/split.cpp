// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/dual/split.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <deque>
#include <mutex>
#include <tuple>

#include "lazyrisk/dual/plane_average.hpp"
#include "lazyrisk/numerics/chebyshev.hpp"
#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using Real = long double;
constexpr Real pi = boost::math::constants::pi<Real>();
constexpr int points = 28;

Real place(Real angle, Real left, Real right) { return (2 * angle - left - right) / (right - left); }

/// What the jumps of s add to the derivative of the gap by the angle.  Formula (9.21).
Real jump_part(const Pieces& s, Real root, Real angle) {
    const Real rho = std::cos(angle), sigma = std::sin(angle), sine = std::sin(angle / 2);
    const Real cosine = std::sin((pi - angle) / 2);
    Real sum = 0;
    for (std::size_t i = 0; i < s.kinks.size(); ++i) {
        if (s.jumps[i] == 0) continue;
        const Real z = s.kinks[i];
        for (std::size_t j = 0; j < s.kinks.size(); ++j) {
            const Real difference = (z - s.kinks[j]) / sine, total = (z + s.kinks[j]) / cosine;
            sum += s.jumps[i] * s.jumps[j] / (2 * pi) * std::exp(-(difference * difference + total * total) / 8);
        }
        // 2 q sin(angle) E[s'(v) | u at the jump] times the density there
        std::vector<Real> g, weight;
        for (const ResolvedPanel& panel : s.panels) {
            const Real low = std::max((panel.left - rho * z) / sigma, -s.reach);
            const Real high = std::min((panel.right - rho * z) / sigma, s.reach);
            if (high > low) GaussPanels(1).append(low, high, (high - low) * sigma / panel.resolution, g, weight);
        }
        std::vector<Real> slope(g);
        for (Real& v : slope) v = rho * z + sigma * v;
        s.slopes(std::span<Real>(slope));
        Real mean = 0;
        for (std::size_t k = 0; k < g.size(); ++k) mean += weight[k] * normal_density(g[k]) * slope[k];
        sum += 2 * root * sigma * s.jumps[i] * normal_density(z) * mean;
    }
    return sum;
}

}  // namespace

SplitTable::SplitTable(const Activation& s, Real q) {
    const Pieces pieces(s, q);
    const auto values = [&](std::span<Real> z) { pieces.values(z); };
    variance = pieces.mean(values, values, 1);
    has_jumps = pieces.has_jumps;
    tabulate(pieces, q);
    integrate(q);
    expand(pieces);
    check(pieces, s.name());
}

void SplitTable::tabulate(const Pieces& pieces, Real q) {
    constexpr Real tolerance = 1e-18L, narrowest = pi / 4096;
    constexpr std::size_t most = 120;
    static const std::vector<Real> x = chebyshev_points<Real>(points);
    const PlaneAverage plain(pieces, 1);
    const auto slopes = [&](std::span<Real> z) { pieces.slopes(z); };
    slope = pieces.mean(slopes, slopes, 1);
    std::vector<Panel> todo;
    constexpr int ends[] = {0, 1, 2, 4, 6, 7, 8};  // in pi/8: the ends want narrower panels
    for (int i = 0; i < 6; ++i) todo.push_back({ends[i] * pi / 8, ends[i + 1] * pi / 8, {}, {}, {}});
    while (!todo.empty()) {
        std::vector<Real> derivative(todo.size() * points, 0), jumps(derivative);
        parallel_for(derivative.size(), 0, [&](std::size_t i) {
            const Panel& panel = todo[i / points];
            const Real angle = (panel.left + panel.right) / 2 + (panel.right - panel.left) / 2 * x[i % points];
            if (slope > 0) derivative[i] = plain(angle);
            if (has_jumps) jumps[i] = jump_part(pieces, std::sqrt(q), angle);
        });
        std::vector<Panel> next;
        for (std::size_t i = 0; i < todo.size(); ++i) {
            Panel& panel = todo[i];
            const auto coefficients = [&](const std::vector<Real>& all) {
                const auto first = all.begin() + std::ptrdiff_t(i * points);
                return chebyshev_coefficients(std::vector<Real>(first, first + points), x);
            };
            const auto tail = [](const std::vector<Real>& c) {
                return std::max({std::abs(c[points - 1]), std::abs(c[points - 2]), std::abs(c[points - 3])});
            };
            panel.derivative = coefficients(derivative);
            panel.jumps = coefficients(jumps);
            const Real off = slope > 0 ? tail(panel.derivative) / slope : 0, jumps_off = tail(panel.jumps) / variance;
            if (std::max(off, jumps_off) > tolerance && panel.right - panel.left > narrowest &&
                panels_.size() + todo.size() < most) {
                const Real middle = (panel.left + panel.right) / 2;
                next.push_back({panel.left, middle, {}, {}, {}});
                next.push_back({middle, panel.right, {}, {}, {}});
                continue;
            }
            slope_error = std::max(slope_error, 4 * off);
            error = std::max(error, 4 * (q * slope / variance * off + jumps_off) * (panel.right - panel.left));
            panels_.push_back(std::move(panel));
        }
        todo = std::move(next);
    }
    std::sort(panels_.begin(), panels_.end(), [](const Panel& a, const Panel& b) { return a.left < b.left; });
    // narrower rules at angles that no symmetry helps
    const PlaneAverage fine(pieces, 1.6);
    constexpr Real angles[] = {0.003L, 0.4L, 1.3L, 1.9L, 2.9L};
    std::vector<Real> change(std::size(angles), 0);
    if (slope > 0)
        parallel_for(change.size(), 0,
                     [&](std::size_t i) { change[i] = std::abs(fine(angles[i]) - plain(angles[i])) / slope; });
    const Real worst = 2 * *std::max_element(change.begin(), change.end());
    slope_error += worst;
    error += worst * q * slope / variance;
}

/// gap = int_0^angle (q sin E s'(u)s'(v) + what the jumps add).  Formula (9.19).
void SplitTable::integrate(Real q) {
    static const std::vector<Real> x = chebyshev_points<Real>(points);
    Real so_far = 0;
    for (Panel& panel : panels_) {
        const auto area = [&](Real to) {
            return boost::math::quadrature::gauss<Real, 30>::integrate(
                [&](Real angle) {
                    const Real at = place(angle, panel.left, panel.right);
                    return q * std::sin(angle) * chebyshev_sum(panel.derivative, at) + chebyshev_sum(panel.jumps, at);
                },
                panel.left, to);
        };
        std::vector<Real> gap;
        for (const Real point : x) {
            const Real angle = (panel.left + panel.right) / 2 + (panel.right - panel.left) / 2 * point,
                       sine = std::sin(angle / 2);
            gap.push_back((so_far + area(angle)) /
                          (has_jumps ? boost::math::constants::root_two<Real>() * sine : 2 * sine * sine));
        }
        panel.gap = chebyshev_coefficients(gap, x);
        error = std::max(error, 8 * std::abs(panel.gap.back()) / variance);
        so_far += area(panel.right);
    }
}

void SplitTable::expand(const Pieces& pieces) {
    constexpr int terms = 2048;
    Real bound = 0;
    squares = pieces.hermite_squares(terms, bound);
    for (const Real rho : {-0.8L, 0.6L}) {  // the table's values are another route
        Real sum = 0;
        for (int k = terms; k-- > 0;) sum = sum * rho + squares[std::size_t(k)];
        bound = std::max(bound, std::abs(variance - (*this)(std::acos(rho), 1 - rho).gap - sum));
    }
    error += bound / variance;
}

/// Both duals at 0, pi/2 and pi, where integrals over a line give them.
void SplitTable::check(const Pieces& pieces, const std::string& name) {
    const auto values = [&](std::span<Real> z) { pieces.values(z); };
    const auto slopes = [&](std::span<Real> z) { pieces.slopes(z); };
    const auto ones = [](std::span<Real> z) { std::fill(z.begin(), z.end(), 1.0L); };
    const Real mean = pieces.mean(values, ones, 1), mean_slope = pieces.mean(slopes, ones, 1);
    const auto at_0 = (*this)(0, 0), at_1 = (*this)(pi / 2, 1), at_2 = (*this)(pi, 2);
    const Real opposite = pieces.mean(values, values, -1);
    error += (std::abs(at_1.gap - (variance - mean * mean)) + std::abs(at_2.gap - (variance - opposite))) / variance;
    if (slope > 0)
        slope_error += (std::abs(at_0.derivative - slope) + std::abs(at_1.derivative - mean_slope * mean_slope) +
                        std::abs(at_2.derivative - pieces.mean(slopes, slopes, -1))) /
                       slope;
    if (!(error <= 1e-9L && slope_error <= 1e-9L))
        throw NotConverged("the dual of " + name + " is known to " + to_text(double(std::max(error, slope_error))) +
                           " alone: deep kernels want a derivative that is bounded and resolved between the kinks");
    error += 8 * std::numeric_limits<Real>::epsilon();
    slope_error += 8 * std::numeric_limits<Real>::epsilon();
}

DualValue<Real> SplitTable::operator()(Real angle, Real one_minus_cosine) const {
    const auto panel =
        std::find_if(panels_.begin(), panels_.end() - 1, [&](const Panel& p) { return angle <= p.right; });
    const Real x = std::clamp<Real>(place(angle, panel->left, panel->right), -1, 1);
    return {chebyshev_sum(panel->gap, x) * (has_jumps ? std::sqrt(one_minus_cosine) : one_minus_cosine),
            chebyshev_sum(panel->derivative, x)};
}

std::shared_ptr<const SplitTable> SplitTable::of(const Activation& s, Real q) {
    using Key = std::tuple<std::string, Real, Real, Real, Real>;  // names alone may repeat
    constexpr std::size_t most = 32;
    static std::mutex access;
    static std::deque<std::pair<Key, std::shared_ptr<const SplitTable>>> known;
    const Key key(s.name(), q, s(0.37L), s(-1.41L), s(2.9L));
    {
        const std::lock_guard lock(access);
        for (const auto& [k, table] : known)
            if (k == key) return table;
    }
    const auto table = std::make_shared<const SplitTable>(s, q);
    const std::lock_guard lock(access);
    known.emplace_back(key, table);
    if (known.size() > most) known.pop_front();
    return table;
}

}  // namespace lazyrisk
