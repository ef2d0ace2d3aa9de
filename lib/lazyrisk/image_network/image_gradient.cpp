// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_network/image_gradient.hpp"

#include <algorithm>

#include "lazyrisk/numerics/parallel.hpp"

namespace lazyrisk {
namespace {

constexpr std::size_t most_parts = 8;  // each has a gradient of its own

}  // namespace

template <class Real>
ImageGradient<Real>::ImageGradient(const ImageNetwork<Real>& network, const LaneImages<Real>& images,
                                   const ImageAnswers& answers, ImageLoss loss, int threads)
    : network_(network), images_(images), answers_(answers), loss_(loss), threads_(threads), passes_(network.steps()) {}

template <class Real>
double ImageGradient<Real>::operator()(std::span<const int> points, std::span<Real> gradient) {
    const ReadyWeights<Real> weights(network_.steps(), network_.parameters().data());
    const std::vector<LaneBlock> blocks = lane_blocks<Real>(int(points.size()));
    const std::size_t parts = std::min(most_parts, blocks.size());
    parts_.resize(std::max(parts_.size(), parts));
    std::vector<double> losses(blocks.size());
    parallel_for(parts, threads_, [&](std::size_t part) {
        std::vector<Real>& sum = parts_[part];
        sum.assign(gradient.size(), Real(0));
        passes_.with([&](ImagePass<Real>& pass) {
            for (std::size_t i = part * blocks.size() / parts; i < (part + 1) * blocks.size() / parts; ++i)
                losses[i] =
                    add_block(pass, weights, points.subspan(std::size_t(blocks[i].first), std::size_t(blocks[i].count)),
                              1.0 / double(points.size()), sum.data());
        });
    });
    std::copy(parts_[0].begin(), parts_[0].end(), gradient.begin());
    for (std::size_t part = 1; part < parts; ++part)
        for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] += parts_[part][i];
    double loss = 0;
    for (const double of_block : losses) loss += of_block;
    return loss;
}

template <class Real>
double ImageGradient<Real>::add_block(ImagePass<Real>& pass, const ReadyWeights<Real>& weights,
                                      std::span<const int> points, double share, Real* gradient) const {
    images_.gather(points, pass.inputs());
    const Real* const f = pass.forward(weights);
    Real* const slopes = pass.output_slopes();
    std::vector<double> room(std::size_t(answers_.outputs()));
    double loss = 0;
    for (std::size_t lane = 0; lane < std::size_t(lanes<Real>); ++lane) {
        for (std::size_t o = 0; o < room.size(); ++o) room[o] = double(f[o * std::size_t(lanes<Real>) + lane]);
        const bool used = lane < points.size();
        if (used) loss += share * loss_slopes(room, answers_, points[lane], loss_);
        for (std::size_t o = 0; o < room.size(); ++o)
            slopes[o * std::size_t(lanes<Real>) + lane] = used ? Real(share * room[o]) : Real(0);
    }
    pass.backward(weights);
    pass.add_gradient(gradient);
    return loss;
}

template class ImageGradient<float>;
template class ImageGradient<double>;

}  // namespace lazyrisk
