// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/convex_fit.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/simulate/box_program.hpp"
#include "lazyrisk/simulate/convex_newton.hpp"
#include "lazyrisk/simulate/fit.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/text.hpp"

namespace lazyrisk {
namespace {

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
        throw DomainError("start", to_text(double(q.start->dual.rows())) + " samples",
                          "a fit starts from one of the same " + to_text(double(n)) + " samples");
    for (Eigen::Index i = 0; i < n; ++i) {
        const double y = q.labels(i, 0);
        if (!std::isfinite(y)) throw DomainError("`labels`", y, "labels are finite numbers");
        if (is_residual(q.loss) || is_square(q.loss) || std::abs(y) == 1) continue;
        throw DomainError("`labels`", y, "the loss " + to_text(q.loss) + " has labels 1 and -1");
    }
    const bool finite =
        q.features ? q.features->allFinite() : Matrix(q.kernel.triangularView<Eigen::Lower>()).allFinite();
    if (!finite) throw NotConverged("the matrix of the fit is not finite");
}

/// Z = U diag(value) V^T, or K = U diag(value^2) U^T, without what is rounding: of few and independent features.
struct Reduction {
    Matrix features;         ///< U value [n x r]
    Matrix to_dual;          ///< U / value
    Matrix to_coefficients;  ///< V [p x r]
};

/// The dual of a nearly singular K is found to the digits that its condition leaves, so is that of features.
constexpr double least_condition_of_kernel = 1e-7;

bool is_singular(Matrix gram, double ridge, double least) {
    if (ridge >= least * gram.trace()) return false;
    gram.diagonal().array() += ridge;
    const double norm = Matrix(gram.selfadjointView<Eigen::Lower>()).cwiseAbs().colwise().sum().maxCoeff();
    return cholesky(gram) != 0 || !(reciprocal_condition(gram, norm) > least);
}

std::optional<Reduction> reduction_of(const ConvexQuestion& q) {
    std::vector<double> value;
    Reduction r;
    double cut = 0;
    if (q.features) {
        const MatrixView& z = *q.features;
        const bool tall = z.rows() >= z.cols();
        if (!(tall ? is_singular(lower_gram(z), q.ridge, trusted_condition)
                   : is_singular(lower_outer_gram(z), q.ridge, least_condition_of_kernel)))
            return std::nullopt;
        SingularVectors s = singular_vectors(z);
        value = std::move(s.value);
        cut = s.cut;
        r.to_dual = std::move(s.u);
        r.to_coefficients = s.vt.transpose();
    } else {
        if (!is_singular(q.kernel, q.ridge, least_condition_of_kernel)) return std::nullopt;
        Eigenvectors e = eigenvectors(q.kernel);
        for (const double one : e.value) value.push_back(std::sqrt(std::max(one, 0.0)));
        cut = std::sqrt(e.cut);
        std::reverse(value.begin(), value.end());
        r.to_dual = e.vector.rowwise().reverse();
    }
    const Eigen::Index rank =
        std::find_if(value.begin(), value.end(), [&](double v) { return !(v > cut); }) - value.begin();
    const auto kept = as_vector(value).head(rank);
    r.features = r.to_dual.leftCols(rank) * kept.asDiagonal();
    r.to_dual = Matrix(r.to_dual.leftCols(rank) * kept.cwiseInverse().asDiagonal());
    if (q.features) r.to_coefficients = Matrix(r.to_coefficients.leftCols(rank));
    return r;
}

PredictorSpace space_of(const ConvexQuestion& q, const std::optional<Reduction>& r) {
    Eigen::VectorXd signs = Eigen::VectorXd::Ones(q.labels.rows());
    if (!is_residual(q.loss)) signs = q.labels.col(0);
    if (r) return {r->features, std::move(signs)};
    if (q.features) return {*q.features, std::move(signs)};
    return {PredictorSpace::Kernel{q.kernel}, std::move(signs)};
}

/// The losses whose duals are programs in a box.
std::optional<BoxLoss> box_of(const Loss& loss) {
    if (std::holds_alternative<HingeLoss>(loss)) return BoxLoss{0, 1, false};
    if (std::holds_alternative<SquaredHingeLoss>(loss)) return BoxLoss{0, infinite<>, true};
    if (std::holds_alternative<MarginConstraint>(loss)) return BoxLoss{0, infinite<>, false};
    if (std::holds_alternative<AbsoluteLoss>(loss)) return BoxLoss{-1, 1, false};
    if (const HuberLoss* huber = std::get_if<HuberLoss>(&loss))
        return BoxLoss{-huber->threshold, huber->threshold, true};
    return std::nullopt;
}

/// a, the dual and |a|^2 of one theta in each of the three coordinates; dual: where it is known already.
void set_coefficients(const ConvexQuestion& q, const std::optional<Reduction>& r, const Eigen::VectorXd& theta,
                      std::optional<Matrix> dual, ConvexFit& fit) {
    if (r) {
        fit.dual = r->to_dual * theta;
        if (q.features) fit.coefficients = r->to_coefficients * theta;
        return;
    }
    fit.coefficients = theta;
    fit.dual = dual ? std::move(*dual) : ridge_fit(q.features->transpose(), fit.coefficients, 0);
}

/// A minimum in the caller's terms.
ConvexFit fit_of(const ConvexQuestion& q, const std::optional<Reduction>& r, const PredictorSpace& space,
                 const ConvexMinimum& m, double ridge) {
    ConvexFit fit;
    fit.fitted = space.signs().cwiseProduct(m.values);
    fit.norm2 = space.norm2(m.theta);
    fit.objective = m.objective;
    fit.gap = m.gap;
    if (space.is_dual()) {
        fit.dual = space.signs().cwiseProduct(m.theta);
        if (q.features) fit.coefficients = q.features->transpose() * fit.dual;
    } else {
        std::optional<Matrix> dual;
        if (ridge > 0) dual = space.signs().cwiseProduct(m.slopes) / ridge;
        set_coefficients(q, r, m.theta, std::move(dual), fit);
    }
    if (!(fit.gap <= largest_gap))
        throw NotConverged("the fit stopped with a duality gap of " + to_text(fit.gap) + " of its objective at ridge " +
                           to_text(q.ridge) + "; a larger ridge is better conditioned");
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

bool is_interpolated(const MatrixView& y, const MatrixView& fitted) {
    return (y - fitted).cwiseAbs().maxCoeff() <= 1e-9 * y.cwiseAbs().maxCoeff();
}

/// By ridge regression itself. The slopes are y - f of few features, else ridge dual, and the gap what the other
/// equation lacks.
ConvexFit square_fit(const ConvexQuestion& q, const std::optional<Reduction>& r, double ridge) {
    const MatrixView& y = q.labels;
    ConvexFit fit;
    double missed = 0;
    if (r || q.features) {
        const MatrixView z = r ? MatrixView(r->features) : *q.features;
        const bool few = z.rows() > z.cols();
        const Eigen::VectorXd theta = ridge_fit(z, y, ridge);
        fit.fitted = z * theta;
        fit.norm2 = theta.squaredNorm();
        const Matrix u = y - fit.fitted;
        std::optional<Matrix> dual;
        if (ridge > 0 && few) dual = u / ridge;
        set_coefficients(q, r, theta, std::move(dual), fit);
        const double excess2 = (ridge * theta - z.transpose() * u).squaredNorm();
        if (ridge > 0) missed = few ? excess2 / (2 * ridge) : (u - ridge * fit.dual).squaredNorm() / 2;
        if (ridge == 0) missed = std::sqrt(excess2 * fit.norm2);
    } else {
        fit.dual = kernel_ridge_fit(q.kernel, y, ridge).dual;
        fit.fitted = q.kernel.selfadjointView<Eigen::Lower>() * fit.dual;
        fit.norm2 = fit.dual.col(0).dot(fit.fitted.col(0));
        missed = (y - fit.fitted - ridge * fit.dual).squaredNorm() / 2;
    }
    fit.objective = ((y - fit.fitted).squaredNorm() + ridge * fit.norm2) / 2;
    if (ridge == 0 && is_interpolated(y, fit.fitted))
        fit.objective = 0;
    else
        fit.gap = missed / fit.objective;
    return fit;
}

ConvexFit margin_fit(const ConvexQuestion& q) {
    PredictorSpace space = space_of(q, std::nullopt);
    const double ridge = space.scale();  // any will do
    const ConvexMinimum m =
        box_minimum(space, *box_of(MarginConstraint{}), Eigen::VectorXd::Ones(space.samples()), ridge);
    if (m.bounded) return fit_of(q, std::nullopt, space, m, ridge);
    ConvexFit none;
    none.separable = false;
    return none;
}

ConvexFit box_fit(const ConvexQuestion& q, const std::optional<Reduction>& r, const BoxLoss& box) {
    if (q.ridge == 0) {  // where the loss vanishes, the least norm
        ConvexFit fit = is_residual(q.loss) ? square_fit(q, r, 0) : margin_fit(q);
        if (is_residual(q.loss) ? is_interpolated(q.labels, fit.fitted) : fit.separable) {
            fit.objective = 0;
            return fit;
        }
    }
    PredictorSpace space = space_of(q, r);
    Eigen::VectorXd target = Eigen::VectorXd::Ones(space.samples());
    if (is_residual(q.loss)) target = q.labels.col(0);
    return fit_of(q, r, space, box_minimum(space, box, target, q.ridge), q.ridge);
}

Eigen::VectorXd first_theta(const ConvexQuestion& q, const std::optional<Reduction>& r, const PredictorSpace& space) {
    if (!q.start || q.start->dual.size() == 0) return space.zero();
    if (r) return r->to_dual.transpose() * q.start->fitted;
    if (space.is_dual()) return space.signs().cwiseProduct(q.start->dual);
    return q.start->coefficients.rows() == q.features->cols() ? Eigen::VectorXd(q.start->coefficients) : space.zero();
}

template <class L>
ConvexFit smooth_fit(const ConvexQuestion& q, const std::optional<Reduction>& r, const L& loss) {
    if (q.ridge == 0 && margin_fit(q).separable)
        throw NotCovered("`ridge = 0`: a predictor separates the labels, and the " + to_text(q.loss) +
                         " loss falls without end along it; a ridge above 0, or the loss margin, has a minimum");
    PredictorSpace space = space_of(q, r);
    return fit_of(q, r, space, smooth_minimum(space, loss, q.ridge, first_theta(q, r, space)), q.ridge);
}

ConvexFit answer_to(const ConvexQuestion& q) {
    check_question(q);
    const bool margin = std::holds_alternative<MarginConstraint>(q.loss);
    const double size = q.features ? q.features->squaredNorm() : q.kernel.trace();
    if (!(size > 0)) {
        ConvexFit fit = zero_fit(q);
        fit.separable = !margin;
        return fit;
    }
    if (margin) return margin_fit(q);
    const bool numbers = is_residual(q.loss) || is_square(q.loss);
    if (is_infinite(q.ridge) || (numbers && q.labels.cwiseAbs().maxCoeff() == 0)) return zero_fit(q);
    const std::optional<Reduction> r = reduction_of(q);
    if (is_square(q.loss)) return square_fit(q, r, q.ridge);
    if (const std::optional<BoxLoss> box = box_of(q.loss)) return box_fit(q, r, *box);
    if (const LogisticLoss* logistic = std::get_if<LogisticLoss>(&q.loss)) return smooth_fit(q, r, *logistic);
    return smooth_fit(q, r, std::get<ExponentialLoss>(q.loss));
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
