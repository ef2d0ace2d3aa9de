// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Models that are linear in their weights, trained: their outputs follow from the kernel alone.
#pragma once

#include <vector>

#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/numerics/stiff_flow.hpp"

namespace lazyrisk {

/// Outputs at the inputs and at the tests.
struct Outputs {
    std::vector<double> inputs, tests;
};

/// A kernel (`gram` [n x n] in full, `cross` [tests x n]), labels and outputs at the start. The matrices must live as
/// long.
struct LinearModel {
    const Matrix &gram, &cross;
    const std::vector<double>& labels;
    Outputs start;
};

/// Descent, by its recursion.  Formula (14.4).
class LinearDescent {
public:
    explicit LinearDescent(LinearModel model);
    void step(double rate);
    [[nodiscard]] const std::vector<double>& outputs() const { return f_; }
    [[nodiscard]] std::vector<double> tests() const;

private:
    LinearModel model_;
    std::vector<double> f_, residual_, sum_;  // sum of the residuals so far
    double rate_ = 0;
};

/// Flow, exactly at any time: one eigendecomposition.  Formula (14.21).
class LinearFlow {
public:
    /// Cost: that of the eigenvectors of an n x n matrix. Throws NotConverged.
    explicit LinearFlow(LinearModel model);
    [[nodiscard]] Outputs at(double time) const;

private:
    LinearModel model_;
    Eigenvectors kernel_;
    std::vector<double> along_;  // the residual at the start, by eigenvectors
};

/// The same flow by given steps, as the network takes them: what it is off `LinearFlow` by, these steps cost.
class LinearSteps {
public:
    explicit LinearSteps(LinearModel model);
    void step(double length, int stages);
    [[nodiscard]] std::vector<double> tests() const;

private:
    LinearModel model_;
    ChebyshevStepper stepper_;  // of the weights u on the kernel: f = f_0 - K u, du/dt = (f - y)/n
};

}  // namespace lazyrisk
