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

/// Ridge and risk along nu = nu_min + u, u > 0, where both are explicit.  Formula (7.1).
template <Scalar R>
class RidgePath {
public:
    RidgePath(const Degrees<R>& spectrum, const AlignedTarget<R>& target, const Operation<R>& op)
        : spectrum_(spectrum), target_(target), op_(op), shape_(op.sizes, R(0)) {
        Operation<R> ridgeless = op;
        ridgeless.ridge_over_samples = R(0);
        const Equivalent<R> at = solve(spectrum, ridgeless.sizes, R(0));
        start_ = at.effective_ridge;
        base_ = is_infinite(shape_.smaller)           ? R(1)
                : shape_.exceeded_by(spectrum.rank()) ? R(0)
                                                      : shape_.left_by(spectrum.rank());
    }
    /// Inputs of the risk at u, with the ridge they belong to.
    template <Field F>
    [[nodiscard]] RiskInputs<F> inputs(const F& u) const {
        const F nu = F(start_) + u;
        const F unused = is_infinite(shape_.smaller)
                             ? F(R(1))
                             : F(base_) + u * spectrum_.divided_difference(F(start_), nu) * F(shape_.inverse);
        const F other = F(shape_.gap) + F(shape_.ratio) * unused;
        const bool samples_smaller = op_.sizes.samples <= op_.sizes.width;
        const DegreeSums<F> degrees = spectrum_.sums(nu);
        return {nu,
                samples_smaller ? other : unused,
                samples_smaller ? unused : other,
                F(reciprocal(op_.sizes.width)),
                F(reciprocal(op_.sizes.samples)),
                degrees,
                degrees.slope / nu,
                F(op_.noise_variance),
                op_.ensemble};
    }
    /// d risk / d log u.
    [[nodiscard]] R slope(const R& log_u) const {
        using std::exp;
        const R u = exp(log_u);
        const auto v = risk_values(inputs(Jet<R>(u, u)), target_);
        return v.bias.derivative + v.variance.derivative;
    }
    [[nodiscard]] R ridge(const R& log_u) const {
        using std::exp;
        const RiskInputs<R> in = inputs(R(exp(log_u)));
        return in.nu * in.unused_width * in.unused_samples;
    }
    /// u beyond which nothing happens, below and above.
    [[nodiscard]] R shortest() const {
        R s = start_ > R(0) ? start_ : spectrum_.size() > 0 ? spectrum_.eigenvalue(spectrum_.size() - 1) : R(1);
        for (const auto& part : target_.parts) s = std::min(s, part.eigenvalue);
        return s * R(1e-12);
    }
    [[nodiscard]] R longest() const {
        const R s = spectrum_.size() > 0 ? spectrum_.eigenvalue(0) : R(0);
        const R trace = spectrum_.mass_above(0) * (is_infinite(shape_.smaller) ? R(1) : shape_.inverse);
        return std::max({s, start_, trace}) * R(1e8);
    }

private:
    const Degrees<R>& spectrum_;
    const AlignedTarget<R>& target_;
    Operation<R> op_;
    Shape<R> shape_;
    R start_, base_;
};

}  // namespace detail

template <Scalar R>
OptimalRidge<R> optimal_ridge(const Degrees<R>& spectrum, const AlignedTarget<R>& target, const Operation<R>& op) {
    using std::log;
    const auto test_error = [&](const R& ridge) {
        Operation<R> at = op;
        at.ridge_over_samples = ridge;
        return risk(spectrum, target, at).test_error;
    };
    const detail::RidgePath<R> path(spectrum, target, op);
    const R from = log(path.shortest()), to = log(path.longest());
    const int points = 400;
    OptimalRidge<R> best;
    R best_error = infinite<R>;
    const auto offer = [&](const R& ridge) {
        const R error = test_error(ridge);
        if (error < best_error) {
            best_error = error;
            best.ridge_over_samples = ridge;
        }
    };

    R x = from, slope = path.slope(x);
    const bool falling_at_0 = slope < R(0);
    offer(R(0));
    for (int i = 1; i <= points; ++i) {
        const R next = from + (to - from) * i / points, next_slope = path.slope(next);
        if (slope < R(0) && next_slope >= R(0)) {
            std::uintmax_t evaluations = 60;
            const auto bracket =
                boost::math::tools::toms748_solve([&](const R& y) { return path.slope(y); }, x, next, slope, next_slope,
                                                  boost::math::tools::eps_tolerance<R>(), evaluations);
            ++best.local_minima;
            offer(path.ridge((bracket.first + bracket.second) / 2));
        }
        x = next;
        slope = next_slope;
    }
    // far out the risk no longer moves: where a finite ridge does not do better than that, the answer is infinity
    const R without_data = test_error(infinite<R>);
    if (without_data <= best_error * (1 + 4 * std::numeric_limits<R>::epsilon())) best.ridge_over_samples = infinite<R>;
    best.local_minima += (falling_at_0 ? 0 : 1) + (slope < R(0) ? 1 : 0);
    return best;
}

}  // namespace lazyrisk
