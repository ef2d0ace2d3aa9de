// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The derivative of a mean loss by all parameters of a network on images.
#pragma once

#include "lazyrisk/image_network/image_answers.hpp"
#include "lazyrisk/image_network/image_network.hpp"

namespace lazyrisk {

template <class Real>
class ImageGradient {
public:
    /// All must live as long. `threads` 0: all.
    ImageGradient(const ImageNetwork<Real>& network, const LaneImages<Real>& images, const ImageAnswers& answers,
                  ImageLoss loss, int threads);
    /// The mean loss of those points now; `gradient` [parameters] is overwritten by its derivative. The points are cut
    /// into the same parts, added in the same order, on any number of threads.
    double operator()(std::span<const int> points, std::span<Real> gradient);

private:
    const ImageNetwork<Real>& network_;
    const LaneImages<Real>& images_;
    const ImageAnswers& answers_;
    ImageLoss loss_;
    int threads_;
    PassPool<Real> passes_;
    std::vector<std::vector<Real>> parts_;

    double add_block(ImagePass<Real>& pass, const ReadyWeights<Real>& weights, std::span<const int> points,
                     double share, Real* gradient) const;
};

}  // namespace lazyrisk
