// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How the optimal ridge is found, for any number type.
#pragma once

#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <vector>

#include "lazyrisk/numerics/jet.hpp"
#include "lazyrisk/risk/optimal_ridge.hpp"

namespace lazyrisk {
namespace detail {

/// The risk along the path of ridges.  Formula (7.1).
template <Scalar R>
class RiskPath {
public:
    RiskPath(const Degrees<R>& spectrum, const AlignedTarget<R>& target, const Operation<R>& op)
        : spectrum_(spectrum), target_(target), op_(op), path_(spectrum, op.sizes) {}

    /// d risk / du, times `scale`.
    [[nodiscard]] R slope(const R& u, const R& scale) const {
        const auto v = risk_values(path_inputs(path_.at(Jet<R>(u, scale)), op_), target_);
        return v.bias.derivative + v.variance.derivative;
    }
    [[nodiscard]] R ridge(const R& u) const { return RidgePath<R>::ridge(path_.at(u)); }
    /// u beyond which nothing happens, below and above.
    [[nodiscard]] R shortest() const {
        R s = path_.start() > R(0)   ? path_.start()
              : spectrum_.size() > 0 ? spectrum_.eigenvalue(spectrum_.size() - 1)
                                     : R(1);
        for (const auto& part : target_.parts) s = std::min(s, part.eigenvalue);
        return s * R(1e-12);
    }
    [[nodiscard]] R longest() const {
        const R s = spectrum_.size() > 0 ? spectrum_.eigenvalue(0) : R(0),
                smaller = std::min(op_.sizes.samples, op_.sizes.width);
        const R trace = spectrum_.mass_above(0) * (is_infinite(smaller) ? R(1) : reciprocal(smaller));
        return std::max({s, path_.start(), trace}) * R(1e8);
    }
    /// How far the ridge may fall below 0: u there, 0 or negative.
    [[nodiscard]] R lowest() const { return path_.end().u; }

private:
    const Degrees<R>& spectrum_;
    const AlignedTarget<R>& target_;
    Operation<R> op_;
    RidgePath<R> path_;
};

/// f(x) at each root of `slope` where it rises through 0, by a scan and brackets; returns the slopes at both ends.
template <Scalar R, class Slope, class F>
std::pair<R, R> for_each_minimum(const R& from, const R& to, int points, const Slope& slope_at, const F& f) {
    const R first = slope_at(from);
    R x = from, slope = first;
    for (int i = 1; i <= points; ++i) {
        const R next = from + (to - from) * i / points, next_slope = slope_at(next);
        if (slope < R(0) && next_slope >= R(0)) {
            std::uintmax_t evaluations = 60;
            const auto bracket = boost::math::tools::toms748_solve(slope_at, x, next, slope, next_slope,
                                                                   boost::math::tools::eps_tolerance<R>(), evaluations);
            f(R((bracket.first + bracket.second) / 2));
        }
        x = next;
        slope = next_slope;
    }
    return {first, slope};
}

}  // namespace detail

template <Scalar R>
OptimalRidge<R> optimal_ridge(const Degrees<R>& spectrum, const AlignedTarget<R>& target, const Operation<R>& op) {
    using std::exp;
    using std::log;
    const auto test_error = [&](const R& ridge) {
        Operation<R> at = op;
        at.ridge_over_samples = ridge;
        return risk(spectrum, target, at).test_error;
    };
    const detail::RiskPath<R> path(spectrum, target, op);
    OptimalRidge<R> best;
    R best_error = infinite<R>;
    const auto offer = [&](const R& ridge) {
        const R error = test_error(ridge);
        if (error < best_error) {
            best_error = error;
            best.ridge_over_samples = ridge;
        }
    };
    offer(R(0));
    const auto [falls_at_0, falls_at_end] = detail::for_each_minimum(
        R(log(path.shortest())), R(log(path.longest())), 400,
        [&](const R& x) {
            const R u = exp(x);
            return path.slope(u, u);
        },
        [&](const R& x) {
            ++best.local_minima;
            offer(path.ridge(exp(x)));
        });
    // below 0, u = lowest/(1 + e^x): the risk has a pole at the lowest ridge
    const R lowest = path.lowest();
    std::pair<R, R> below{R(0), R(0)};  // slopes at the lowest and just below 0
    if (lowest < R(0))
        below = detail::for_each_minimum(
            R(-20), R(28), 100,
            [&](const R& x) {
                const R left = exp(x), u = lowest / (1 + left);
                return path.slope(u, R(-u * left / (1 + left)));
            },
            [&](const R& x) {
                ++best.local_minima;
                offer(path.ridge(R(lowest / (1 + exp(x)))));
            });

    const R without_data = test_error(infinite<R>), epsilon = std::numeric_limits<R>::epsilon();
    // a lowest ridge that is no pole is not attained: just above it, where that is more than rounding
    const bool open = lowest < R(0) && !(below.first < R(0));
    if (open && best_error > epsilon * without_data) offer(path.ridge(R(lowest / (1 + exp(R(-20))))));
    // far out the risk no longer moves: where a finite ridge does not do better than that, the answer is infinity
    if (without_data <= best_error * (1 + 4 * epsilon)) best.ridge_over_samples = infinite<R>;
    // at 0 itself, an end or where the risk falls from below and rises beyond
    if (!(falls_at_0 < R(0)) && (lowest == R(0) || below.second < R(0))) ++best.local_minima;
    if (open) ++best.local_minima;
    if (falls_at_end < R(0)) ++best.local_minima;
    return best;
}

}  // namespace lazyrisk
