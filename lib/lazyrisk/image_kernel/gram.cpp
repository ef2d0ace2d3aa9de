// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_kernel/gram.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "lazyrisk/image_kernel/image_pairs.hpp"
#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// Columns of a job: enough for a few groups of lanes.
constexpr Eigen::Index chunk = 32;
constexpr double block_flops = 1e11;
constexpr double most_kept_bytes = 256e6;  ///< of the images on the left of a block

std::size_t chunks_of(Eigen::Index count) { return std::size_t((count + chunk - 1) / chunk); }

/// Counts pairs from any thread.
class Pace {
public:
    Pace(const GramOptions& options, std::size_t all) : options_(options), all_(all) {}
    bool stopped() {
        if (!options_.interrupted) return false;
        const std::lock_guard lock(one_at_a_time_);
        stopped_ = stopped_ || options_.interrupted();
        return stopped_;
    }
    void add(std::size_t pairs) {
        if (!options_.progress) return;
        const std::lock_guard lock(one_at_a_time_);
        done_ += pairs;
        options_.progress(done_, all_);
    }
    [[nodiscard]] bool was_stopped() const { return stopped_; }

private:
    const GramOptions& options_;
    std::size_t all_, done_ = 0;
    bool stopped_ = false;
    std::mutex one_at_a_time_;
};

/// The images of a block's left side, by all threads.
ImagePairs::Side sides_of(const ImagePairs& pairs, const MatrixView& points, double unit, int threads) {
    std::vector<ImagePairs::Side> parts(chunks_of(points.cols()));
    parallel_for(parts.size(), threads, [&](std::size_t i) {
        const Eigen::Index first = Eigen::Index(i) * chunk, count = std::min(chunk, points.cols() - first);
        parts[i] = pairs.side(points.middleCols(first, count), unit, false);
    });
    ImagePairs::Side all;
    if (parts.empty() || parts.front().points.size() > 0) {
        all.points = points;
        return all;
    }
    for (ImagePairs::Side& part : parts)
        std::move(part.images.begin(), part.images.end(), std::back_inserter(all.images));
    return all;
}

std::vector<double> diagonals(const ImagePairs& pairs, const MatrixView& points, double unit, int threads) {
    std::vector<double> all(std::size_t(points.cols()));
    parallel_for(chunks_of(points.cols()), threads, [&](std::size_t i) {
        const Eigen::Index first = Eigen::Index(i) * chunk, count = std::min(chunk, points.cols() - first);
        const std::vector<double> part = pairs.own(points.middleCols(first, count), unit);
        std::copy(part.begin(), part.end(), all.begin() + first);
    });
    return all;
}

/// K_ij/(K_ii K_jj)^{1/2}, 0 of an image without a kernel.
double cosine(double value, double left, double right) {
    const double size = std::sqrt(left) * std::sqrt(right);
    return size > 0 ? value / size : 0;
}

Eigen::Index rows_of_a_block(const ImagePairs& pairs, Eigen::Index columns) {
    const double rows = block_flops / (std::max(1.0, pairs.flops()) * double(std::max<Eigen::Index>(columns, 1)));
    const double kept = most_kept_bytes / std::max(1.0, pairs.image_bytes());
    return Eigen::Index(std::clamp(std::min(rows, kept), 4.0, 256.0));
}

}  // namespace

struct GramRows::Parts {
    ImageKernel kernel;
    MatrixView images;
    GramOptions options;
    ImagePairs pairs;
    double unit;
    std::mutex changes;
    mutable std::vector<double> own;  ///< diagonal of the first images, as far as it was asked for

    Parts(const ImageKernel& k, const MatrixView& points, const ImageShape& shape, GramOptions how)
        : kernel(k),
          images(points),
          options(std::move(how)),
          pairs(k, shape, points.rows()),
          unit(pairs.unit_of(points)) {}

    /// As many diagonal entries as that, before the cosine.
    std::vector<double> own_up_to(Eigen::Index count) {
        const std::lock_guard lock(changes);
        const Eigen::Index known = Eigen::Index(own.size());
        if (count > known) {
            const std::vector<double> more =
                diagonals(pairs, images.middleCols(known, count - known), unit, options.threads);
            own.insert(own.end(), more.begin(), more.end());
        }
        return {own.begin(), own.begin() + count};
    }
};

GramRows::GramRows(const ImageKernel& kernel, const MatrixView& images, const ImageShape& shape, GramOptions options) {
    check_images(images, shape);
    parts_ = std::make_unique<Parts>(kernel, images, shape, std::move(options));
}

GramRows::~GramRows() = default;

Eigen::Index GramRows::usual_count() const { return rows_of_a_block(parts_->pairs, parts_->images.cols()); }

std::vector<double> GramRows::diagonal(Eigen::Index first, Eigen::Index count) const {
    if (!parts_->kernel.cosine)
        return diagonals(parts_->pairs, parts_->images.middleCols(first, count), parts_->unit, parts_->options.threads);
    const std::vector<double> all = parts_->own_up_to(first + count);
    std::vector<double> values;
    for (std::size_t i = std::size_t(first); i < all.size(); ++i) values.push_back(all[i] > 0 ? 1 : 0);
    return values;
}

std::optional<Matrix> GramRows::rows(Eigen::Index first, Eigen::Index count) const {
    const Parts& p = *parts_;
    if (first < 0 || count < 0 || first + count > p.images.cols())
        throw DomainError("data", double(first + count), "rows of a kernel matrix are those of the images");
    const Eigen::Index end = first + count;
    Matrix block = Matrix::Zero(count, end);
    Pace pace(p.options, std::size_t(count) * std::size_t(first) + std::size_t(count) * std::size_t(count + 1) / 2);
    const ImagePairs::Side left = sides_of(p.pairs, p.images.middleCols(first, count), p.unit, p.options.threads);
    parallel_for(chunks_of(end), p.options.threads, [&](std::size_t job) {
        if (pace.stopped()) return;
        const Eigen::Index at = Eigen::Index(job) * chunk, width = std::min(chunk, end - at);
        const ImagePairs::Side right = p.pairs.side(p.images.middleCols(at, width), p.unit, true);
        const Eigen::Index start = std::max<Eigen::Index>(0, at - first);  // rows that reach these columns
        p.pairs.block(left, right, std::size_t(start), p.unit, p.options.precision == KernelPrecision::in_single,
                      block.middleCols(at, width));
        std::size_t pairs = 0;
        for (Eigen::Index i = start; i < count; ++i) pairs += std::size_t(std::clamp(first + i - at + 1, 0L, width));
        pace.add(pairs);
    });
    if (pace.was_stopped()) return {};
    const std::vector<double> own =
        p.kernel.cosine ? parts_->own_up_to(end)
                        : diagonals(p.pairs, p.images.middleCols(first, count), p.unit, p.options.threads);
    for (Eigen::Index i = 0; i < count; ++i) {
        if (p.kernel.cosine) {
            for (Eigen::Index j = 0; j < first + i; ++j)
                block(i, j) = cosine(block(i, j), own[std::size_t(first + i)], own[std::size_t(j)]);
            block(i, first + i) = own[std::size_t(first + i)] > 0 ? 1 : 0;
        } else {
            block(i, first + i) = own[std::size_t(i)];
        }
    }
    mirror_lower(block.rightCols(count));
    return block;
}

std::optional<Matrix> gram(const ImageKernel& kernel, const MatrixView& images, const ImageShape& shape,
                           const GramOptions& options) {
    const Eigen::Index size = images.cols();
    const auto pairs_up_to = [](Eigen::Index rows) { return std::size_t(rows) * std::size_t(rows + 1) / 2; };
    Eigen::Index first = 0;
    GramOptions inside = options;
    if (options.progress)
        inside.progress = [&](std::size_t done, std::size_t) {
            options.progress(pairs_up_to(first) + done, pairs_up_to(size));
        };
    const GramRows all(kernel, images, shape, inside);
    Matrix k(size, size);
    for (Eigen::Index count = 0; first < size; first += count) {
        count = std::min(all.usual_count(), size - first);
        const std::optional<Matrix> rows = all.rows(first, count);
        if (!rows) return {};
        k.block(first, 0, count, first + count) = *rows;
    }
    mirror_lower(k);
    return k;
}

std::optional<Matrix> gram_rows(const ImageKernel& kernel, const MatrixView& images, const ImageShape& shape,
                                Eigen::Index first, Eigen::Index count, const GramOptions& options) {
    return GramRows(kernel, images, shape, options).rows(first, count);
}

std::optional<Matrix> cross_gram(const ImageKernel& kernel, const MatrixView& x, const MatrixView& z,
                                 const ImageShape& shape, const GramOptions& options) {
    check_images(x, shape);
    check_images(z, shape);
    if (x.rows() != z.rows())
        throw DomainError("data", double(z.rows()),
                          "points of one kernel have equally many numbers, here " + std::to_string(x.rows()));
    const ImagePairs pairs(kernel, shape, x.rows());
    const double unit = std::max(pairs.unit_of(x), pairs.unit_of(z));
    Matrix k(x.cols(), z.cols());
    Pace pace(options, std::size_t(x.cols()) * std::size_t(z.cols()));
    const Eigen::Index usual = rows_of_a_block(pairs, z.cols());
    for (Eigen::Index first = 0; first < x.cols(); first += usual) {
        const Eigen::Index count = std::min(usual, x.cols() - first);
        const ImagePairs::Side left = sides_of(pairs, x.middleCols(first, count), unit, options.threads);
        parallel_for(chunks_of(z.cols()), options.threads, [&](std::size_t job) {
            if (pace.stopped()) return;
            const Eigen::Index at = Eigen::Index(job) * chunk, width = std::min(chunk, z.cols() - at);
            const ImagePairs::Side right = pairs.side(z.middleCols(at, width), unit, true);
            pairs.block(left, right, 0, unit, options.precision == KernelPrecision::in_single,
                        k.block(first, at, count, width));
            pace.add(std::size_t(count) * std::size_t(width));
        });
        if (pace.was_stopped()) return {};
    }
    if (!kernel.cosine) return k;
    const std::vector<double> left = diagonals(pairs, x, unit, options.threads),
                              right = diagonals(pairs, z, unit, options.threads);
    for (Eigen::Index j = 0; j < k.cols(); ++j)
        for (Eigen::Index i = 0; i < k.rows(); ++i)
            k(i, j) = cosine(k(i, j), left[std::size_t(i)], right[std::size_t(j)]);
    return k;
}

std::vector<double> gram_diagonal(const ImageKernel& kernel, const MatrixView& images, const ImageShape& shape,
                                  int threads) {
    return GramRows(kernel, images, shape, {.threads = threads}).diagonal(0, images.cols());
}

}  // namespace lazyrisk
