// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A block of images through a network and back.
#pragma once

#include <span>
#include <vector>

#include "lazyrisk/image_network/image_steps.hpp"
#include "lazyrisk/linear/matrix.hpp"

namespace lazyrisk {

/// Numbers on a cache line.
template <class Real>
using LaneArray = Eigen::Array<Real, Eigen::Dynamic, 1>;

/// The weights of convolutions in tiles, as the loops read them: forwards, and turned round with channels in and out
/// exchanged, which is the way back.
template <class Real>
struct TiledWeights {
    LaneArray<Real> forwards, backwards, bias, no_bias;
};

/// Parameters as a pass reads them; they must live as long.
template <class Real>
class ReadyWeights {
public:
    ReadyWeights(const std::vector<ImageStep>& steps, const Real* parameters);
    [[nodiscard]] const Real* parameters() const { return parameters_; }
    /// Of the step of that number, a convolution.
    [[nodiscard]] const TiledWeights<Real>& tiles(std::size_t step) const { return tiles_[step]; }

private:
    const Real* parameters_;
    std::vector<TiledWeights<Real>> tiles_;
};

/// The room that a block of `lanes` images takes. Maps are [channels][pixels][lanes].
template <class Real>
class ImagePass {
public:
    explicit ImagePass(const std::vector<ImageStep>& steps);

    /// To be filled, [channels][pixels][lanes]; what is there stays through all that follows.
    [[nodiscard]] Real* inputs() { return values_.front().data(); }
    /// What goes into a step; of an activation that keeps signs, what came out of it.
    [[nodiscard]] const Real* into(std::size_t step) const { return values_[value_at_[step]].data(); }
    /// The network's outputs, [outputs][lanes].
    const Real* forward(const ReadyWeights<Real>& weights);
    /// To be filled with the derivatives by the outputs, [outputs][lanes], before `backward`.
    [[nodiscard]] Real* output_slopes() { return slopes_.back().data(); }
    /// The derivatives by what each step leaves, for those with weights.
    void backward(const ReadyWeights<Real>& weights);
    [[nodiscard]] const Real* slopes_after(std::size_t step) const { return slopes_[slope_at_[step + 1]].data(); }
    /// Adds the derivatives by the parameters, summed over the lanes, after `backward`.
    void add_gradient(Real* gradient);
    /// Image by image, of a convolution: the sums of `LaneLoops::weight_slopes`, without the weights' scale.
    const Real* weight_slopes(std::size_t step, int tile);

private:
    const std::vector<ImageStep>& steps_;
    std::vector<LaneArray<Real>> values_, slopes_;
    std::vector<std::size_t> value_at_, slope_at_;  // which of them stand before each step and after the last
    LaneArray<Real> padded_, sums_, turned_;
    std::vector<double> doubles_;
    std::size_t first_weights_ = 0;  // the first step that has any
    std::size_t padded_step_ = 0;    // the one whose inputs are padded, if it is one's

    Real* after(std::size_t step) { return values_[value_at_[step + 1]].data(); }
    Real* slopes_before(std::size_t step) { return slopes_[slope_at_[step]].data(); }
    const Real* padded(const Real* maps, const ConvolutionSize& size);
    void forward(const ConvolutionStep& s, std::size_t step, const ReadyWeights<Real>& weights);
    void forward(const DenseStep& s, std::size_t step, const ReadyWeights<Real>& weights);
    void forward(const ActivationStep& s, std::size_t step, const ReadyWeights<Real>&);
    void forward(const PoolStep& s, std::size_t step, const ReadyWeights<Real>&);
    void forward(const BlurStep& s, std::size_t step, const ReadyWeights<Real>&);
    void forward(const GlobalPoolStep&, std::size_t step, const ReadyWeights<Real>&);
    void backward(const ConvolutionStep& s, std::size_t step, const ReadyWeights<Real>& weights);
    void backward(const DenseStep& s, std::size_t step, const ReadyWeights<Real>& weights);
    void backward(const ActivationStep& s, std::size_t step, const ReadyWeights<Real>&);
    void backward(const PoolStep& s, std::size_t step, const ReadyWeights<Real>&);
    void backward(const BlurStep& s, std::size_t step, const ReadyWeights<Real>&);
    void backward(const GlobalPoolStep&, std::size_t step, const ReadyWeights<Real>&);
    void add_gradient(const ConvolutionStep& s, std::size_t step, Real* gradient);
    void add_gradient(const DenseStep& s, std::size_t step, Real* gradient);
};

/// Bytes of a pass.
template <class Real>
double pass_memory(const std::vector<ImageStep>& steps);

}  // namespace lazyrisk
