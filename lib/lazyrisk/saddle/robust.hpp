// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Regression by a loss of the residual: Huber's and the absolute one.  Formula (15.11).
#pragma once

#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <vector>

#include "lazyrisk/loss/moreau.hpp"
#include "lazyrisk/saddle/learned_field.hpp"
#include "lazyrisk/saddle/noise_parts.hpp"
#include "lazyrisk/saddle/rising_root.hpp"
#include "lazyrisk/saddle/saddle.hpp"
#include "lazyrisk/saddle/told_numbers.hpp"

namespace lazyrisk {

namespace detail {

/// Means over a residual of one variance: |u| below the edge inside, beyond it outside.
template <Scalar R>
struct ResidualMeans {
    R inside{0}, outside{0};  ///< probabilities
    R squares_inside{0};      ///< E u^2 inside
    R size_outside{0};        ///< E |u| outside

    ResidualMeans& add(const R& weight, const R& variance, const R& edge) {
        using boost::math::erf, boost::math::erfc;
        using std::exp, std::sqrt, std::erf, std::erfc;
        const R sd = sqrt(variance);
        if (!(sd > R(0))) {
            inside += weight;
            return *this;
        }
        const R z = edge / sd * half_root_two<R>(), bump = exp(R(-z * z));
        const R in = boost::math::erf(z);
        inside += weight * in;
        outside += weight * boost::math::erfc(z);
        // erf z - 2z/sqrt(pi) e^{-z^2}: a series where it cancels
        R left = in - z * two_div_root_pi<R>() * bump;
        if (z < R(0.25)) {
            R term = two_div_root_pi<R>() * z * z * z * 2 / 3 * bump;
            left = R(0);
            for (int k = 0; k < 60; ++k) {
                left += term;
                term *= 2 * z * z / (2 * k + 5);
                if (!(term > left * std::numeric_limits<R>::epsilon() / 4)) break;
            }
        }
        squares_inside += weight * variance * left;
        size_outside += weight * sd * two_div_root_pi<R>() * half_root_two<R>() * bump;
        return *this;
    }
};

/// The mean loss where the prox is `share` times u inside the edge of this step.
template <Scalar R, ResidualLoss L>
R residual_loss(const L& loss, const ResidualMeans<R>& means, const R& V, const R& share) {
    return loss.inside_loss(share) * means.squares_inside +
           loss.template limit<R>() * (means.size_outside - (loss.edge(V) - loss.outside_shift(V)) * means.outside);
}

/// Fits at one effective ridge and excess risk, and the two nested equations of both.
template <Scalar R, ResidualLoss L>
class RobustFit {
public:
    struct State {
        R u{0}, V{0}, mm{0}, gg{0}, inner{0};
        FieldSums<R> f{};
        ResidualMeans<R> means{};
    };

    RobustFit(const L& loss, const std::vector<NoisePart<R>>& noise, const LearnedField<R>& field,
              const ConvexFitSizes<R>& sizes)
        : loss_(loss),
          noise_(noise),
          field_(field),
          n_(sizes.samples),
          ridge_(sizes.ridge),
          averaging_(field.averaging()),
          lowest_(field.missed() * field.variance()),
          learnable_(field.learnable() * field.variance()) {
        const Equivalent<R> square = solve(field.degrees(), Sizes<R>{n_, field.width()}, R(ridge_ * reciprocal(n_)));
        guess_ = std::max(R(square.effective_ridge - field.k0()), R(square.effective_ridge * R(1e-12)));
    }

    /// The state at the root u of b(k) + n T2 (V/T1)^2 E g^2 = R, rising in u, where R is this much above what no fit
    /// learns; b = (1 - a0) + a0 (omega1^2 + c2 a1^2).
    State given(const R& above) {
        const State last = averaged(above);
        if (learnable_ + n_ * averaging_.squares / (ridge_ * ridge_) * last.gg <= above) return last;
        const R u = rising_root<R>(
            [&](const R& v) {
                const State s = state(v, above);
                const R by = s.V / s.f.T1, kept = s.f.c2 * s.f.a1 * s.f.a1;
                return R(learnable_ * (s.f.omega1 * s.f.omega1 + kept) + n_ * s.f.T2 * by * by * s.gg - above);
            },
            guess_);
        if (is_infinite(u)) return last;
        if (u > R(0)) guess_ = u;
        return state(u, above);
    }
    /// n E M'' - eta, rising in the excess risk.
    R outer(const R& above) {
        const State s = given(above);
        return is_infinite(s.u) ? R(n_ * s.mm + std::numeric_limits<R>::min()) : R(n_ * s.mm - ridge_ / s.f.nu1);
    }
    /// Losses and weights of the fit.
    void tell(const State& s, RobustRisk<R>& o) const {
        const R rho = field_.variance();
        o.support = s.means.outside;
        o.train_loss = residual_loss(loss_, s.means, s.V, R(1 - s.V * s.inner));  // prox = u - V g
        ResidualMeans<R> plain;
        for (const NoisePart<R>& p : noise_) plain.add(p.weight, R(o.excess_risk + p.variance), loss_.edge(R(0)));
        o.test_loss = residual_loss(loss_, plain, R(0), R(1));
        if (is_infinite(s.u)) {
            o.prediction_variance = n_ * averaging_.squares / (ridge_ * ridge_) * s.gg;
            o.weight_norm = n_ / (ridge_ * ridge_) * s.gg * averaging_.mass;
        } else {  // t^2 + r^2 (15.9): positive terms
            const R by = s.V / s.f.T1, t2 = learnable_ * s.f.a1 * s.f.a1;
            o.prediction_variance = t2 * (1 + s.f.c2) + n_ * s.f.T2 * by * by * s.gg;
            o.weight_norm = rho * s.f.energy_slope / s.f.h + n_ * by * by * s.gg * s.f.slope_per_k / s.f.h;
        }
        o.objective = o.train_loss + ridge_ * o.weight_norm / (2 * n_);
    }
    [[nodiscard]] const R& lowest() const { return lowest_; }

private:
    const L& loss_;
    const std::vector<NoisePart<R>>& noise_;
    const LearnedField<R>& field_;
    R n_, ridge_;
    typename LearnedField<R>::Averaging averaging_;
    R lowest_, learnable_, guess_{1};

    void add_means(State& s, const R& above) const {
        const R limit = loss_.template limit<R>();
        s.inner = loss_.inner(s.V);
        for (const NoisePart<R>& p : noise_) s.means.add(p.weight, R(lowest_ + above + p.variance), loss_.edge(s.V));
        s.mm = s.inner * s.means.inside;
        s.gg = s.inner * s.inner * s.means.squares_inside + limit * limit * s.means.outside;
    }
    State state(const R& u, const R& above) const {
        State s;
        s.u = u;
        s.f = field_.at(u);
        s.V = s.f.T1 * s.f.nu1 / ridge_;
        add_means(s, above);
        return s;
    }
    /// An infinite effective ridge: nothing but the average of the labels' slopes.
    State averaged(const R& above) const {
        State s;
        s.u = s.f.k = infinite<R>;
        s.V = averaging_.mass / ridge_;
        add_means(s, above);
        return s;
    }
};

}  // namespace detail

/// sizes.ridge > 0, sizes finite.  Two nested monotone roots: u = k - k0 given the excess risk, and the excess risk.
/// Throws NotConverged.
template <Scalar R, ResidualLoss L>
RobustRisk<R> robust_risk(const L& loss, const std::vector<NoisePart<R>>& noise, const LearnedField<R>& field,
                          const ConvexFitSizes<R>& sizes) {
    using std::sqrt;
    detail::RobustFit<R, L> fit(loss, noise, field, sizes);
    const auto outer = [&](const R& above) { return fit.outer(above); };
    const R rho = field.variance(), above = rising_root<R>(outer, R(rho + noise.front().variance));
    if (!(above > R(0)) || is_infinite(above))
        throw NotConverged("the risk of this loss did not settle; a ridge or noise of moderate size would help");
    const auto s = fit.given(above);
    RobustRisk<R> o;
    o.V = s.V;
    o.effective_ridge = s.f.k;
    o.excess_risk = o.test_error = fit.lowest() + above;
    for (const NoisePart<R>& p : noise) o.test_error += p.weight * p.variance;
    o.overlap = is_infinite(s.u) ? R(0) : R(sqrt(rho) * s.f.a1 * field.learnable());
    fit.tell(s, o);
    // what rounding of the outer function moves
    const R step = above * sqrt(std::numeric_limits<R>::epsilon());
    const R slope = (outer(R(above + step)) - outer(R(above - step))) / (2 * step);
    o.error_bound = 50 * std::numeric_limits<R>::epsilon() *
                    (o.excess_risk + (slope > R(0) ? R(sizes.samples * s.mm / slope) : above));
    return o;
}

}  // namespace lazyrisk
