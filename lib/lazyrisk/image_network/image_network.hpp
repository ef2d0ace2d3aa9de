// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A network on images that is trained for real, every gradient written by hand.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "lazyrisk/image_network/image_pass.hpp"
#include "lazyrisk/image_network/image_steps.hpp"
#include "lazyrisk/simulate/random.hpp"

namespace lazyrisk {

/// Points [D x M], a point a column in the order of `ImageShape`, as a network reads them.
template <class Real>
class LaneImages {
public:
    /// Throws DomainError of `network` where D is not the image's, of `data` where a number is
    /// not finite or above 1e15.
    LaneImages(const MatrixView& images, const ImageShape& shape);
    [[nodiscard]] int count() const { return count_; }
    /// Writes those points as [channels][pixels][lanes]; at most `lanes`, and zeros for those that are missing.
    void gather(std::span<const int> points, Real* out) const;

private:
    int count_, size_;
    std::vector<Real> numbers_;  // by points, [channels][pixels]
};

/// Convolutions and dense layers with weights drawn as `Parametrization` says; of float and of double the same network,
/// rounded.  Formula (19.1).
template <class Real>
class ImageNetwork {
public:
    /// Throws DomainError of `network` as image_steps.
    ImageNetwork(const ImageNetworkShape& shape, const Draw& draw);

    [[nodiscard]] const ImageNetworkShape& shape() const { return shape_; }
    [[nodiscard]] const std::vector<ImageStep>& steps() const { return steps_; }
    /// Layer by layer: weights, then biases; in the order of the steps.
    [[nodiscard]] std::span<const Real> parameters() const { return parameters_; }
    [[nodiscard]] std::span<Real> parameters() { return parameters_; }

    /// f [outputs x M]. The same numbers on any number of threads (0: all). Throws as LaneImages, NotConverged where
    /// they are no numbers.
    [[nodiscard]] Matrix outputs(const MatrixView& images, int threads = 1) const;
    [[nodiscard]] Matrix outputs(const LaneImages<Real>& images, int threads = 1) const;

private:
    ImageNetworkShape shape_;
    std::vector<ImageStep> steps_;
    std::vector<Real> parameters_;
};

/// Passes that wait for a block of images: as many as there are threads.
template <class Real>
class PassPool {
public:
    explicit PassPool(const std::vector<ImageStep>& steps) : steps_(steps) {}
    /// Calls work(pass) with one that nobody else has.
    template <class Work>
    void with(const Work& work) {
        std::unique_ptr<ImagePass<Real>> pass = take();
        work(*pass);
        const std::lock_guard lock(guard_);
        waiting_.push_back(std::move(pass));
    }

private:
    const std::vector<ImageStep>& steps_;
    std::mutex guard_;
    std::vector<std::unique_ptr<ImagePass<Real>>> waiting_;

    std::unique_ptr<ImagePass<Real>> take();
};

/// A block of images: places first .. first + count - 1 of a list.
struct LaneBlock {
    int first, count;
};
template <class Real>
std::vector<LaneBlock> lane_blocks(int images);

}  // namespace lazyrisk
