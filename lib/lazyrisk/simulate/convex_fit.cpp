// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/convex_fit.hpp"

#include <cmath>
#include <optional>
#include <utility>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/simulate/box_program.hpp"
#include "lazyrisk/simulate/convex_newton.hpp"
#include "lazyrisk/simulate/fit.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/text.hpp"

namespace lazyrisk {
namespace {

constexpr double vanishing_ridge = 1e-9;
constexpr double largest_gap = 1e-8;

/// What is asked: Z, or K where there are no features.
struct ConvexQuestion {
    const MatrixView* features;
    Matrix kernel;
    const MatrixView& labels;
    const Loss& loss;
    double ridge;
    const ConvexFit* start;
};

void check_question(const ConvexQuestion& q) {
    const Eigen::Index n = q.features ? q.features->rows() : q.kernel.rows();
    if (!(q.ridge >= 0)) throw DomainError("`ridge`", q.ridge, "a ridge is a number from 0 to inf");
    if (q.labels.rows() != n || q.labels.cols() != 1 || n == 0)
        throw DomainError("`labels`", to_text(double(q.labels.rows())) + " x " + to_text(double(q.labels.cols())),
                          "there is one label for each of the " + to_text(double(n)) + " samples");
    if (q.start && q.start->dual.size() > 0 && q.start->dual.rows() != n)
        throw DomainError("`start`", to_text(double(q.start->dual.rows())) + " samples",
                          "a fit starts from one of the same " + to_text(double(n)) + " samples");
    for (Eigen::Index i = 0; i < n; ++i) {
        const double y = q.labels(i, 0);
        if (!std::isfinite(y)) throw DomainError("`labels`", y, "labels are finite numbers");
        if (is_residual(q.loss) || is_square(q.loss) || std::abs(y) == 1) continue;
        throw DomainError("`labels`", y, "the loss " + to_text(q.loss) + " has labels 1 and -1");
    }
    const bool finite = q.features ? q.features->allFinite()
                                   : Matrix(q.kernel.triangularView<Eigen::Lower>()).allFinite();
    if (!finite) throw NotConverged("the matrix of the fit is not finite");
}

PredictorSpace space_of(const ConvexQuestion& q) {
    Eigen::VectorXd signs = Eigen::VectorXd::Ones(q.labels.rows());
    if (!is_residual(q.loss) && !is_square(q.loss)) signs = q.labels.col(0);
    if (q.features) return {*q.features, std::move(signs)};
    return {PredictorSpace::Kernel{q.kernel}, std::move(signs)};
}

/// The losses whose duals are programs in a box.
std::optional<BoxLoss> box_of(const Loss& loss) {
    if (std::holds_alternative<HingeLoss>(loss)) return BoxLoss{0, 1, false};
    if (std::holds_alternative<SquaredHingeLoss>(loss)) return BoxLoss{0, infinite<>, true};
    if (std::holds_alternative<MarginConstraint>(loss)) return BoxLoss{0, infinite<>, false};
    if (std::holds_alternative<AbsoluteLoss>(loss)) return BoxLoss{-1, 1, false};
    if (const HuberLoss* huber = std::get_if<HuberLoss>(&loss)) return BoxLoss{-huber->threshold, huber->threshold, true};
    return std::nullopt;
}

/// The dual of coefficients that come without: that of least norm.
Matrix dual_of_coefficients(const MatrixView& z, const MatrixView& a) { return ridge_fit(z.transpose(), a, 0); }

/// A minimum in the caller's terms.
ConvexFit fit_of(const ConvexQuestion& q, const PredictorSpace& space, const ConvexMinimum& m, double ridge) {
    ConvexFit fit;
    fit.fitted = space.signs().cwiseProduct(m.values);
    fit.norm2 = space.norm2(m.theta);
    fit.objective = m.objective;
    fit.gap = m.gap;
    if (space.is_dual()) {
        fit.dual = space.signs().cwiseProduct(m.theta);
        if (q.features) fit.coefficients = q.features->transpose() * fit.dual;
    } else {
        fit.coefficients = m.theta;
        if (ridge > 0)
            fit.dual = space.signs().cwiseProduct(m.slopes) / ridge;
        else
            fit.dual = dual_of_coefficients(*q.features, fit.coefficients);
    }
    if (!(fit.gap <= largest_gap))
        throw NotConverged("the fit stopped with a duality gap of " + to_text(fit.gap) +
                           " of its objective at ridge " + to_text(q.ridge) + "; a larger ridge is better conditioned");
    return fit;
}

ConvexFit zero_fit(const ConvexQuestion& q) {
    const Eigen::Index n = q.labels.rows();
    ConvexFit fit;
    fit.dual = fit.fitted = Matrix::Zero(n, 1);
    if (q.features) fit.coefficients = Matrix::Zero(q.features->cols(), 1);
    for (Eigen::Index i = 0; i < n; ++i)
        fit.objective += std::visit([&](const auto& l) { return l.value(l.residual ? q.labels(i, 0) : 0.0); }, q.loss);
    if (is_square(q.loss)) fit.objective = q.labels.squaredNorm() / 2;
    return fit;
}

/// With the gap of `loss`, whose slopes are ridge times the dual.
ConvexFit square_fit(const ConvexQuestion& q, double ridge) {
    const MatrixView& y = q.labels;
    ConvexFit fit;
    if (q.features) {
        const MatrixView& z = *q.features;
        fit.coefficients = ridge_fit(z, y, ridge);
        fit.fitted = z * fit.coefficients;
        fit.dual = ridge > 0 && z.rows() > z.cols() ? Matrix((y - fit.fitted) / ridge)
                                                    : dual_of_coefficients(z, fit.coefficients);
        fit.norm2 = fit.coefficients.squaredNorm();
    } else {
        KernelFit found = kernel_ridge_fit(q.kernel, y, ridge);
        fit.dual = std::move(found.dual);
        fit.fitted = std::move(found.fitted);
        fit.norm2 = fit.dual.col(0).dot(fit.fitted.col(0));
    }
    const Matrix missed = y - fit.fitted - ridge * fit.dual;
    fit.objective = ((y - fit.fitted).squaredNorm() + ridge * fit.norm2) / 2;
    fit.gap = fit.objective > 0 ? missed.squaredNorm() / 2 / fit.objective : 0;
    return fit;
}

/// Huber's and the absolute loss vanish on the interpolant of least norm, where labels have one.
std::optional<ConvexFit> interpolant(const ConvexQuestion& q) {
    ConvexFit fit = square_fit(q, 0);
    if ((q.labels - fit.fitted).cwiseAbs().maxCoeff() > 1e-9 * q.labels.cwiseAbs().maxCoeff()) return std::nullopt;
    fit.objective = fit.gap = 0;
    return fit;
}

ConvexFit margin_fit(const ConvexQuestion& q, PredictorSpace& space) {
    const ConvexMinimum m = box_minimum(space, BoxLoss{0, infinite<>, false},
                                        Eigen::VectorXd::Ones(space.samples()), 1);
    if (m.bounded) return fit_of(q, space, m, 1);
    ConvexFit none;
    none.separable = false;
    return none;
}

ConvexFit box_fit(const ConvexQuestion& q, const BoxLoss& box) {
    PredictorSpace space = space_of(q);
    if (std::holds_alternative<MarginConstraint>(q.loss)) return margin_fit(q, space);
    double ridge = q.ridge;
    if (ridge == 0) {
        if (is_residual(q.loss)) {
            if (space.is_dual())
                if (std::optional<ConvexFit> fit = interpolant(q)) return std::move(*fit);
        } else {
            ConvexFit fit = margin_fit(q, space);
            fit.objective = 0;
            if (fit.separable) return fit;
        }
        if (space.is_dual()) ridge = vanishing_ridge * space.scale();
    }
    Eigen::VectorXd target = Eigen::VectorXd::Ones(space.samples());
    if (is_residual(q.loss)) target = q.labels.col(0);
    return fit_of(q, space, box_minimum(space, box, target, ridge), ridge);
}

template <class L>
ConvexFit smooth_fit(const ConvexQuestion& q, const L& loss) {
    PredictorSpace space = space_of(q);
    double ridge = q.ridge;
    if (ridge == 0) {
        if (margin_fit(q, space).separable)
            throw NotCovered("`ridge = 0`: a predictor separates the labels, and the " + to_text(q.loss) +
                             " loss falls without end along it; a ridge above 0, or the loss margin, has a minimum");
        if (space.is_dual()) ridge = vanishing_ridge * space.scale();
    }
    Eigen::VectorXd theta = space.zero();
    if (q.start && q.start->dual.size() > 0) {
        const Matrix& given = space.is_dual() ? q.start->dual : q.start->coefficients;
        if (given.size() == theta.size()) theta = given.col(0);
        if (space.is_dual()) theta = space.signs().cwiseProduct(theta);
    }
    return fit_of(q, space, smooth_minimum(space, loss, ridge, std::move(theta)), ridge);
}

ConvexFit answer_to(const ConvexQuestion& q) {
    check_question(q);
    const bool margin = std::holds_alternative<MarginConstraint>(q.loss);
    const bool nothing = (is_residual(q.loss) || is_square(q.loss)) && q.labels.cwiseAbs().maxCoeff() == 0;
    if (!margin && (nothing || is_infinite(q.ridge))) return zero_fit(q);
    if (is_square(q.loss)) return square_fit(q, q.ridge);
    if (const std::optional<BoxLoss> box = box_of(q.loss)) return box_fit(q, *box);
    if (const LogisticLoss* logistic = std::get_if<LogisticLoss>(&q.loss)) return smooth_fit(q, *logistic);
    return smooth_fit(q, std::get<ExponentialLoss>(q.loss));
}

}  // namespace

ConvexFit convex_fit(const MatrixView& features, const MatrixView& labels, const Loss& loss, double ridge,
                     const ConvexFit* start) {
    return answer_to({&features, {}, labels, loss, ridge, start});
}

ConvexFit convex_kernel_fit(Matrix kernel, const MatrixView& labels, const Loss& loss, double ridge,
                            const ConvexFit* start) {
    return answer_to({nullptr, std::move(kernel), labels, loss, ridge, start});
}

}  // namespace lazyrisk
