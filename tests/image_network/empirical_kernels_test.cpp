// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_network/empirical_kernels.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <sstream>

#include "../nearly.hpp"
#include "lazyrisk/statistics/estimate.hpp"
#include "small_networks.hpp"

using namespace lazyrisk;
using small_networks::shape;

namespace {

/// Kernels at infinite width by their definition: all pairs of pixels of an image with itself, with the other, and of
/// the other with itself (Arora et al. 2019).
class InfiniteWidth {
public:
    struct Value {
        double last_layer, tangent;
    };

    static Value of(const Architecture& architecture, int side, const Eigen::VectorXd& x, const Eigen::VectorXd& z) {
        InfiniteWidth k;
        k.side_ = side;
        const std::vector<std::pair<Eigen::VectorXd, Eigen::VectorXd>> images{{x, x}, {x, z}, {z, z}};
        for (int i = 0; i < 3; ++i)
            k.pair_[i] = {images[std::size_t(i)].first * images[std::size_t(i)].second.transpose(),
                          Matrix::Zero(x.size(), x.size())};
        for (const ArchitectureLayer& layer : architecture.layers) std::visit([&](const auto& l) { k.add(l); }, layer);
        k.add(DenseLayer{});
        return {k.pair_[1].s(0, 0), k.pair_[1].t(0, 0)};
    }

private:
    struct Pair {
        Matrix s, t;  // by pixels of either image
    };
    int side_ = 1;
    bool flat_ = false;
    Pair pair_[3];

    /// The same linear map of either image's pixels.
    void map(const Matrix& m) {
        for (Pair& p : pair_) p = {m * p.s * m.transpose(), m * p.t * m.transpose()};
    }
    void add(const ConvolutionLayer& layer) {
        const int half = layer.filter / 2, pixels = side_ * side_;
        for (Pair& p : pair_) {
            Pair next{Matrix::Zero(pixels, pixels), Matrix::Zero(pixels, pixels)};
            for (int dy = -half; dy <= half; ++dy)
                for (int dx = -half; dx <= half; ++dx) {
                    Matrix shift = Matrix::Zero(pixels, pixels);
                    for (int y = std::max(0, -dy); y < std::min(side_, side_ - dy); ++y)
                        for (int x = std::max(0, -dx); x < std::min(side_, side_ - dx); ++x)
                            shift(y * side_ + x, (y + dy) * side_ + x + dx) = 1;
                    next.s += shift * p.s * shift.transpose() / (layer.filter * layer.filter);
                    next.t += shift * p.t * shift.transpose() / (layer.filter * layer.filter);
                }
            p = {next.s, next.s + next.t};
        }
    }
    void add(const ActivationLayer&) {  // 2^{1/2} relu
        const Eigen::VectorXd x = pair_[0].s.diagonal(), z = pair_[2].s.diagonal();
        const Eigen::VectorXd rows[3] = {x, x, z}, columns[3] = {x, z, z};
        for (int i = 0; i < 3; ++i)
            for (Eigen::Index p = 0; p < x.size(); ++p)
                for (Eigen::Index q = 0; q < x.size(); ++q) {
                    double &s = pair_[i].s(p, q), &t = pair_[i].t(p, q);
                    const double norm = std::sqrt(rows[i][p] * columns[i][q]);
                    const double c = norm > 0 ? std::clamp(s / norm, -1.0, 1.0) : 0, angle = std::acos(c);
                    t *= norm > 0 ? 1 - angle / std::numbers::pi : 0;
                    s = norm * (c * (std::numbers::pi - angle) + std::sqrt(1 - c * c)) / std::numbers::pi;
                }
    }
    void add(const PoolLayer& layer) {
        const int less = side_ / layer.size;
        Matrix m = Matrix::Zero(less * less, side_ * side_);
        for (int y = 0; y < less * layer.size; ++y)
            for (int x = 0; x < less * layer.size; ++x)
                m(y / layer.size * less + x / layer.size, y * side_ + x) = 1.0 / (layer.size * layer.size);
        map(m);
        side_ = less;
    }
    void add(const BlurLayer& layer) {
        Matrix m = Matrix::Zero(side_ * side_, side_ * side_);
        for (int p = 0; p < side_ * side_; ++p)
            for (int q = 0; q < side_ * side_; ++q)
                if (std::max(std::abs(p / side_ - q / side_), std::abs(p % side_ - q % side_)) <= layer.radius)
                    m(p, q) = 1 / std::pow(2 * layer.radius + 1, 2);
        map(m);
    }
    void add(const FlatLayer&) { flat_ = true; }
    void add(const GlobalPoolLayer&) { map(Matrix::Constant(1, side_ * side_, 1.0 / (side_ * side_))); }
    void add(const DenseLayer&) {
        for (Pair& p : pair_) {
            const double s = p.s.trace() / double(p.s.rows()), t = p.t.trace() / double(p.t.rows());
            p = {Matrix::Constant(1, 1, s), Matrix::Constant(1, 1, s + t)};
        }
    }
    void add(const ExponentialLayer&) {}
};

std::string with_width(std::string layers, int width) {
    for (std::size_t at; (at = layers.find('N')) != std::string::npos;) layers.replace(at, 1, std::to_string(width));
    return layers;
}

const std::vector<const char*> architectures = {
    "conv(N) relu conv(N) relu gap", "conv(N) relu pool conv(N) relu flat", "conv(N) relu conv(N) relu blur flat",
    "flat dense(N) relu dense(N) relu", "conv(N,5) relu pool(3) flat dense(N) relu"};

}  // namespace

TEST_SUITE("image_network/empirical_kernels") {
    TEST_CASE("[table] kernels at infinite width as they are computed here have the digits of the tables") {
        Matrix images(64, 2);
        for (int i = 0; i < 8; ++i)
            for (int j = 0; j < 8; ++j) {
                images(8 * i + j, 0) = ((7 * i + 3 * j + i * j) % 17) / 16.0;
                images(8 * i + j, 1) = ((5 * i + 11 * j + 2 * i * i) % 13) / 12.0;
            }
        // realdata_kernel_values.csv, images A and B: cntk(layers=2,gap), cntk(layers=3,flat), myrtle(2,1)
        const std::vector<std::tuple<const char*, double, double>> known = {
            {"conv(1) relu conv(1) relu gap", 0.1701751070820924507888251, 0.3555970154455336005409274},
            {"conv(1) relu conv(1) relu conv(1) relu flat", 0.1857193427955232668809857, 0.506387528256088754461548},
            {"conv(1) relu conv(1) relu pool conv(1) relu gap", 0.1055010898647938499539236,
             0.2581633175048921403368201}};
        for (const auto& [layers, last_layer, tangent] : known) {
            const auto k = InfiniteWidth::of(parse_architecture("network", layers, ArchitectureOf::network), 8,
                                             images.col(0), images.col(1));
            CHECK(k.last_layer == nearly(last_layer, 1e-13));
            CHECK(k.tangent == nearly(tangent, 1e-13));
        }
    }

    TEST_CASE("[identity] by layers and in any number of rounds they are the products of all gradients") {
        for (const char* layers : {"conv(3) tanh pool conv(9) erf pool flat", "conv(10,5) relu blur gap dense(5) gelu",
                                   "flat dense(6) relu"})
            for (const bool biases : {false, true}) {
                CAPTURE(layers);
                ImageNetworkShape s = shape(layers, {8, 8, 2}, 3);
                s.biases = biases;
                const ImageNetwork<double> network(s, {3, 0, 1});
                const Matrix x = small_networks::images(s.image, 11), g = gradients(network, x);
                CHECK(g.rows() == Eigen::Index(network.parameters().size()));
                const EmpiricalKernels k = empirical_kernels(network, x);
                for (int i = 0; i < 11; ++i)
                    for (int j = 0; j < 11; ++j) {
                        double mean = 0;
                        for (int o = 0; o < 3; ++o) mean += g.col(3 * i + o).dot(g.col(3 * j + o)) / 3;
                        CHECK(k.tangent(i, j) == nearly(mean, 1e-12));
                    }
                const EmpiricalKernels rounds = empirical_kernels(network, x, 3, 1);
                CHECK((rounds.tangent - k.tangent).norm() < 1e-13 * k.tangent.norm());
                for (const int threads : {2, 3}) {
                    const EmpiricalKernels again = empirical_kernels(network, x, threads);
                    CHECK((again.tangent.array() == k.tangent.array()).all());
                    CHECK((again.last_layer.array() == k.last_layer.array()).all());
                }
            }
    }

    TEST_CASE("[agreement] wide networks have the kernels of infinite width, and fluctuate by 1/width^{1/2}") {
        const Matrix x = small_networks::images({6, 6, 1}, 3);
        constexpr int draws = 24;
        for (const char* layers : architectures) {
            CAPTURE(layers);
            double spread[2] = {};
            for (const int width : {12, 48}) {
                const ImageNetworkShape s = shape(with_width(layers, width), {6, 6, 1}, 8);
                Accumulator seen[3][3][2];
                for (std::uint64_t trial = 0; trial < draws; ++trial) {
                    const EmpiricalKernels k = empirical_kernels(ImageNetwork<double>(s, {5, 0, trial}), x);
                    for (int i = 0; i < 3; ++i)
                        for (int j = 0; j <= i; ++j) {
                            seen[i][j][0].add(k.tangent(i, j));
                            seen[i][j][1].add(k.last_layer(i, j));
                        }
                }
                for (int i = 0; i < 3; ++i)
                    for (int j = 0; j <= i; ++j) {
                        const auto truth = InfiniteWidth::of(s.architecture, 6, x.col(i), x.col(j));
                        const Estimate tangent = seen[i][j][0].estimate(), last = seen[i][j][1].estimate();
                        CHECK(std::abs(tangent.mean - truth.tangent) < 4 * tangent.standard_error);
                        CHECK(std::abs(last.mean - truth.last_layer) < 4 * last.standard_error);
                        spread[width == 48] += tangent.standard_error / truth.tangent;
                    }
            }
            CHECK(spread[0] / spread[1] == nearly(2, 0, 0.8));  // a ratio of standard errors: 1.4/draws^{1/2} of it
        }
    }
}
