// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Networks of several widths, trained on the same draws: gaps to their linearizations, and how these fall with the
// width.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/simulate/trials.hpp"
#include "lazyrisk/statistics/estimate.hpp"
#include "lazyrisk/statistics/slope.hpp"
#include "lazyrisk/train/network_shape.hpp"
#include "lazyrisk/train/schedule.hpp"

namespace lazyrisk {

struct NetworkTraining {
    NetworkShape network;  ///< its width is not read
    std::vector<int> widths;
    Target<> target{{{1, 1.0}}, 0};
    std::optional<Activation> neuron;  ///< the target instead
    int samples = 1;
    double noise_variance = 0;
    Schedule schedule;
    int trials = 10, test_points = 1000, threads = 0;
    std::uint64_t seed = 1;
    std::function<void(double part)> progress = {};  ///< of the trials that were missing
    std::function<bool()> interrupted = {};
};

/// A point of the path, means over trials; `step` and `time` are means too.
struct MeanPoint {
    Estimate step, time, network_test, linear_test, kernel_test, network_train, linear_train, kernel_train, gap_own,
        gap_kernel, motion, integration_error;
};

struct TrainedWidth {
    int width = 0;
    std::vector<MeanPoint> path;
    Estimate gap_own, gap_kernel;     ///< the largest along the recorded path
    Estimate gap_kernel_end, motion;  ///< at the end
    Estimate integration_error;       ///< of a flow, the largest along the recorded path
    Estimate step_size, steps,
        largest_step;  ///< largest_step: 2 over the largest eigenvalue of the empirical tangent kernel over n
};

struct Rates {
    Slope gap_own, gap_kernel, gap_kernel_end, motion;
};

struct TrainedNetworks {
    std::vector<TrainedWidth> widths;
    std::optional<Rates> rates;  ///< with two widths at least
    int trials = 0;              ///< finished
};

/// Trains networks of every width in every trial; data, target and noise of a trial are those of `simulate` for the
/// neural tangent (random features where only the output moves), the same for all widths.  Formulas (14.1)-(14.8).
/// `runner` has a point a width, and a trial of it is its Path, number by number; left out: threads of this process.
/// On a process that only works for another one nothing is there: no trial, no width.
/// Throws DomainError as make_network and train_path, NotCovered where a network does not fit into memory (saying which
/// would) and as realize, NotConverged as train_path and where no trial finished.
TrainedNetworks train(const NetworkTraining& training, const TrialRunner& runner = {});

}  // namespace lazyrisk
