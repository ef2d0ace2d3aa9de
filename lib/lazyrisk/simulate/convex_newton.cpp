// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/convex_newton.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/text.hpp"

namespace lazyrisk {
namespace {

constexpr int most_newton_steps = 200;
/// A factor costs some 30 rounds of conjugate gradients at n = p = 1000, more above.
constexpr int rounds_worth_a_factor = 12;
/// Second derivatives below have no place in a sum with any other; their roots have reciprocals.
constexpr double least_curvature = 1e-290;

/// Loss, slopes -l' and curvatures at x.
struct AtMargins {
    double loss = 0;
    Eigen::VectorXd slope, curvature;
};

template <class L>
double summed_loss(const L& loss, const Eigen::VectorXd& x) {
    double sum = 0;
    for (const double one : x) sum += loss.value(one);
    return sum;
}

template <class L>
AtMargins at_margins(const L& loss, const Eigen::VectorXd& x) {
    AtMargins at{summed_loss(loss, x), Eigen::VectorXd(x.size()), Eigen::VectorXd(x.size())};
    for (Eigen::Index i = 0; i < x.size(); ++i) {
        at.slope(i) = loss.slope(x(i));
        at.curvature(i) = std::max(double(loss.curvature(x(i))), least_curvature);
    }
    return at;
}

/// The longest of 1, 1/2, 1/4, ... that lowers the objective by a share of what its slope promises; 0 where none does.
template <class L>
double armijo_length(const PredictorSpace& space, const L& loss, double ridge, const ConvexMinimum& at,
                     const PredictorSpace::Step& step, double promised) {
    const double cross = space.inner(at.theta, step.theta, step.values),
                 square = space.inner(step.theta, step.theta, step.values), size = space.norm2(at.theta),
                 slack = 1e-14 * std::abs(at.objective);
    for (double t = 1; t > 1e-12; t /= 2) {
        const double there =
            summed_loss(loss, at.values + t * step.values) + ridge / 2 * (size + t * (2 * cross + t * square));
        if (there <= at.objective - 1e-4 * t * promised + slack) return t;
    }
    return 0;
}

template <class L>
void set_objective(const PredictorSpace& space, const L& loss, double ridge, ConvexMinimum& at) {
    at.objective = summed_loss(loss, at.values) + ridge / 2 * space.norm2(at.theta);
}

[[noreturn]] void no_minimum(double ridge) {
    throw NotCovered("`ridge = " + to_text(ridge) +
                     "`: the loss falls without end as the coefficients grow, for a predictor separates the labels; a "
                     "ridge above 0 has a minimum");
}

template <class L>
ConvexMinimum damped_newton(PredictorSpace& space, const L& loss, double ridge, Eigen::VectorXd theta) {
    const Eigen::VectorXd nothing = Eigen::VectorXd::Zero(space.samples());
    ConvexMinimum at;
    at.values = space.values(theta);
    at.theta = std::move(theta);
    set_objective(space, loss, ridge, at);
    if (!(at.objective <= summed_loss(loss, nothing))) {  // a start that is worse than none
        at.theta = space.zero();
        at.values = nothing;
        set_objective(space, loss, ridge, at);
    }
    bool fresh = false, last = false, stale = true;
    double before = 0;
    for (;; ++at.steps) {
        AtMargins here = at_margins(loss, at.values);
        const Eigen::VectorXd excess = ridge * at.theta - space.pulled(here.slope);
        at.slopes = std::move(here.slope);
        at.gap = excess_gap(space, at.theta, excess, ridge) / at.objective;
        if (last) break;
        if (at.steps == most_newton_steps || !std::isfinite(at.objective)) no_minimum(ridge);
        PredictorSpace::Step step;
        for (bool again = true; again;) {
            if (stale && !space.factor(here.curvature, ridge))
                throw NotConverged("the Hessian of the fit is not positive at ridge " + to_text(ridge) +
                                   "; take a larger ridge");
            at.factors += stale;
            fresh = stale;
            step = space.step(here.curvature, ridge, nothing, excess, 1e-8);
            again = stale = !fresh && step.rounds > rounds_worth_a_factor;
        }
        // what is left after a step that promises this little is its square
        const double promised = -space.inner(excess, step.theta, step.values);
        last = !(promised > 1e-16 * at.objective) ||
               (at.steps > 20 && promised > before / 2 && promised < 1e-12 * at.objective);
        before = promised;
        const double t = last ? 1 : armijo_length(space, loss, ridge, at, step, promised);
        if (t == 0) break;
        stale = t < 1;
        at.theta += t * step.theta;
        at.values = at.steps % 4 == 3 || last ? space.values(at.theta) : Eigen::VectorXd(at.values + t * step.values);
        set_objective(space, loss, ridge, at);
    }
    // without a ridge, those who go on to infinity come to a stop where the loss is rounding
    if (ridge == 0 && at.values.maxCoeff() > 30) no_minimum(ridge);
    return at;
}

}  // namespace

PredictorSpace::PredictorSpace(const MatrixView& features, Eigen::VectorXd signs)
    : features_(features), sign_(std::move(signs)), diagonal_(features.rowwise().squaredNorm()) {
    if (features.rows() < features.cols()) kernel_ = lower_outer_gram(features);
}

PredictorSpace::PredictorSpace(Kernel kernel, Eigen::VectorXd signs)
    : features_(none_), kernel_(std::move(kernel.lower)), sign_(std::move(signs)), diagonal_(kernel_.diagonal()) {}

Eigen::VectorXd PredictorSpace::values(const Eigen::VectorXd& theta) const {
    if (!is_dual()) return sign_.cwiseProduct(features_ * theta);
    const Eigen::VectorXd b = sign_.cwiseProduct(theta);
    return sign_.cwiseProduct(kernel_.selfadjointView<Eigen::Lower>() * b);
}

Eigen::VectorXd PredictorSpace::pulled(const Eigen::VectorXd& g) const {
    if (is_dual()) return g;
    const Eigen::VectorXd signed_g = sign_.cwiseProduct(g);
    return features_.transpose() * signed_g;
}

double PredictorSpace::inner(const Eigen::VectorXd& theta1, const Eigen::VectorXd& theta2,
                             const Eigen::VectorXd& values2) const {
    return is_dual() ? theta1.dot(values2) : theta1.dot(theta2);
}

double PredictorSpace::norm2(const Eigen::VectorXd& theta) const {
    return is_dual() ? std::max(theta.dot(values(theta)), 0.0) : theta.squaredNorm();
}

Eigen::VectorXd PredictorSpace::rounding(const Eigen::VectorXd& theta, const Eigen::VectorXd& c) const {
    const Eigen::VectorXd root = diagonal_.cwiseMax(0).cwiseSqrt();
    const double length = is_dual() ? root.dot(theta.cwiseAbs()) : theta.norm();
    return 32 * epsilon<> * (c.cwiseAbs() + length * root);
}

bool PredictorSpace::factor(const Eigen::VectorXd& w, double ridge) {
    const Eigen::VectorXd root = w.cwiseSqrt();
    double added = 0;
    for (int attempt = 0; attempt < 6; ++attempt) {
        if (is_dual()) {
            const Eigen::VectorXd turned = root.cwiseProduct(sign_);
            factor_ = kernel_;
            for (Eigen::Index j = 0; j < factor_.cols(); ++j)
                factor_.col(j).tail(factor_.rows() - j).array() *= turned(j) * turned.tail(factor_.rows() - j).array();
        } else {
            factor_ = lower_gram(root.asDiagonal() * features_);
        }
        const double rounding = epsilon<> * (factor_.trace() + double(factor_.rows()) * ridge);
        if (!std::isfinite(rounding)) return false;
        factor_.diagonal().array() += ridge + added;
        if (cholesky(factor_) == 0) return true;
        added = added == 0 ? rounding : 30 * added;
    }
    return false;
}

Eigen::VectorXd PredictorSpace::normal_times(const Eigen::VectorXd& w, const Eigen::VectorXd& root, double ridge,
                                             const Eigen::VectorXd& v) const {
    if (is_dual()) return ridge * v + root.cwiseProduct(values(root.cwiseProduct(v)));
    return ridge * v + pulled(w.cwiseProduct(values(v)));
}

Eigen::VectorXd PredictorSpace::solved(const Eigen::VectorXd& w, double ridge, const Eigen::VectorXd& right,
                                       double tolerance, int& rounds) const {
    constexpr int most = 40;
    const auto lower = factor_.triangularView<Eigen::Lower>();
    const auto preconditioned = [&](Eigen::VectorXd v) {
        lower.solveInPlace(v);
        lower.transpose().solveInPlace(v);
        return v;
    };
    const Eigen::VectorXd root = w.cwiseSqrt();
    const double enough = tolerance * right.norm();
    Eigen::VectorXd x = Eigen::VectorXd::Zero(right.size()), residual = right, best = x;
    double least = right.norm();
    if (!(least > 0)) return x;
    Eigen::VectorXd turned = preconditioned(residual), direction = turned;
    double size = residual.dot(turned);
    for (rounds = 1;; ++rounds) {
        const Eigen::VectorXd image = normal_times(w, root, ridge, direction);
        const double length = size / direction.dot(image);
        if (!std::isfinite(length) || !(length > 0)) break;
        x += length * direction;
        residual -= length * image;
        const double left = residual.norm();
        if (left < least) least = left, best = x;
        if (left <= enough || rounds == most) break;
        turned = preconditioned(residual);
        const double next = residual.dot(turned);
        direction = turned + next / size * direction;
        size = next;
    }
    return best;
}

PredictorSpace::Step PredictorSpace::step(const Eigen::VectorXd& w, double ridge, const Eigen::VectorXd& r,
                                          const Eigen::VectorXd& excess, double tolerance) const {
    Step s;
    if (is_dual()) {
        const Eigen::VectorXd root = w.cwiseSqrt();
        Eigen::VectorXd right(w.size());
        for (Eigen::Index i = 0; i < w.size(); ++i) right(i) = w(i) > 0 ? root(i) * r(i) - excess(i) / root(i) : 0;
        s.theta = root.cwiseProduct(solved(w, ridge, right, tolerance, s.rounds));
        s.values = values(s.theta);
        s.slopes = ridge * s.theta + excess;
    } else {
        s.theta = solved(w, ridge, pulled(w.cwiseProduct(r)) - excess, tolerance, s.rounds);
        s.values = values(s.theta);
        s.slopes = w.cwiseProduct(r - s.values);
    }
    return s;
}

double excess_gap(const PredictorSpace& space, const Eigen::VectorXd& theta, const Eigen::VectorXd& excess,
                  double ridge) {
    const double size = space.norm2(excess);
    return ridge > 0 ? size / (2 * ridge) : std::sqrt(size * std::max(space.norm2(theta), 1 / space.scale()));
}

ConvexMinimum smooth_minimum(PredictorSpace& space, const LogisticLoss& loss, double ridge, Eigen::VectorXd theta) {
    return damped_newton(space, loss, ridge, std::move(theta));
}

ConvexMinimum smooth_minimum(PredictorSpace& space, const ExponentialLoss& loss, double ridge, Eigen::VectorXd theta) {
    return damped_newton(space, loss, ridge, std::move(theta));
}

}  // namespace lazyrisk
