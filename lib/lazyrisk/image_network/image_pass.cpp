// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_network/image_pass.hpp"

#include <algorithm>

namespace lazyrisk {
namespace {

template <class Real>
using LaneMatrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;  // [lanes x numbers], [out x in]

template <class Real>
Eigen::Map<const LaneMatrix<Real>> rows_of_lanes(const Real* maps, int numbers) {
    return {maps, lanes<Real>, numbers};
}
template <class Real>
Eigen::Map<LaneMatrix<Real>> rows_of_lanes(Real* maps, int numbers) {
    return {maps, lanes<Real>, numbers};
}
/// As many numbers, filled up.
template <class Real>
int whole_vectors(int numbers) {
    return (numbers + lanes<Real> - 1) / lanes<Real> * lanes<Real>;
}

/// Where the weight stands in its tile.
std::size_t in_tile(int channels_in, int taps, int in, int tap, int out) {
    return ((std::size_t(out / channel_tile) * std::size_t(channels_in) + std::size_t(in)) * std::size_t(taps) +
            std::size_t(tap)) *
               channel_tile +
           std::size_t(out % channel_tile);
}

std::size_t tiled(int channels_in, int taps, int channels_out) {
    const int tiles = (channels_out + channel_tile - 1) / channel_tile;
    return std::size_t(tiles) * std::size_t(channels_in) * std::size_t(taps) * channel_tile;
}

template <class Real>
TiledWeights<Real> tiles_of(const ConvolutionStep& s, const Real* parameters) {
    const ConvolutionSize& size = s.size;
    const int taps = size.taps(), in = size.channels_in, out = size.channels_out;
    const auto zeros = [](std::size_t count) -> LaneArray<Real> { return LaneArray<Real>::Zero(Eigen::Index(count)); };
    TiledWeights<Real> t{zeros(tiled(in, taps, out)), zeros(tiled(out, taps, in)), zeros(tiled(1, 1, out)),
                         zeros(tiled(1, 1, in))};
    const Real* from = parameters + s.place.first;
    for (int i = 0; i < in; ++i)
        for (int tap = 0; tap < taps; ++tap)
            for (int o = 0; o < out; ++o) {
                const Real weight = Real(s.place.scale) * *from++;
                t.forwards[Eigen::Index(in_tile(in, taps, i, tap, o))] = weight;
                t.backwards[Eigen::Index(in_tile(out, taps, o, taps - 1 - tap, i))] = weight;
            }
    for (int o = 0; o < s.place.biases; ++o) t.bias[o] = from[o];
    return t;
}

/// Means over the window of each pixel, divided by all of it also where it leaves the image: its own transpose.
template <class Real>
void blur(const Real* in, const MapSize& map, int radius, Real* out) {
    constexpr int row = lanes<Real>;
    const Real share = Real(1) / Real((2 * radius + 1) * (2 * radius + 1));
    for (int c = 0; c < map.channels; ++c, in += map.pixels() * row)
        for (int y = 0; y < map.height; ++y)
            for (int x = 0; x < map.width; ++x, out += row) {
                Real sum[row] = {};
                for (int v = std::max(0, y - radius); v <= std::min(map.height - 1, y + radius); ++v)
                    for (int u = std::max(0, x - radius); u <= std::min(map.width - 1, x + radius); ++u)
                        for (int lane = 0; lane < row; ++lane) sum[lane] += in[(v * map.width + u) * row + lane];
                for (int lane = 0; lane < row; ++lane) out[lane] = sum[lane] * share;
            }
}

/// f(x) of many numbers, in double: that is the precision in which activations know many at once.
template <class Real, class F>
void in_doubles(const Real* in, std::size_t count, std::vector<double>& room, const F& f) {
    room.assign(in, in + count);
    f(std::span<double>(room));
}

}  // namespace

template <class Real>
ReadyWeights<Real>::ReadyWeights(const std::vector<ImageStep>& steps, const Real* parameters)
    : parameters_(parameters), tiles_(steps.size()) {
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (const auto* s = std::get_if<ConvolutionStep>(&steps[i].what)) tiles_[i] = tiles_of(*s, parameters);
}

template <class Real>
ImagePass<Real>::ImagePass(const std::vector<ImageStep>& steps) : steps_(steps) {
    const auto room = [](std::size_t numbers) -> LaneArray<Real> {
        return LaneArray<Real>::Zero(Eigen::Index(numbers) * lanes<Real>);
    };
    const auto add = [&](std::vector<LaneArray<Real>>& all, std::vector<std::size_t>& at, int numbers, bool same) {
        if (!same) all.push_back(room(std::size_t(numbers)));
        at.push_back(all.size() - 1);
    };
    std::size_t most_padded = 0, most_sums = 0, most_turned = 0;
    while (place_of(steps_[first_weights_]) == nullptr) ++first_weights_;
    add(values_, value_at_, steps.front().in.size(), false);
    add(slopes_, slope_at_, 0, false);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto* activation = std::get_if<ActivationStep>(&steps[i].what);
        add(values_, value_at_, steps[i].out.size(), i > 0 && activation && activation->keeps_sign());
        add(slopes_, slope_at_, steps[i].out.size(), i < first_weights_ || activation);
        if (const auto* s = std::get_if<ConvolutionStep>(&steps[i].what)) {
            const int channels = std::max(s->size.channels_in, s->size.channels_out);
            most_padded = std::max(most_padded, std::size_t(channels) * std::size_t(s->size.padded_pixels()));
            most_sums = std::max(most_sums, std::size_t(s->size.channels_in * s->size.taps()) * channel_tile);
        }
        if (const auto* s = std::get_if<DenseStep>(&steps[i].what))
            most_turned = std::max(most_turned, std::size_t(whole_vectors<Real>(s->out)));
    }
    padded_ = room(most_padded);
    sums_ = room(most_sums);
    turned_ = room(most_turned);
}

template <class Real>
const Real* ImagePass<Real>::padded(const Real* maps, const ConvolutionSize& size) {
    constexpr int row = lanes<Real>;
    const int border = size.filter / 2;
    Real* to = padded_.data();
    padded_step_ = steps_.size();
    for (int c = 0; c < size.channels_in; ++c) {
        to = std::fill_n(to, border * size.padded_width() * row, Real(0));
        for (int y = 0; y < size.height; ++y, maps += size.width * row) {
            to = std::fill_n(to, border * row, Real(0));
            to = std::copy_n(maps, size.width * row, to);
            to = std::fill_n(to, border * row, Real(0));
        }
        to = std::fill_n(to, border * size.padded_width() * row, Real(0));
    }
    return padded_.data();
}

template <class Real>
const Real* ImagePass<Real>::forward(const ReadyWeights<Real>& weights) {
    for (std::size_t i = 0; i < steps_.size(); ++i)
        std::visit([&](const auto& s) { forward(s, i, weights); }, steps_[i].what);
    return values_.back().data();
}

template <class Real>
void ImagePass<Real>::forward(const ConvolutionStep& s, std::size_t step, const ReadyWeights<Real>& weights) {
    const TiledWeights<Real>& t = weights.tiles(step);
    lane_loops<Real>().convolve(s.size, padded(into(step), s.size), t.forwards.data(), t.bias.data(), after(step));
}

template <class Real>
void ImagePass<Real>::forward(const DenseStep& s, std::size_t step, const ReadyWeights<Real>& weights) {
    lane_loops<Real>().dense(s.in, s.out, into(step), weights.parameters() + s.place.first, s.out, 1,
                             Real(s.place.scale), after(step));
    auto out = rows_of_lanes(after(step), s.out);
    const Real* const bias = weights.parameters() + s.place.first_bias();
    for (int o = 0; o < s.place.biases; ++o) out.col(o).array() += bias[o];
}

template <class Real>
void ImagePass<Real>::forward(const ActivationStep& s, std::size_t step, const ReadyWeights<Real>&) {
    const Real* const in = into(step);
    Real* const out = after(step);
    const int count = steps_[step].in.size() * lanes<Real>;
    if (s.slopes) return lane_loops<Real>().by_sign(in, in, Real(s.slopes->above), Real(s.slopes->below), count, out);
    in_doubles(in, std::size_t(count), doubles_, [&](std::span<double> x) {
        s.activation.apply(x);
        for (std::size_t i = 0; i < x.size(); ++i) out[i] = Real(s.gain * x[i]);
    });
}

template <class Real>
void ImagePass<Real>::forward(const PoolStep& s, std::size_t step, const ReadyWeights<Real>&) {
    const MapSize& map = steps_[step].in;
    lane_loops<Real>().pool(into(step), map.channels, map.height, map.width, s.size, Real(s.slopes.above),
                            Real(s.slopes.below), after(step));
}

template <class Real>
void ImagePass<Real>::forward(const BlurStep& s, std::size_t step, const ReadyWeights<Real>&) {
    blur(into(step), steps_[step].in, s.radius, after(step));
}

template <class Real>
void ImagePass<Real>::forward(const GlobalPoolStep&, std::size_t step, const ReadyWeights<Real>&) {
    const MapSize& map = steps_[step].in;
    auto out = rows_of_lanes(after(step), map.channels);
    for (int c = 0; c < map.channels; ++c)
        out.col(c) = rows_of_lanes(into(step), map.size()).middleCols(c * map.pixels(), map.pixels()).rowwise().mean();
}

template <class Real>
void ImagePass<Real>::backward(const ReadyWeights<Real>& weights) {
    for (std::size_t i = steps_.size(); i-- > first_weights_ + 1;)
        std::visit([&](const auto& s) { backward(s, i, weights); }, steps_[i].what);
}

template <class Real>
void ImagePass<Real>::backward(const ConvolutionStep& s, std::size_t step, const ReadyWeights<Real>& weights) {
    const TiledWeights<Real>& t = weights.tiles(step);
    ConvolutionSize back = s.size;
    std::swap(back.channels_in, back.channels_out);
    lane_loops<Real>().convolve(back, padded(slopes_after(step), back), t.backwards.data(), t.no_bias.data(),
                                slopes_before(step));
}

template <class Real>
void ImagePass<Real>::backward(const DenseStep& s, std::size_t step, const ReadyWeights<Real>& weights) {
    lane_loops<Real>().dense(s.out, s.in, slopes_after(step), weights.parameters() + s.place.first, 1, s.out,
                             Real(s.place.scale), slopes_before(step));
}

template <class Real>
void ImagePass<Real>::backward(const ActivationStep& s, std::size_t step, const ReadyWeights<Real>&) {
    const Real* const in = into(step);
    Real* const slopes = slopes_before(step);  // those after it, too
    const int count = steps_[step].in.size() * lanes<Real>;
    if (s.slopes)
        return lane_loops<Real>().by_sign(in, slopes, Real(s.slopes->above), Real(s.slopes->below), count, slopes);
    in_doubles(in, std::size_t(count), doubles_, [&](std::span<double> x) {
        s.activation.apply_derivative(x);
        for (std::size_t i = 0; i < x.size(); ++i) slopes[i] *= Real(s.gain * x[i]);
    });
}

template <class Real>
void ImagePass<Real>::backward(const PoolStep& s, std::size_t step, const ReadyWeights<Real>&) {
    const MapSize& map = steps_[step].in;
    lane_loops<Real>().spread(slopes_after(step), into(step), map.channels, map.height, map.width, s.size,
                              Real(s.slopes.above), Real(s.slopes.below), slopes_before(step));
}

template <class Real>
void ImagePass<Real>::backward(const BlurStep& s, std::size_t step, const ReadyWeights<Real>&) {
    blur(slopes_after(step), steps_[step].in, s.radius, slopes_before(step));
}

template <class Real>
void ImagePass<Real>::backward(const GlobalPoolStep&, std::size_t step, const ReadyWeights<Real>&) {
    const MapSize& map = steps_[step].in;
    auto before = rows_of_lanes(slopes_before(step), map.size());
    const auto after = rows_of_lanes(slopes_after(step), map.channels);
    for (int i = 0; i < map.size(); ++i) before.col(i) = after.col(i / map.pixels()) / Real(map.pixels());
}

template <class Real>
void ImagePass<Real>::add_gradient(Real* gradient) {
    for (std::size_t i = first_weights_; i < steps_.size(); ++i) {
        if (const auto* convolution = std::get_if<ConvolutionStep>(&steps_[i].what))
            add_gradient(*convolution, i, gradient);
        if (const auto* dense = std::get_if<DenseStep>(&steps_[i].what)) add_gradient(*dense, i, gradient);
    }
}

template <class Real>
const Real* ImagePass<Real>::weight_slopes(std::size_t step, int tile) {
    const ConvolutionSize& size = std::get<ConvolutionStep>(steps_[step].what).size;
    if (padded_step_ != step) padded(into(step), size);
    padded_step_ = step;
    lane_loops<Real>().weight_slopes(size, padded_.data(), slopes_after(step), tile, sums_.data());
    return sums_.data();
}

template <class Real>
void ImagePass<Real>::add_gradient(const ConvolutionStep& s, std::size_t step, Real* gradient) {
    const int out = s.size.channels_out, rows = s.size.channels_in * s.size.taps();
    Real* const weights = gradient + s.place.first;
    for (int tile = 0; tile < s.size.tiles(); ++tile) {
        const auto sums = rows_of_lanes(weight_slopes(step, tile), rows * channel_tile);
        const int first = tile * channel_tile, known = std::min(channel_tile, out - first);
        for (int row = 0; row < rows; ++row)
            for (int o = 0; o < known; ++o)
                weights[row * out + first + o] += Real(s.place.scale) * sums.col(row * channel_tile + o).sum();
    }
    const auto slopes = rows_of_lanes(slopes_after(step), out * s.size.pixels());
    for (int o = 0; o < s.place.biases; ++o)
        weights[s.place.weights + o] += slopes.middleCols(o * s.size.pixels(), s.size.pixels()).sum();
}

template <class Real>
void ImagePass<Real>::add_gradient(const DenseStep& s, std::size_t step, Real* gradient) {
    const int row = whole_vectors<Real>(s.out);
    const auto slopes = rows_of_lanes(slopes_after(step), s.out);
    Eigen::Map<LaneMatrix<Real>> turned(turned_.data(), row, lanes<Real>);
    turned.topRows(s.out) = slopes.transpose();
    turned.bottomRows(row - s.out).setZero();
    lane_loops<Real>().dense_slopes(s.in, s.out, into(step), turned_.data(), row, Real(s.place.scale),
                                    gradient + s.place.first);
    for (int o = 0; o < s.place.biases; ++o) gradient[s.place.first_bias() + std::size_t(o)] += slopes.col(o).sum();
}

template <class Real>
double pass_memory(const std::vector<ImageStep>& steps) {
    double numbers = steps.front().in.size();
    for (const ImageStep& step : steps) {
        numbers += 2.0 * step.out.size();
        if (const auto* s = std::get_if<ConvolutionStep>(&step.what))
            numbers += double(std::max(s->size.channels_in, s->size.channels_out)) * s->size.padded_pixels();
    }
    return numbers * lanes<Real> * sizeof(Real);
}

template class ReadyWeights<float>;
template class ReadyWeights<double>;
template class ImagePass<float>;
template class ImagePass<double>;
template double pass_memory<float>(const std::vector<ImageStep>&);
template double pass_memory<double>(const std::vector<ImageStep>&);

}  // namespace lazyrisk
