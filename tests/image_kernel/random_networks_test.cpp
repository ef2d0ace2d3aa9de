// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/image_kernel/gram.hpp"
#include "test_images.hpp"

using namespace lazyrisk;

namespace {

constexpr int side = 6, pixels = side * side;

/// [channel][pixel]
using Map = std::vector<double>;

/// Standard normal weights over the root of their number, 2^{1/2} relu: convolutions of three pixels, each with a relu,
/// then a dense layer on the pixels or on their mean.
struct Network {
    int layers, channels;
    bool global;
    std::vector<std::vector<double>> filters;  ///< [layer]: [out][in][tap]
    std::vector<double> readout;

    Network(int depth, int width, bool gap, unsigned seed) : layers(depth), channels(width), global(gap) {
        std::mt19937 random(seed);
        std::normal_distribution<double> normal;
        const auto drawn = [&](std::size_t count) {
            std::vector<double> all(count);
            for (double& one : all) one = normal(random);
            return all;
        };
        for (int l = 0; l < layers; ++l) filters.push_back(drawn(std::size_t(9 * channels * inputs(l))));
        readout = drawn(std::size_t(global ? channels : channels * pixels));
    }
    [[nodiscard]] int inputs(int layer) const { return layer == 0 ? 1 : channels; }
    /// sum(out channel, in channel, tap, pixel, neighbour) over all that a convolution joins.
    template <class Visit>
    void joined(int layer, const Visit& visit) const {
        for (int o = 0; o < channels; ++o)
            for (int c = 0; c < inputs(layer); ++c)
                for (int tap = 0; tap < 9; ++tap)
                    for (int p = 0; p < pixels; ++p) {
                        const int i = p / side + tap / 3 - 1, j = p % side + tap % 3 - 1;
                        if (i < 0 || j < 0 || i >= side || j >= side) continue;
                        visit(std::size_t((o * inputs(layer) + c) * 9 + tap), std::size_t(o * pixels + p),
                              std::size_t(c * pixels + i * side + j));
                    }
    }

    struct Pass {
        Map features;                               ///< of the last layer, times 2^{1/2}
        std::vector<std::vector<double>> gradient;  ///< by each layer's weights; the readout last
    };
    [[nodiscard]] Pass pass(const Map& image) const {
        std::vector<Map> input{image}, before;
        for (int l = 0; l < layers; ++l) {
            Map u(std::size_t(channels * pixels), 0);
            const double scale = 1 / std::sqrt(9.0 * inputs(l));
            joined(l, [&](std::size_t w, std::size_t out, std::size_t in) {
                u[out] += scale * filters[std::size_t(l)][w] * input.back()[in];
            });
            before.push_back(u);
            for (double& one : u) one = std::sqrt(2.0) * std::max(one, 0.0);
            input.push_back(std::move(u));
        }
        Pass result{input.back(), {}};
        const double scale = 1 / std::sqrt(double(readout.size()));
        Map delta(result.features.size()), last(readout.size(), 0);
        for (std::size_t k = 0; k < delta.size(); ++k) {
            const std::size_t place = global ? k / pixels : k;
            const double share = global ? 1.0 / pixels : 1;
            last[place] += scale * share * result.features[k];
            delta[k] = scale * share * readout[place];
        }
        result.gradient.assign(std::size_t(layers), {});
        for (int l = layers; l-- > 0;) {
            const auto layer = std::size_t(l);
            for (std::size_t k = 0; k < delta.size(); ++k) delta[k] *= before[layer][k] > 0 ? std::sqrt(2.0) : 0;
            const double factor = 1 / std::sqrt(9.0 * inputs(l));
            Map below(input[layer].size(), 0);
            auto& slope = result.gradient[layer];
            slope.assign(filters[layer].size(), 0);
            joined(l, [&](std::size_t w, std::size_t out, std::size_t in) {
                slope[w] += factor * delta[out] * input[layer][in];
                below[in] += factor * delta[out] * filters[layer][w];
            });
            delta = std::move(below);
        }
        result.gradient.push_back(std::move(last));
        return result;
    }
};

double inner_product(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

/// Means over draws of <gradient, gradient> and of the readout's part of it, which is the mean of f(x) f(z).
void compare(int layers, bool global, int channels, int draws) {
    CAPTURE(layers);
    CAPTURE(global);
    const ImageShape shape{side, side, 1};
    const Matrix images = test_images::at_random(shape, 2, 21, -0.3);
    const std::string text = "cntk(layers=" + std::to_string(layers) + ",end=" + (global ? "gap" : "flat") + ",kind=";
    const Matrix ntk = *gram(parse_image_kernel(text + "ntk)"), images, shape),
                 nngp = *gram(parse_image_kernel(text + "nngp)"), images, shape);
    for (const auto& [i, j] : {std::pair{0, 0}, {1, 0}}) {
        double sum[2] = {0, 0}, square[2] = {0, 0};
        for (int draw = 0; draw < draws; ++draw) {
            const Network network(layers, channels, global, unsigned(1000 * layers + draw));
            const auto pass = [&](int n) { return network.pass(Map(images.col(n).begin(), images.col(n).end())); };
            const auto x = pass(i), z = pass(j);
            double value[2] = {inner_product(x.gradient.back(), z.gradient.back()), 0};
            for (std::size_t l = 0; l < x.gradient.size(); ++l) value[1] += inner_product(x.gradient[l], z.gradient[l]);
            for (int k = 0; k < 2; ++k) sum[k] += value[k], square[k] += value[k] * value[k];
        }
        for (int k = 0; k < 2; ++k) {
            const double mean = sum[k] / draws, variance = square[k] / draws - mean * mean;
            const double error = std::sqrt(variance / (draws - 1)), value = k == 0 ? nngp(i, j) : ntk(i, j);
            CAPTURE(mean);
            CAPTURE(value);
            CHECK(std::abs(mean - value) < 4 * error);
            CHECK(error < 0.1 * value);
        }
    }
}

/// One hidden layer without pixels: means over its neurons, of variances that differ by a factor of 10.
void compare_neurons(const std::string& activation) {
    constexpr int numbers = 6, neurons = 100000;
    Matrix points = test_images::at_random({1, 1, numbers}, 2, 5, -1);
    points.col(0) *= 6;
    points.col(1) *= 2;
    const Activation s = activation_named(activation);
    const auto kernel = [&](const std::string& name) {
        return (*gram(parse_image_kernel(name + "(depth=1,activation=" + activation + ")"), points, ImageShape{}))(0,
                                                                                                                   1);
    };
    std::mt19937 random(7);
    std::normal_distribution<double> normal;
    const double covariance = points.col(0).dot(points.col(1)) / numbers;
    double sum[2] = {0, 0}, square[2] = {0, 0};
    for (int i = 0; i < neurons; ++i) {
        double u = 0, v = 0;
        for (int k = 0; k < numbers; ++k) {
            const double w = normal(random) / std::sqrt(double(numbers));
            u += w * points(k, 0);
            v += w * points(k, 1);
        }
        const double last = s(u) * s(v), both = last + covariance * s.derivative(u) * s.derivative(v);
        for (const auto& [k, value] : {std::pair{0, last}, {1, both}}) sum[k] += value, square[k] += value * value;
    }
    for (int k = 0; k < 2; ++k) {
        const double mean = sum[k] / neurons, value = kernel(k == 0 ? "nngp" : "ntk");
        const double error = std::sqrt((square[k] / neurons - mean * mean) / (neurons - 1));
        CAPTURE(activation);
        CAPTURE(mean);
        CAPTURE(value);
        CHECK(std::abs(mean - value) < 4 * error);
    }
}

}  // namespace

TEST_SUITE("image_kernel/random_networks") {
    TEST_CASE("[simulation] wide random networks and their gradients have the kernels in the mean") {
        compare(1, true, 128, 100);
        compare(2, true, 48, 80);
        compare(2, false, 48, 60);
        compare(3, true, 32, 60);
    }

    TEST_CASE("[simulation] neurons of any activation") {
        for (const char* name : {"tanh", "softplus", "max(x,0)+min(exp(x)-1,0)", "min(max(x,-1),1)", "sin", "gaussian"})
            compare_neurons(name);
    }
}
