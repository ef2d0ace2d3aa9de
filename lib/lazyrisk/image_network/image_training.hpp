// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A network on images trained by its gradients on batches.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "lazyrisk/image_network/image_gradient.hpp"
#include "lazyrisk/image_network/image_optimizer.hpp"

namespace lazyrisk {

struct ImageTraining {
    ImageLoss loss = ImageLoss::cross_entropy;
    OptimizerSettings optimizer;
    RateSchedule schedule = RateSchedule::one_cycle;
    double rate = 2e-3;
    int updates = 600;
    /// Points of an update; all of them where there are fewer. lanes are computed at once: multiples of 16 waste none.
    int batch = 48;
    /// Ends where the training error is that small: of classes, or with real targets the mean square.
    std::optional<double> stop_error;
    /// Updates between two looks at all training points; 0: at the end alone, with `stop_error` once in all points.
    int look_every = 0;
    int threads = 1;  ///< 0: all
    std::function<void(double part)> progress = {};
    std::function<bool()> interrupted = {};
};

struct TrainingLook {
    int updates = 0;
    double seconds = 0;  ///< of training, looks included
    ImageErrors train;
};

struct TrainedImages {
    std::vector<TrainingLook> path;  ///< the last one is the end
    bool reached = false;            ///< `stop_error` was
    bool interrupted = false;

    [[nodiscard]] const TrainingLook& end() const { return path.back(); }
};

/// Trains the network where it stands. Batches are consecutive pieces of shuffled points, shuffled anew each time all
/// were used; the order is of `draw`. Equal settings give equal weights on any number of threads.
/// Throws DomainError: images or answers that do not fit the network, settings out of their range; NotConverged where
/// the loss leaves all bounds, and the network is then without meaning.
template <class Real>
TrainedImages train_images(ImageNetwork<Real>& network, const MatrixView& images, const ImageAnswers& answers,
                           const ImageTraining& training, const Draw& draw);

/// Bytes of training one network on so many images.
template <class Real>
double training_memory(const ImageNetworkShape& shape, int images, const ImageTraining& training);

}  // namespace lazyrisk
