// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_network/image_network.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "../nearly.hpp"
#include "lazyrisk/image_network/image_gradient.hpp"
#include "lazyrisk/words/error.hpp"
#include "small_networks.hpp"

using namespace lazyrisk;
using small_networks::shape;

namespace {

const Draw draw{7, 0, 3};

/// Every layer, every kind of activation, channels that fill no tile, sides that fill no row of pixels.
const std::vector<std::pair<const char*, ImageShape>> networks = {
    {"conv(3) tanh pool conv(9) erf pool flat", {8, 4, 1}},
    {"conv(2,5) gelu blur conv(3,1) linear gap dense(5) tanh", {5, 7, 3}},
    {"conv(4) relu conv(3) leaky-relu(0.1) pool(3) flat dense(4) relu", {6, 6, 2}},
    {"blur(2) conv(17,3) sigmoid gap", {4, 3, 1}},
    {"pool conv(2,7) softplus flat dense(3) relu2 dense(2) abs", {8, 8, 1}},
    {"flat dense(7) erf dense(4) swish", {3, 3, 2}},
    {"flat", {2, 2, 1}},
    {"relu pool conv(4) abs pool flat dense(70) abs dense(9) relu", {4, 8, 2}},
    {"leaky-relu(-0.5) flat", {3, 2, 1}},
    {"conv(2) relu gap", {1, 1, 1}},
};

/// One image by plain sums, a number at a time: maps are [channels][pixels].
class PlainSums {
public:
    PlainSums(const ImageNetwork<double>& network, const Matrix& images, int i) : network_(network) {
        const ImageShape& image = network.shape().image;
        for (int c = 0; c < image.channels; ++c)
            for (int y = 0; y < image.height; ++y)
                for (int x = 0; x < image.width; ++x) map_.push_back(images(Eigen::Index(image.place(c, y, x)), i));
        for (const ImageStep& step : network.steps())
            std::visit([&](const auto& s) { map_ = after(s, step); }, step.what);
    }
    [[nodiscard]] const std::vector<double>& outputs() const { return map_; }

private:
    const ImageNetwork<double>& network_;
    std::vector<double> map_;

    [[nodiscard]] double parameter(std::size_t i) const { return network_.parameters()[i]; }
    [[nodiscard]] double pixel(const MapSize& m, int c, int y, int x) const {
        return y < 0 || x < 0 || y >= m.height || x >= m.width ? 0
                                                               : map_[std::size_t((c * m.height + y) * m.width + x)];
    }
    /// For every channel and pixel of `out`.
    template <class F>
    static std::vector<double> each(const MapSize& out, const F& f) {
        std::vector<double> all;
        for (int c = 0; c < out.channels; ++c)
            for (int y = 0; y < out.height; ++y)
                for (int x = 0; x < out.width; ++x) all.push_back(f(c, y, x));
        return all;
    }
    [[nodiscard]] double bias(const WeightPlace& place, int o) const {
        return place.biases > 0 ? parameter(place.first_bias() + std::size_t(o)) : 0;
    }
    std::vector<double> after(const ConvolutionStep& s, const ImageStep& step) const {
        const int filter = s.size.filter, half = filter / 2;
        return each(step.out, [&](int o, int y, int x) {
            double sum = 0;
            for (int c = 0; c < step.in.channels; ++c)
                for (int dy = 0; dy < filter; ++dy)
                    for (int dx = 0; dx < filter; ++dx)
                        sum += parameter(s.place.first +
                                         std::size_t(((c * filter + dy) * filter + dx) * step.out.channels + o)) *
                               pixel(step.in, c, y + dy - half, x + dx - half);
            return s.place.scale * sum + bias(s.place, o);
        });
    }
    std::vector<double> after(const DenseStep& s, const ImageStep& step) const {
        return each(step.out, [&](int o, int, int) {
            double sum = 0;
            for (int i = 0; i < s.in; ++i)
                sum += parameter(s.place.first + std::size_t(i * s.out + o)) * map_[std::size_t(i)];
            return s.place.scale * sum + bias(s.place, o);
        });
    }
    std::vector<double> after(const ActivationStep& s, const ImageStep& step) const {
        return each(step.out, [&](int c, int y, int x) { return s.gain * s.activation(pixel(step.in, c, y, x)); });
    }
    std::vector<double> after(const PoolStep& s, const ImageStep& step) const {
        return each(step.out, [&](int c, int y, int x) {
            double sum = 0;
            for (int v = 0; v < s.size; ++v)
                for (int u = 0; u < s.size; ++u) {
                    const double in = pixel(step.in, c, y * s.size + v, x * s.size + u);
                    sum += in * (in > 0 ? s.slopes.above : s.slopes.below);
                }
            return sum / (s.size * s.size);
        });
    }
    std::vector<double> after(const BlurStep& s, const ImageStep& step) const {
        return each(step.out, [&](int c, int y, int x) {
            double sum = 0;
            for (int v = -s.radius; v <= s.radius; ++v)
                for (int u = -s.radius; u <= s.radius; ++u) sum += pixel(step.in, c, y + v, x + u);
            return sum / std::pow(2 * s.radius + 1, 2);
        });
    }
    std::vector<double> after(const GlobalPoolStep&, const ImageStep& step) const {
        return each(step.out, [&](int c, int, int) {
            double sum = 0;
            for (int y = 0; y < step.in.height; ++y)
                for (int x = 0; x < step.in.width; ++x) sum += pixel(step.in, c, y, x);
            return sum / step.in.pixels();
        });
    }
};

void with_biases(ImageNetwork<double>& network) {
    for (const ImageStep& step : network.steps())
        if (const WeightPlace* place = place_of(step))
            for (int o = 0; o < place->biases; ++o)
                network.parameters()[place->first_bias() + std::size_t(o)] = 0.3 * std::sin(1.0 + o);
}

std::string refusal(const std::string& layers, const ImageShape& image, int outputs = 2) {
    try {
        ImageNetwork<float>(shape(layers, image, outputs), draw);
    } catch (const DomainError& error) {
        CHECK(error.name == "network");
        return error.what();
    }
    return "";
}

bool says(const std::string& sentence, const std::string& words) { return sentence.find(words) != std::string::npos; }

}  // namespace

TEST_SUITE("image_network/network") {
    TEST_CASE("[agreement] outputs are those of plain sums, in both precisions, for every layer and any last block") {
        for (const auto& [layers, image] : networks)
            for (const bool biases : {false, true})
                for (const auto parametrization : {Parametrization::tangent, Parametrization::standard}) {
                    CAPTURE(layers);
                    CAPTURE(biases);
                    ImageNetworkShape s = shape(layers, image, 3);
                    s.biases = biases;
                    s.parametrization = parametrization;
                    ImageNetwork<double> network(s, draw);
                    with_biases(network);
                    const Matrix x = small_networks::images(image, 19);  // 8 + 8 + 3, 16 + 3
                    const Matrix f = network.outputs(x);
                    ImageNetwork<float> rounded(s, draw);
                    std::copy(network.parameters().begin(), network.parameters().end(), rounded.parameters().begin());
                    const Matrix g = rounded.outputs(x);
                    for (int i = 0; i < 19; ++i) {
                        const PlainSums plain(network, x, i);
                        for (int o = 0; o < 3; ++o) {
                            CHECK(f(o, i) == nearly(plain.outputs()[std::size_t(o)], 1e-13, 1e-14));
                            CHECK(g(o, i) == nearly(plain.outputs()[std::size_t(o)], 1e-5, 2e-6));
                        }
                    }
                }
    }

    TEST_CASE("[identity] both parametrizations are one function at the start, and its weights have their variance") {
        ImageNetworkShape s = shape("conv(3) relu flat dense(40) relu", {6, 6, 2}, 4);
        const ImageNetwork<double> tangent(s, draw);
        s.parametrization = Parametrization::standard;
        const ImageNetwork<double> standard(s, draw);
        CHECK(tangent.parameters().size() == 2 * 9 * 3 + 108 * 40 + 40 * 4);
        const Matrix x = small_networks::images(s.image, 3);
        const Matrix f = tangent.outputs(x), g = standard.outputs(x);
        for (int i = 0; i < 12; ++i) CHECK(f(i % 4, i / 4) == nearly(g(i % 4, i / 4), 1e-13));
        for (const ImageStep& step : tangent.steps())
            if (const WeightPlace* place = place_of(step)) {
                double squares = 0;
                for (int i = 0; i < place->weights; ++i)
                    squares += std::pow(tangent.parameters()[place->first + std::size_t(i)], 2);
                CHECK(squares / place->weights == nearly(1, 0, 5 * std::sqrt(2.0 / place->weights)));
                for (int i = 0; i < place->weights; ++i)
                    CHECK(standard.parameters()[place->first + std::size_t(i)] ==
                          nearly(place->scale * tangent.parameters()[place->first + std::size_t(i)], 1e-15));
            }
    }

    TEST_CASE("[agreement] gradients are the differences of the loss, for every layer, both losses and real targets") {
        for (const auto& [layers, image] : networks)
            for (const char* kind : {"square", "cross-entropy", "targets"})
                for (const auto parametrization : {Parametrization::tangent, Parametrization::standard}) {
                    CAPTURE(layers);
                    CAPTURE(kind);
                    ImageNetworkShape s = shape(layers, image, 3);
                    s.biases = true;
                    s.parametrization = parametrization;
                    ImageNetwork<double> network(s, draw);
                    with_biases(network);
                    const LaneImages<double> x(small_networks::images(image, 11), image);
                    const std::string k = kind;
                    const ImageLoss loss = k == "cross-entropy" ? ImageLoss::cross_entropy : ImageLoss::square;
                    const ImageAnswers answers = k == "targets" ? ImageAnswers(Matrix(Matrix::Random(11, 3)))
                                                                : ImageAnswers(small_networks::labels(11, 3), 3);
                    ImageGradient<double> gradient_of(network, x, answers, loss, 1);
                    std::vector<int> points(11);
                    std::iota(points.begin(), points.end(), 0);
                    std::vector<double> gradient(network.parameters().size()), other(gradient.size());
                    CHECK(gradient_of(points, gradient) ==
                          nearly(image_errors(network.outputs(x), answers, loss).loss, 1e-13));
                    const auto loss_at = [&](std::size_t i, double value) {
                        network.parameters()[i] = value;
                        return image_errors(network.outputs(x), answers, loss).loss;
                    };
                    // every parameter of small layers, a sample of large ones
                    for (std::size_t i = 0; i < gradient.size(); i += 1 + gradient.size() / 60) {
                        const double here = network.parameters()[i], h = 1e-5;
                        const double difference = (loss_at(i, here + h) - loss_at(i, here - h)) / (2 * h);
                        loss_at(i, here);
                        CHECK(gradient[i] == nearly(difference, 0, 1e-7));
                    }
                }
    }

    TEST_CASE("[identity] gradients are means over points, and the same on 1, 2 and 3 threads") {
        const ImageNetworkShape s = shape("conv(5) relu pool flat", {8, 8, 1}, 3);
        const ImageNetwork<float> network(s, draw);
        const LaneImages<float> x(small_networks::images(s.image, 170), s.image);
        const ImageAnswers answers(small_networks::labels(170, 3), 3);
        std::vector<int> points(170);
        std::iota(points.begin(), points.end(), 0);
        std::vector<float> one(network.parameters().size()), more(one.size());
        const double loss = ImageGradient<float>(network, x, answers, ImageLoss::cross_entropy, 1)(points, one);
        for (const int threads : {2, 3}) {
            CHECK(ImageGradient<float>(network, x, answers, ImageLoss::cross_entropy, threads)(points, more) == loss);
            CHECK(one == more);
            CHECK((network.outputs(x, threads).array() == network.outputs(x, 1).array()).all());
        }
        ImageGradient<float> gradient_of(network, x, answers, ImageLoss::cross_entropy, 1);
        std::vector<double> sum(one.size());
        for (int i = 0; i < 170; i += 17) {
            gradient_of(std::span(points).subspan(std::size_t(i), 17), more);
            for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += double(more[k]) / 10;
        }
        for (std::size_t k = 0; k < sum.size(); ++k) CHECK(double(one[k]) == nearly(sum[k], 1e-5, 1e-6));
    }

    TEST_CASE("[identity] architectures that do not fit are refused in one sentence") {
        CHECK(says(refusal("conv(4) relu pool(3) flat", {8, 8, 1}), "pool(3) does not divide 8 x 8 pixels"));
        CHECK(says(refusal("conv(4) pool pool flat", {6, 8, 1}), "pool(2) does not divide 3 x 4 pixels"));
        CHECK(says(refusal("conv(2,99) flat", {8, 8, 1}), "more than 15 pixels"));
        CHECK(says(refusal("blur(8) flat", {8, 8, 1}), "blur(8) does not fit"));
        CHECK(says(refusal("step flat", {8, 8, 1}), "no slope"));
        CHECK(says(refusal("flat", {0, 0, 0}), "the points are none"));
        CHECK(says(refusal("flat", {8, 8, 1}, 0), "at least one output"));
        ImageNetworkShape s = shape("flat", {8, 8, 1}, 2);
        using Layers = std::vector<ArchitectureLayer>;
        for (const auto& [layers, words] : std::vector<std::pair<Layers, const char*>>{
                 {{FlatLayer{}, ConvolutionLayer{3, 4}}, "conv comes before flat or gap"},
                 {{GlobalPoolLayer{}, PoolLayer{}}, "pool comes before flat or gap"},
                 {{FlatLayer{}, BlurLayer{}}, "blur comes before flat or gap"},
                 {{FlatLayer{}, GlobalPoolLayer{}}, "gap stands once"},
                 {{ConvolutionLayer{3, 4}, ActivationLayer{"relu"}}, "ends in flat or gap"},
                 {{DenseLayer{3}, FlatLayer{}}, "after flat or gap"},
                 {{FlatLayer{}, DenseLayer{}}, "says its width"},
                 {{ConvolutionLayer{}, FlatLayer{}}, "says its channels"},
                 {{ConvolutionLayer{2, 3}, FlatLayer{}}, "odd number"},
                 {{ConvolutionLayer{3, 1000000000}, FlatLayer{}}, "too large"},
                 {{ExponentialLayer{}, FlatLayer{}}, "kernels alone"},
                 {{ActivationLayer{"rellu"}, FlatLayer{}}, "relu"},
                 {{PoolLayer{0}, FlatLayer{}}, "does not divide"},
                 {{BlurLayer{-1}, FlatLayer{}}, "does not fit"}}) {
            s.architecture.layers = layers;
            CAPTURE(words);
            try {
                ImageNetwork<float>(s, draw);
                CHECK(false);
            } catch (const DomainError& error) {
                CHECK(error.name == "network");
                CHECK_MESSAGE(says(error.what(), words), error.what());
            }
        }
    }

    TEST_CASE("[identity] images that do not fit the network are refused") {
        const ImageNetwork<float> network(shape("flat", {8, 8, 1}, 2), draw);
        CHECK_THROWS_AS(network.outputs(Matrix(Matrix::Zero(63, 2))), DomainError);
        Matrix x = Matrix::Zero(64, 2);
        x(5, 1) = std::nan("");
        CHECK_THROWS_AS(network.outputs(x), DomainError);
        CHECK_THROWS_AS(network.outputs(Matrix(Matrix::Constant(64, 2, 1e30))), DomainError);
        CHECK(network.outputs(Matrix(64, 0)).cols() == 0);
        const ImageNetwork<float> steep(shape("relu3 relu3 flat", {8, 8, 1}, 2), draw);
        CHECK_THROWS_AS(steep.outputs(Matrix(Matrix::Constant(64, 2, 1e14))), NotConverged);
    }
}
