// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_network/empirical_kernels.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

#include "lazyrisk/linear/blas_threads.hpp"
#include "lazyrisk/linear/columns.hpp"
#include "lazyrisk/numerics/parallel.hpp"

namespace lazyrisk {
namespace {

constexpr int row = lanes<double>;

/// Blocks of the images through the network, and from single outputs back.
class Backwards {
public:
    Backwards(const ImageNetwork<double>& network, const MatrixView& images, int threads)
        : network_(network),
          images_(images, network.shape().image),
          weights_(network.steps(), network.parameters().data()),
          blocks_(lane_blocks<double>(images_.count())),
          passes_(network.steps()),
          threads_(threads) {}

    [[nodiscard]] int count() const { return images_.count(); }
    [[nodiscard]] int threads() const { return threads_; }

    /// Calls seen(pass, block) after each block went forwards.
    void forward(const std::function<void(ImagePass<double>&, const LaneBlock&)>& seen) {
        parallel_for(blocks_.size(), threads_, [&](std::size_t i) {
            const LaneBlock block = blocks_[i];
            passes_.with([&](ImagePass<double>& pass) {
                std::vector<int> points(std::size_t(block.count));
                std::iota(points.begin(), points.end(), block.first);
                images_.gather(points, pass.inputs());
                pass.forward(weights_);
                seen(pass, block);
            });
        });
    }
    /// From one output back, for `count` lanes.
    void back(ImagePass<double>& pass, int output, int first_lane, int count) const {
        std::fill_n(pass.output_slopes(), network_.shape().outputs * row, 0.0);
        std::fill_n(pass.output_slopes() + output * row + first_lane, count, 1.0);
        pass.backward(weights_);
    }
    /// Calls seen(pass, block) after each block went forwards and back.
    void from(int output, const std::function<void(ImagePass<double>&, const LaneBlock&)>& seen) {
        forward([&](ImagePass<double>& pass, const LaneBlock& block) {
            back(pass, output, 0, row);
            seen(pass, block);
        });
    }

private:
    const ImageNetwork<double>& network_;
    LaneImages<double> images_;
    ReadyWeights<double> weights_;
    std::vector<LaneBlock> blocks_;
    PassPool<double> passes_;
    int threads_;
};

/// sum += scale A^T A, lower triangle: blocks of columns side by side, each the same on any number of threads.
void add_gram(const Matrix& a, double scale, int threads, Matrix& sum) {
    const auto blocks = std::size_t((a.cols() + block_width - 1) / block_width);
    parallel_for(blocks, threads, [&](std::size_t i) {
        const Eigen::Index first = Eigen::Index(i) * block_width, left = a.cols() - first;
        const Eigen::Index width = std::min<Eigen::Index>(block_width, left);
        sum.block(first, first, left, width).noalias() +=
            scale * a.rightCols(left).transpose() * a.middleCols(first, width);
    });
}

/// Columns of a block: [numbers][lanes] as [numbers x images].
void keep(const double* maps, const LaneBlock& block, Matrix& all) {
    for (Eigen::Index i = 0; i < all.rows(); ++i)
        for (int lane = 0; lane < block.count; ++lane) all(i, block.first + lane) = maps[i * row + lane];
}

/// Those weights of a convolution that lead to the channels of `tile`, and their biases: a column an image.
void keep_tile(ImagePass<double>& pass, std::size_t step, const ConvolutionStep& s, int tile, const LaneBlock& block,
               Eigen::Ref<Matrix> all) {
    const int known = std::min(channel_tile, s.size.channels_out - tile * channel_tile);
    const int weights = s.size.channels_in * s.size.taps();
    const double* const sums = pass.weight_slopes(step, tile);
    for (int lane = 0; lane < block.count; ++lane) {
        double* to = all.col(block.first + lane).data();
        for (int w = 0; w < weights; ++w)
            for (int o = 0; o < known; ++o) *to++ = s.place.scale * sums[(w * channel_tile + o) * row + lane];
        for (int o = 0; o < known && s.place.biases > 0; ++o) {
            const double* const slopes = pass.slopes_after(step) + (tile * channel_tile + o) * s.size.pixels() * row;
            double sum = 0;
            for (int pixel = 0; pixel < s.size.pixels(); ++pixel) sum += slopes[pixel * row + lane];
            *to++ = sum;
        }
    }
}

/// A tile of a convolution's channels, and where its gradients stand among those of its round.
struct Tile {
    std::size_t step;
    int tile, first_row, rows;
};

/// Tiles in rounds of at most so many rows, one tile at least.
std::vector<std::vector<Tile>> rounds_of(const std::vector<ImageStep>& steps, double most_rows) {
    std::vector<std::vector<Tile>> rounds;
    int rows = 0;
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (const auto* s = std::get_if<ConvolutionStep>(&steps[i].what))
            for (int tile = 0; tile < s->size.tiles(); ++tile) {
                const int known = std::min(channel_tile, s->size.channels_out - tile * channel_tile);
                const int more = known * (s->size.channels_in * s->size.taps() + (s->place.biases > 0 ? 1 : 0));
                if (rounds.empty() || rows + more > most_rows) {
                    rounds.emplace_back();
                    rows = 0;
                }
                rounds.back().push_back({i, tile, rows, more});
                rows += more;
            }
    return rounds;
}

void add_convolutions(const std::vector<ImageStep>& steps, int outputs, double room, Backwards& backwards,
                      Matrix& tangent) {
    for (const std::vector<Tile>& round : rounds_of(steps, room / (8.0 * backwards.count()))) {
        Matrix gradients(round.back().first_row + round.back().rows, backwards.count());
        for (int k = 0; k < outputs; ++k) {
            backwards.from(k, [&](ImagePass<double>& pass, const LaneBlock& block) {
                for (const Tile& t : round)
                    keep_tile(pass, t.step, std::get<ConvolutionStep>(steps[t.step].what), t.tile, block,
                              gradients.middleRows(t.first_row, t.rows));
            });
            add_gram(gradients, 1.0 / outputs, backwards.threads(), tangent);
        }
    }
}

/// What comes back to each dense layer: the mean over outputs k of <delta_k(x), delta_k(z)>, lower triangles.
std::vector<Matrix> back_products(const std::vector<ImageStep>& steps, int outputs, Backwards& backwards) {
    std::vector<Matrix> products(steps.size()), slopes(steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (const auto* s = std::get_if<DenseStep>(&steps[i].what)) {
            products[i] = Matrix::Zero(backwards.count(), backwards.count());
            slopes[i].resize(s->out, backwards.count());
        }
    for (int k = 0; k < outputs; ++k) {
        backwards.from(k, [&](ImagePass<double>& pass, const LaneBlock& block) {
            for (std::size_t i = 0; i < steps.size(); ++i)
                if (slopes[i].size() > 0) keep(pass.slopes_after(i), block, slopes[i]);
        });
        for (std::size_t i = 0; i < steps.size(); ++i)
            if (slopes[i].size() > 0) add_gram(slopes[i], 1.0 / outputs, backwards.threads(), products[i]);
    }
    return products;
}

}  // namespace

EmpiricalKernels empirical_kernels(const ImageNetwork<double>& network, const MatrixView& images, int threads,
                                   double room) {
    const BlasThreads one;
    const std::vector<ImageStep>& steps = network.steps();
    const int outputs = network.shape().outputs;
    Backwards backwards(network, images, threads);
    EmpiricalKernels kernels{Matrix::Zero(images.cols(), images.cols()), {}};
    const std::vector<Matrix> back = back_products(steps, outputs, backwards);
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (const auto* s = std::get_if<DenseStep>(&steps[i].what)) {
            Matrix in(s->in, images.cols());
            backwards.forward([&](ImagePass<double>& pass, const LaneBlock& block) { keep(pass.into(i), block, in); });
            Matrix products = Matrix::Zero(images.cols(), images.cols());
            add_gram(in, s->place.scale * s->place.scale, threads, products);
            if (i + 1 == steps.size()) kernels.last_layer = products;
            if (s->place.biases > 0) products.array() += 1;
            kernels.tangent += products.cwiseProduct(back[i]);
        }
    add_convolutions(steps, outputs, room, backwards, kernels.tangent);
    mirror_lower(kernels.tangent);
    mirror_lower(kernels.last_layer);
    return kernels;
}

Matrix gradients(const ImageNetwork<double>& network, const MatrixView& images, int threads) {
    const BlasThreads one;
    const std::vector<ImageStep>& steps = network.steps();
    const int outputs = network.shape().outputs;
    Backwards backwards(network, images, threads);
    Matrix all(Eigen::Index(parameter_count(steps)), images.cols() * outputs);
    backwards.forward([&](ImagePass<double>& pass, const LaneBlock& block) {
        for (int lane = 0; lane < block.count; ++lane)
            for (int k = 0; k < outputs; ++k) {
                backwards.back(pass, k, lane, 1);
                auto gradient = all.col((block.first + lane) * outputs + k);
                gradient.setZero();
                pass.add_gradient(gradient.data());
            }
    });
    return all;
}

}  // namespace lazyrisk
