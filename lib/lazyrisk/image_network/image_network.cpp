// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_network/image_network.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "lazyrisk/linear/blas_threads.hpp"
#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

constexpr double largest_pixel = 1e15;  // the square of what a layer makes of it is still a float

}  // namespace

template <class Real>
LaneImages<Real>::LaneImages(const MatrixView& images, const ImageShape& shape)
    : count_(int(images.cols())), size_(int(images.rows())), numbers_(std::size_t(images.size())) {
    if (std::size_t(images.rows()) != shape.size())
        throw DomainError("network", shape.text(),
                          "images of so many pixels have " + std::to_string(shape.size()) + " numbers, these have " +
                              std::to_string(images.rows()));
    if (!(images.size() == 0 || images.cwiseAbs().maxCoeff<Eigen::PropagateNaN>() <= largest_pixel))
        throw DomainError("data", "a number that is not finite or too large", "pixels are numbers of moderate size");
    for (int i = 0; i < count_; ++i) {
        const double* const point = images.col(i).data();
        Real* to = numbers_.data() + std::size_t(i) * std::size_t(size_);
        for (int c = 0; c < shape.channels; ++c)
            for (int y = 0; y < shape.height; ++y)
                for (int x = 0; x < shape.width; ++x) *to++ = Real(point[shape.place(c, y, x)]);
    }
}

template <class Real>
void LaneImages<Real>::gather(std::span<const int> points, Real* out) const {
    constexpr int row = lanes<Real>;
    if (points.size() < std::size_t(row)) std::fill_n(out, size_ * row, Real(0));
    for (std::size_t lane = 0; lane < points.size(); ++lane) {
        const Real* const from = numbers_.data() + std::size_t(points[lane]) * std::size_t(size_);
        for (int i = 0; i < size_; ++i) out[std::size_t(i * row) + lane] = from[i];
    }
}

template <class Real>
ImageNetwork<Real>::ImageNetwork(const ImageNetworkShape& shape, const Draw& draw)
    : shape_(shape), steps_(image_steps(shape)), parameters_(parameter_count(steps_)) {
    std::uint64_t lane = 0;
    for (const ImageStep& step : steps_)
        if (const WeightPlace* const place = place_of(step)) {
            std::vector<double> weights(std::size_t(place->weights));
            draw.stream(Role::features, lane++).normals(weights);
            std::transform(weights.begin(), weights.end(), parameters_.begin() + std::ptrdiff_t(place->first),
                           [&](double normal) { return Real(place->start * normal); });
        }
}

template <class Real>
Matrix ImageNetwork<Real>::outputs(const MatrixView& images, int threads) const {
    return outputs(LaneImages<Real>(images, shape_.image), threads);
}

template <class Real>
Matrix ImageNetwork<Real>::outputs(const LaneImages<Real>& images, int threads) const {
    const BlasThreads one;
    const ReadyWeights<Real> weights(steps_, parameters_.data());
    const std::vector<LaneBlock> blocks = lane_blocks<Real>(images.count());
    std::vector<int> all(std::size_t(images.count()));
    std::iota(all.begin(), all.end(), 0);
    PassPool<Real> passes(steps_);
    Matrix f(shape_.outputs, images.count());
    parallel_for(blocks.size(), threads, [&](std::size_t i) {
        passes.with([&](ImagePass<Real>& pass) {
            const LaneBlock block = blocks[i];
            images.gather(std::span(all).subspan(std::size_t(block.first), std::size_t(block.count)), pass.inputs());
            const Real* const out = pass.forward(weights);
            for (int lane = 0; lane < block.count; ++lane)
                for (int o = 0; o < shape_.outputs; ++o) f(o, block.first + lane) = double(out[o * lanes<Real> + lane]);
        });
    });
    if (!f.allFinite())
        throw NotConverged(
            "the network's outputs are no numbers: its weights or the pixels are too large; of a network "
            "that was trained, try a smaller `learning-rate`");
    return f;
}

template <class Real>
std::unique_ptr<ImagePass<Real>> PassPool<Real>::take() {
    const std::lock_guard lock(guard_);
    if (waiting_.empty()) return std::make_unique<ImagePass<Real>>(steps_);
    std::unique_ptr<ImagePass<Real>> pass = std::move(waiting_.back());
    waiting_.pop_back();
    return pass;
}

template <class Real>
std::vector<LaneBlock> lane_blocks(int images) {
    std::vector<LaneBlock> blocks;
    for (int first = 0; first < images; first += lanes<Real>)
        blocks.push_back({first, std::min(lanes<Real>, images - first)});
    return blocks;
}

template class LaneImages<float>;
template class LaneImages<double>;
template class ImageNetwork<float>;
template class ImageNetwork<double>;
template class PassPool<float>;
template class PassPool<double>;
template std::vector<LaneBlock> lane_blocks<float>(int);
template std::vector<LaneBlock> lane_blocks<double>(int);

}  // namespace lazyrisk
