// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Learning curves in time of a neural tangent of finitely many neurons.
#pragma once

#include "lazyrisk/dynamics/learning_curve.hpp"
#include "lazyrisk/resolvent/complex_blocks.hpp"
#include "lazyrisk/risk/blocks.hpp"

namespace lazyrisk {

/// One spectrum of blocks, target, sizes, noise and decay, at any times; as LearningCurve. The references must live as
/// long.
class TangentCurve {
public:
    /// Throws NotCovered for an ensemble, as block_answer.
    TangentCurve(const Spectrum<>& spectrum, const Target<>& target, const Operation<>& op);

    /// Formulas (13.18)-(13.20); `learned` has every level.  Infinite time is the risk at ridge = decay.
    /// Throws as LearningCurve::at.  Cost: 14 complex fixed points and 210 pairs of them, some ms for 40 levels.
    [[nodiscard]] TimeRisk at(const Training& training) const;
    /// As LearningCurve::best_time.
    [[nodiscard]] double best_time() const;
    /// Largest eigenvalue of the sample kernel K/n and the decay.
    [[nodiscard]] double steepest() const { return steepest_; }

private:
    const Spectrum<>& spectrum_;
    const Target<>& target_;
    AlignedTarget<> aligned_;
    BlockTarget<double> parts_;
    Operation<> op_;
    ComplexBlocks solver_;
    double steepest_;
    double reach_;  ///< right edge of the equivalent's own spectrum, and the decay

    [[nodiscard]] TwoPoint two_point(const BlockNode& a, const BlockNode& b) const;
    /// As LearningCurve::outliers_at_once, of the constant.
    [[nodiscard]] TimeRisk constant_at_once(const Training& training) const;
};

}  // namespace lazyrisk
