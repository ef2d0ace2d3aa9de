// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/box_program.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/text.hpp"

namespace lazyrisk {
namespace {

constexpr int most_interior_steps = 120;
constexpr double wanted_gap = 1e-12, accepted_gap = 1e-8;
/// A margin below this share of the features' norm is rounding.
constexpr double least_margin = 1e-7;

/// One program, and what its points are worth.
struct BoxProgram {
    PredictorSpace& space;
    const BoxLoss& loss;
    const Eigen::VectorXd& target;
    double ridge;

    [[nodiscard]] bool is_margin() const { return is_infinite(loss.upper) && !loss.curved; }
    [[nodiscard]] bool two_sided() const { return !is_infinite(loss.upper); }
    [[nodiscard]] double curvature() const { return loss.curved ? 1 : 0; }

    /// Objective and gap at theta, values, slopes.
    void judge(ConvexMinimum& at) const {
        if (is_margin()) return judge_margin(at);
        const double size = ridge / 2 * space.norm2(at.theta);
        const Eigen::VectorXd rounding = space.rounding(at.theta, target);
        double sum = 0, missed = 0;
        for (Eigen::Index i = 0; i < target.size(); ++i) {
            double u = target(i) - at.values(i);
            if (std::abs(u) <= rounding(i)) u = 0;  // a kink that is met but for rounding
            sum += loss.value(u);
            missed += loss.miss(u, at.slopes(i));
        }
        at.objective = sum + size;
        missed += excess_gap(space, at.theta, ridge * at.theta - space.pulled(at.slopes), ridge);
        at.gap = at.objective > 0 ? missed / at.objective : missed > 0 ? infinite<> : 0;
    }

    /// Both sides have a scale that is free: a goes over min x, g to the dual's maximum (sum g)^2/(2 |S^T g|^2).
    void judge_margin(ConvexMinimum& at) const {
        const double least = at.values.minCoeff(), size = space.norm2(at.theta),
                     pulled = space.norm2(space.pulled(at.slopes)), sum = at.slopes.sum();
        at.objective = size / (2 * least * least);
        at.gap = least > 0 ? std::max(1 - sum * sum * least * least / (size * pulled), 0.0) : infinite<>;
        const double length = std::sqrt(std::max(pulled, 0.0)) / sum;  // no margin is larger, were |a| = 1
        at.bounded = length > least_margin * std::sqrt(space.scale());
    }
};

/// An interior point: room of g below the upper bound and above the lower one, each with its multiplier.
struct Interior {
    ConvexMinimum at;
    Eigen::VectorXd low, up, push_low, push_up;
};

/// A direction of all of it; up goes against slopes.
struct Direction {
    PredictorSpace::Step step;
    Eigen::VectorXd push_low, push_up;
};

Interior first_point(const BoxProgram& q) {
    const Eigen::Index n = q.target.size();
    Interior x;
    x.at.theta = q.space.zero();
    x.at.values = Eigen::VectorXd::Zero(n);
    // slopes in the middle and a = 0, which goes with them at no ridge: S^T g = ridge a would make a large a of a small
    // ridge
    const double width = q.loss.upper - q.loss.lower, start = q.two_sided() ? width / 2 : 0.5;
    x.low = Eigen::VectorXd::Constant(n, start);
    x.up = Eigen::VectorXd::Constant(n, q.two_sided() ? width - start : 1);
    x.at.slopes = Eigen::VectorXd::Constant(n, q.loss.lower < 0 ? 0 : start);
    const Eigen::VectorXd v = q.curvature() * x.at.slopes - q.target + x.at.values;
    const double typical = std::max(v.cwiseAbs().mean(), 1e-3 * q.target.cwiseAbs().maxCoeff());
    x.push_low = v.cwiseMax(0).array() + typical;
    x.push_up = Eigen::VectorXd::Zero(n);
    if (q.two_sided()) x.push_up = x.push_low - v;
    return x;
}

/// Newton's step to low push_low = to_low, up push_up = to_up.
Direction newton_direction(const BoxProgram& q, const Interior& x, const Eigen::VectorXd& to_low,
                           const Eigen::VectorXd& to_up, const Eigen::VectorXd& w, const Eigen::VectorXd& excess) {
    Eigen::VectorXd r = q.target - x.at.values - q.curvature() * x.at.slopes + to_low.cwiseQuotient(x.low);
    if (q.two_sided()) r -= to_up.cwiseQuotient(x.up);
    Direction d{q.space.step(w, q.ridge, r, excess), {}, Eigen::VectorXd::Zero(w.size())};
    const Eigen::VectorXd& dg = d.step.slopes;
    d.push_low = (to_low - x.push_low.cwiseProduct(dg)).cwiseQuotient(x.low) - x.push_low;
    if (q.two_sided()) d.push_up = (to_up + x.push_up.cwiseProduct(dg)).cwiseQuotient(x.up) - x.push_up;
    return d;
}

/// The largest t at which x + t sign dx is not negative.
double room_for(const Eigen::VectorXd& x, const Eigen::VectorXd& dx, double sign = 1) {
    double t = infinite<>;
    for (Eigen::Index i = 0; i < x.size(); ++i)
        if (sign * dx(i) < 0) t = std::min(t, -x(i) / (sign * dx(i)));
    return t;
}

double longest_step(const BoxProgram& q, const Interior& x, const Direction& d) {
    double t = std::min(room_for(x.low, d.step.slopes), room_for(x.push_low, d.push_low));
    if (q.two_sided()) t = std::min({t, room_for(x.up, d.step.slopes, -1), room_for(x.push_up, d.push_up)});
    return t;
}

void move_along(const BoxProgram& q, Interior& x, const Direction& d, double t) {
    x.at.theta += t * d.step.theta;
    x.at.slopes += t * d.step.slopes;
    x.low += t * d.step.slopes;
    x.push_low += t * d.push_low;
    if (q.two_sided()) {
        x.up -= t * d.step.slopes;
        x.push_up += t * d.push_up;
    }
    x.at.values = q.space.values(x.at.theta);
}

/// Mehrotra's step: how far the pure Newton step would get says how much centring the true one needs.
bool interior_step(const BoxProgram& q, Interior& x) {
    const Eigen::Index n = q.target.size();
    Eigen::VectorXd w = x.push_low.cwiseQuotient(x.low).array() + q.curvature();
    if (q.two_sided()) w += x.push_up.cwiseQuotient(x.up);
    w = w.cwiseInverse();
    if (!w.allFinite()) return false;
    const Eigen::VectorXd excess = q.ridge * x.at.theta - q.space.pulled(x.at.slopes);
    if (!q.space.factor(w, q.ridge)) return false;
    ++x.at.factors;
    const Eigen::VectorXd zero = Eigen::VectorXd::Zero(n);
    const Direction pure = newton_direction(q, x, zero, zero, w, excess);
    const double t = std::min(longest_step(q, x, pure), 1.0), sides = q.two_sided() ? 2 : 1;
    const Eigen::VectorXd& dg = pure.step.slopes;
    double now = x.low.dot(x.push_low), then = (x.low + t * dg).dot(x.push_low + t * pure.push_low);
    if (q.two_sided()) {
        now += x.up.dot(x.push_up);
        then += (x.up - t * dg).dot(x.push_up + t * pure.push_up);
    }
    const double share = std::pow(std::max(then, 0.0) / now, 3), centre = share * now / (sides * double(n));
    const Eigen::VectorXd to_low = (centre - dg.array() * pure.push_low.array()).matrix(),
                          to_up = (centre + dg.array() * pure.push_up.array()).matrix();
    const Direction d = newton_direction(q, x, to_low, to_up, w, excess);
    const double longest = longest_step(q, x, d);
    if (!(longest > 1e-9) || !d.step.theta.allFinite()) return false;
    move_along(q, x, d, std::min(1.0, std::max(0.9, 1 - now / (sides * double(n))) * longest));
    return x.at.theta.allFinite();
}

/// The equations of the slopes that the interior point leaves free, the others at their bounds.
void polish(const BoxProgram& q, const Interior& x, ConvexMinimum& best) {
    const Eigen::Index n = q.target.size();
    const double k = q.space.scale();
    // free slopes without curvature ask for u = 0: so much of one makes a regular system, and its step is taken again
    const double soft = q.loss.curved ? 1 : 1e-8 * k / (q.ridge + k);
    const double slope_unit = x.at.slopes.cwiseAbs().maxCoeff(),
                 push_unit = std::max(x.push_low.maxCoeff(), x.push_up.maxCoeff());
    const auto held = [&](double room, double push) { return room * push_unit < push * slope_unit; };
    ConvexMinimum next = x.at;
    Eigen::VectorXd w = Eigen::VectorXd::Constant(n, 1 / soft);
    for (Eigen::Index i = 0; i < n; ++i) {
        const bool low = held(x.low(i), x.push_low(i)), up = q.two_sided() && held(x.up(i), x.push_up(i));
        if (!low && !up) continue;
        w(i) = 0;
        next.slopes(i) = low ? q.loss.lower : q.loss.upper;
    }
    if (!q.space.factor(w, q.ridge)) return;
    if (q.space.is_dual()) next.theta = next.slopes / q.ridge, next.values = q.space.values(next.theta);
    for (int round = 0; round < 6; ++round) {
        Eigen::VectorXd r = q.target - next.values - q.curvature() * next.slopes;
        for (Eigen::Index i = 0; i < n; ++i)
            if (w(i) == 0) r(i) = 0;
        const PredictorSpace::Step step =
            q.space.step(w, q.ridge, r, q.ridge * next.theta - q.space.pulled(next.slopes));
        if (!step.theta.allFinite()) break;
        next.theta += step.theta;
        next.slopes += step.slopes;
        next.values = q.space.values(next.theta);
        ConvexMinimum one = next;
        one.slopes = one.slopes.cwiseMax(q.loss.lower).cwiseMin(q.loss.upper);
        q.judge(one);
        if (one.gap < best.gap) best = std::move(one);
    }
}

/// Feasible to the last place, the slopes with it.
void rescale_margin(ConvexMinimum& at) {
    const double least = at.values.minCoeff();
    at.theta /= least;
    at.values /= least;
    at.slopes /= least;
}

}  // namespace

double BoxLoss::value(double u) const {
    if (!curved) return u == 0 ? 0 : std::max(lower * u, upper * u);
    const double g = std::clamp(u, lower, upper);
    return g * u - g * g / 2;
}

double BoxLoss::miss(double u, double g) const {
    if (!curved) return u > 0 ? u * (upper - g) : u < 0 ? -u * (g - lower) : 0;
    const double best = std::clamp(u, lower, upper);
    return (best - g) * (best - g) / 2 + std::max((best - g) * (u - best), 0.0);
}

ConvexMinimum box_minimum(PredictorSpace& space, const BoxLoss& loss, const Eigen::VectorXd& target, double ridge) {
    const BoxProgram q{space, loss, target, ridge};
    Interior x = first_point(q), nearest = x;
    ConvexMinimum best;
    best.gap = infinite<>;
    double polished = 1e-7;
    int stalled = 0;
    for (; x.at.steps < most_interior_steps && stalled < 8; ++x.at.steps) {
        q.judge(x.at);
        if (!x.at.bounded) return x.at;
        stalled = x.at.gap < 0.9 * best.gap || best.gap > 1e-4 ? 0 : stalled + 1;
        if (x.at.gap < best.gap) {
            best = x.at;
            nearest = x;
        }
        if (best.gap < polished) {
            polish(q, x, best);
            polished = 1e-3 * best.gap;
        }
        if (best.gap <= wanted_gap || !interior_step(q, x)) break;
    }
    if (!(best.gap <= accepted_gap)) polish(q, nearest, best);  // rounding has taken over
    if (!(best.gap <= accepted_gap))
        throw NotConverged("the fit stopped with a duality gap of " + to_text(best.gap) + " of its objective after " +
                           std::to_string(x.at.steps) + " steps at ridge " + to_text(ridge) +
                           "; a larger ridge is better conditioned");
    best.steps = x.at.steps;
    best.factors = x.at.factors;
    if (q.is_margin()) rescale_margin(best);
    return best;
}

}  // namespace lazyrisk
