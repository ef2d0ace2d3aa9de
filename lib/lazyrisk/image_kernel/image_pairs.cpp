// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_kernel/image_pairs.hpp"

#include <cmath>

#include "lazyrisk/words/error.hpp"

#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)
#define LAZYRISK_WIDEST_DISTANCES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define LAZYRISK_WIDEST_DISTANCES
#endif

namespace lazyrisk {
namespace {

/// |x - z|^2: 0 of a point with itself, where <x,x> - 2 <x,z> + <z,z> has rounding errors.
LAZYRISK_WIDEST_DISTANCES double squared_distance(const double* x, const double* z, Eigen::Index count) {
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (Eigen::Index i = 0; i < count; ++i) sum += (x[i] - z[i]) * (x[i] - z[i]);
    return sum;
}

KernelPlan plan_of(const ImageKernel& kernel, const ImageShape& shape, std::size_t numbers) {
    if (const auto* layered = std::get_if<LayeredImageKernel>(&kernel.form))
        return kernel_plan(*layered, kernel.kind, shape);
    if (const auto* dense = std::get_if<DenseImageKernel>(&kernel.form))
        return kernel_plan(*dense, kernel.kind, numbers);
    return linear_plan(numbers);
}

/// An addition, a product each, counted by hand: sums over the filter, the correlation, a root, polynomials.
double flops_of(const KernelPlan& plan) {
    double sum = 0;
    for (std::size_t i = 0; i < plan.stages.size(); ++i) {
        const PlaneStage& stage = plan.stages[i];
        const double entries = double(stage.entries());
        if (i == 0) sum += entries * (2.0 * plan.shape.channels - 1);
        for (const PlanePass& pass : stage.passes) {
            const bool two = plan.tangent && !pass.first;
            double each = (two ? 2 : 1) * (4.0 * pass.radius + 1);
            if (pass.activation.kind == PixelKind::arc_cosine) each += plan.tangent ? 50 : 31;
            if (pass.activation.kind == PixelKind::embedding) each += 30;
            if (pass.activation.kind == PixelKind::dual) each += pass.activation.dual->flops();
            sum += entries * each;
        }
        sum += entries * (plan.tangent ? 4 : 2);
    }
    return sum;
}

}  // namespace

void check_images(const MatrixView& images, const ImageShape& shape) {
    if (shape.is_image() && images.rows() != Eigen::Index(shape.size()))
        throw DomainError("data", double(images.rows()),
                          "that many numbers a point are not the " + std::to_string(shape.size()) + " of " +
                              shape.text() + " pixels; another size of images is needed");
    if (images.rows() == 0) throw DomainError("data", 0.0, "points have at least one number");
    if (!images.allFinite())
        throw DomainError("data", "inf or nan", "the numbers of images are finite; another file is needed");
}

ImagePairs::ImagePairs(const ImageKernel& kernel, const ImageShape& shape, Eigen::Index numbers)
    : shape_(shape), flip_(kernel.flip) {
    has_pixels_ = std::holds_alternative<LayeredImageKernel>(kernel.form);
    const bool needs_pixels = has_pixels_ || kernel.flip;
    if (needs_pixels && !shape.is_image())
        throw DomainError("kernel", '"' + to_text(kernel) + '"',
                          "it needs images, and the points are vectors; linear, rbf, nngp and ntk need none");
    if (const auto* gaussian = std::get_if<GaussianImageKernel>(&kernel.form)) {
        gamma_ = gaussian->gamma;
        return;
    }
    layered_ = std::make_unique<LayeredPairs>(plan_of(kernel, shape, std::size_t(numbers)));
}

double ImagePairs::unit_of(const MatrixView& points) const { return layered_ ? layered_->unit_of(points) : 1; }

Matrix ImagePairs::mirrored(const MatrixView& points) const {
    Matrix result(points.rows(), points.cols());
    for (int channel = 0; channel < shape_.channels; ++channel)
        for (int row = 0; row < shape_.height; ++row)
            for (int column = 0; column < shape_.width; ++column)
                result.row(Eigen::Index(shape_.place(channel, row, column))) =
                    points.row(Eigen::Index(shape_.place(channel, row, shape_.width - 1 - column)));
    return result;
}

ImagePairs::Side ImagePairs::side(const MatrixView& points, double unit, bool right) const {
    Side side;
    if (!layered_) {
        side.points = points;
        return side;
    }
    side.images = layered_->images(points, unit);
    if (flip_ && right) side.mirrored = layered_->images(mirrored(points), unit);
    return side;
}

void ImagePairs::block(const Side& x, const Side& z, std::size_t first_x, double unit, bool single,
                       Eigen::Ref<Matrix> out) const {
    if (!layered_) {
        const Matrix other = flip_ ? mirrored(z.points) : Matrix();
        for (Eigen::Index j = 0; j < out.cols(); ++j)
            for (Eigen::Index i = Eigen::Index(first_x); i < out.rows(); ++i) {
                const auto value = [&](const Matrix& points) {
                    return std::exp(-gamma_ *
                                    squared_distance(x.points.col(i).data(), points.col(j).data(), points.rows()));
                };
                out(i, j) = flip_ ? (value(z.points) + value(other)) / 2 : value(z.points);
            }
        return;
    }
    const Eigen::Index rows = out.rows() - Eigen::Index(first_x);
    const std::span<const LayeredPairs::Image> left(x.images.data() + first_x, std::size_t(rows));
    single = single && has_pixels_;
    layered_->block(left, z.images, single, out.bottomRows(rows));
    double scale = unit * unit;
    if (flip_) {
        Matrix other(rows, out.cols());
        layered_->block(left, z.mirrored, single, other);
        out.bottomRows(rows) += other;
        scale /= 2;
    }
    out.bottomRows(rows) *= scale;
}

std::vector<double> ImagePairs::own(const MatrixView& points, double unit) const {
    if (!layered_) {
        std::vector<double> all(std::size_t(points.cols()), 1);
        const Matrix other = flip_ ? mirrored(points) : Matrix();
        for (Eigen::Index i = 0; flip_ && i < points.cols(); ++i)
            all[std::size_t(i)] =
                (1 + std::exp(-gamma_ * squared_distance(points.col(i).data(), other.col(i).data(), points.rows()))) /
                2;
        return all;
    }
    const Side side = this->side(points, unit, true);
    std::vector<double> all = layered_->lane_pairs(side.images, side.images);
    if (flip_) {
        const std::vector<double> other = layered_->lane_pairs(side.images, side.mirrored);
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = (all[i] + other[i]) / 2;
    }
    for (double& value : all) value *= unit * unit;
    return all;
}

double ImagePairs::flops() const {
    const double once = layered_ ? flops_of(layered_->plan()) : 3.0 * double(shape_.size()) + 20;
    return flip_ ? 2 * once : once;
}

double ImagePairs::work_bytes(bool single) const { return layered_ ? layered_->work_bytes(single) : 0; }
double ImagePairs::image_bytes() const {
    return layered_ ? layered_->image_bytes() * (flip_ ? 2 : 1) : 8.0 * double(shape_.size());
}

}  // namespace lazyrisk
