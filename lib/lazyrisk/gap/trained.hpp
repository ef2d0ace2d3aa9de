// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Networks of N neurons trained on infinitely many samples: gradient flow of the population risk itself.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "lazyrisk/gap/quadratic.hpp"
#include "lazyrisk/simulate/trials.hpp"
#include "lazyrisk/statistics/estimate.hpp"

namespace lazyrisk {

/// E (f* - f)^2/E f*^2 of f(x) = sum_j a_j s(<w_j,x>), over the weights: w [d x N], then a [N].
struct PopulationRisk {
    int dimension = 0;
    double output_scale = 1;  ///< a_j at the start: normal times this; w_j uniform on the unit sphere
    /// The risk at these weights of N neurons; its gradient into `gradient`.
    std::function<double(int width, std::span<const double> weights, std::span<double> gradient)> at;
};

/// s(x) = x^2 with free intercept on a quadratic form of normal inputs, of which |B|_F is taken as 1.  Formula (14.22).
/// Cost: 4 d^2 N flops.
PopulationRisk square_network_risk(const QuadraticTarget& target);
/// ReLU neurons on a single ReLU neuron, inputs normal or on the sphere.  Formula (14.23). Cost: N^2 (2 d + 30) flops.
PopulationRisk relu_network_risk(int dimension);

struct TrainedGap {
    Estimate risk;                ///< mean over the starts
    double best = 0;              ///< least of them
    int starts = 0, settled = 0;  ///< settled: at most 1e-9 would still be gained in as much time again
};

/// Both layers by gradient flow from `starts` random starts, until they settle or 20000 steps are done.
/// Throws DomainError without a start, NotCovered where the weights do not fit into memory.
/// `runner` has a trial a start, which sees its risk and whether it settled; left out: threads of this process. On a
/// process that only works for another one there are no starts.
TrainedGap trained_gap(const PopulationRisk& risk, int width, int starts, std::uint64_t seed, int threads = 0,
                       const TrialRunner& runner = {});

}  // namespace lazyrisk
