// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Ordinary differential equations that relax on many scales, such as gradient flows: a Runge-Kutta method of many
// stages.
#pragma once

#include <functional>
#include <span>
#include <vector>

namespace lazyrisk {

/// Writes dy/dt at y.
using Velocity = std::function<void(std::span<const double> y, std::span<double> dy)>;

/// Stages that keep a step stable where the velocity's derivative has eigenvalues in [-radius, 0]; at least 2.
int stages_for(double length, double radius);

/// Steps of the Runge-Kutta-Chebyshev method: second order, stable for length * radius up to 0.65 (stages^2 - 1): a
/// stiff flow costs the square root of what a method of fixed stages takes.  Formula (14.20). Sommeijer, Shampine,
/// Verwer, J. Comput. Appl. Math. 88 (1998).
class ChebyshevStepper {
public:
    ChebyshevStepper(Velocity velocity, std::vector<double> start);
    [[nodiscard]] const std::vector<double>& y() const { return y_; }
    [[nodiscard]] const std::vector<double>& dy() const { return dy_; }

    /// A step from y, not yet taken. `stages` >= 2. Cost: as many velocities.
    void attempt(double length, int stages);
    [[nodiscard]] const std::vector<double>& attempted() const { return next_; }
    /// Difference of the step from a method of the next order.
    [[nodiscard]] std::vector<double> error() const;
    void accept();
    /// Largest modulus of an eigenvalue of the velocity's derivative at y, within a few percent: power iterations by
    /// differences.
    [[nodiscard]] double radius();

private:
    Velocity velocity_;
    std::vector<double> y_, dy_, next_, dnext_, last_, before_, direction_;
    double length_ = 0;
};

/// Size of the error of a step that would end at y, in units in which a tolerance is meant.
using ErrorSize = std::function<double(std::span<const double> y, std::span<const double> error)>;

/// The flow with steps of its own choice.
class AdaptiveFlow {
public:
    /// `tolerance`: of a step, below 1; by default over the distance from the start.
    /// `kinks`: the velocity jumps, too often to be followed: steps that a smooth flow of relaxing modes could take are
    /// kept.
    AdaptiveFlow(Velocity velocity, std::vector<double> start, double tolerance, ErrorSize size = {},
                 bool kinks = false);

    /// On to `time`, which is hit exactly; `taken` hears of every step.
    /// Throws NotConverged where steps become too short to be told from none.
    void advance(double time, const std::function<void(double length, int stages)>& taken = {});
    [[nodiscard]] const std::vector<double>& y() const { return stepper_.y(); }
    [[nodiscard]] const std::vector<double>& dy() const { return stepper_.dy(); }
    [[nodiscard]] double time() const { return time_; }
    [[nodiscard]] int steps() const { return steps_; }

private:
    ChebyshevStepper stepper_;
    ErrorSize size_;
    double tolerance_, time_ = 0, length_ = 0, radius_ = 0;
    int steps_ = 0, since_radius_ = 0;
    bool kinks_;

    void look_at_radius();
    [[nodiscard]] double least_length() const;
};

}  // namespace lazyrisk
