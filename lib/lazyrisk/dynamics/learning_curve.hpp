// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Learning curves in time: the risk of a predictor whose training stopped early.
#pragma once

#include <span>
#include <vector>

#include "lazyrisk/problem/training.hpp"
#include "lazyrisk/resolvent/outliers.hpp"
#include "lazyrisk/resolvent/two_point.hpp"
#include "lazyrisk/risk/risk.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

/// The answer at one time; names as in Risk.
struct TimeRisk {
    Training training;
    double test_error = 0, excess_risk = 0, bias = 0, variance = 0, train_error = 0, weight_norm = 0;
    double oracle_error = 0;  ///< test error of the flow on the population, at infinite width and without decay (13.11)
    double degrees_of_freedom = 0, degrees_of_freedom_2 = 0;
    double error_bound = 0;  ///< on test_error
    /// Mean share of each mode that the predictor has, by the eigenvalues that were asked for.
    std::vector<double> learned;
};

/// One spectrum, target, sizes, noise and decay (`op.ridge_over_samples`), at any times. The references must live as
/// long. Times are of the flow of (1/2n)|y - f|^2, [K^-1]; in the limit d -> infinity in units of d^scale.
class LearningCurve {
public:
    LearningCurve(const Degrees<>& spectrum, const Target<>& target, const Spectrum<>& levels, const Operation<>& op,
                  Functions functions = Functions::harmonics);

    /// Formulas (13.2)-(13.11). Infinite time is the risk at ridge = decay, time 0 the full energy.
    /// Throws DomainError for a negative time, StepTooLong for a step not below 2/(largest eigenvalue + decay),
    /// NotConverged where the effective ridge could not be followed.  Cost: 14 complex fixed points and 105 pairs of
    /// them, some 50 us for 40 levels.
    [[nodiscard]] TimeRisk at(const Training& training, std::span<const double> eigenvalues = {}) const;

    /// The time that minimises the test error; 0 and infinity are answers. A scan of 12 points a decade and Brent's
    /// method around every local minimum of it.  Formula (13.10).  Cost: some 300 evaluations.
    [[nodiscard]] double best_time() const;

    /// Largest eigenvalue of the sample kernel K/n (13.24) and the decay: descent is stable for steps below 2 over it.
    [[nodiscard]] double steepest() const { return steepest_; }

private:
    const Degrees<>& spectrum_;
    const Target<>& target_;
    const Spectrum<>& levels_;
    AlignedTarget<> aligned_;
    Operation<> op_;
    ComplexSolver solver_;
    Functions functions_;
    double steepest_;
    double reach_;                  ///< right edge of the equivalent's own spectrum, and the decay
    bool infinite_levels_ = false;  ///< of the limit d -> infinity: learned at once

    void check(const Training& training) const;
    /// Of infinite time, and of an infinite decay at any.
    [[nodiscard]] TimeRisk at_the_end(std::span<const double> eigenvalues) const;
    /// Formulas (13.2)-(13.9), (13.11), of a time between; `contour_error` is the bound on its test error.
    [[nodiscard]] TimeRisk on_contour(const Training& training, std::span<const double> eigenvalues) const;
    [[nodiscard]] double contour_error(const Training& training, double test_error, double amplified) const;
    /// A descent that is stable, but not on the bulks that the equivalent gives to outliers.  Formula (13.25).
    [[nodiscard]] TimeRisk outliers_at_once(const Training& training, std::span<const double> eigenvalues) const;
};

/// The flow at each of the times, of a spectrum and a target with its modes.  As LearningCurve::at.
std::vector<TimeRisk> risk_at(const Spectrum<>& spectrum, const Target<>& target, const Operation<>& op,
                              std::span<const double> times);

/// oracle_error of a target with the eigenvalues of its parts.  Formula (13.11).
double oracle_error(const AlignedTarget<>& target, double noise_variance, const Training& training);

/// Before any training: the full energy.
TimeRisk untrained(const Target<>& target, double noise_variance);

/// A step with which descent diverges in theory. A drawn matrix may still allow it.
struct StepTooLong : DomainError {
    using DomainError::DomainError;
};

/// Throws StepTooLong where a descent's step is not below 2/steepest, with that number.
void require_stable(const Training& training, double steepest, bool decay);

/// The smallest ridge that a training of this time looks at: what a truncation of the spectrum has to resolve.
double resolved_ridge(const Training& training, double decay);

}  // namespace lazyrisk
