// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Any kernel between images, block by block.
#pragma once

#include <memory>
#include <vector>

#include "lazyrisk/image_kernel/image_kernel.hpp"
#include "lazyrisk/image_kernel/layered_pairs.hpp"

namespace lazyrisk {

/// K of images with images before the cosine, flips included.
class ImagePairs {
public:
    /// Throws as `GramRows`.
    ImagePairs(const ImageKernel& kernel, const ImageShape& shape, Eigen::Index numbers);

    /// Images on the left or on the right side of pairs.
    struct Side {
        Matrix points;
        std::vector<LayeredPairs::Image> images, mirrored;  ///< mirrored of the right side alone
    };
    [[nodiscard]] Side side(const MatrixView& points, double unit, bool right) const;
    /// The unit that `side` takes.
    [[nodiscard]] double unit_of(const MatrixView& points) const;
    /// out(i, j) = K(x_i, z_j), i >= first_x. One thread.
    void block(const Side& x, const Side& z, std::size_t first_x, double unit, bool single,
               Eigen::Ref<Matrix> out) const;
    /// K(x_i, x_i) in double. One thread.
    [[nodiscard]] std::vector<double> own(const MatrixView& points, double unit) const;
    /// Operations of a pair, counted.
    [[nodiscard]] double flops() const;
    /// Bytes of the arrays of one thread, and of what is kept of an image.
    [[nodiscard]] double work_bytes(bool single) const;
    [[nodiscard]] double image_bytes() const;
    [[nodiscard]] bool flips() const { return flip_; }

private:
    ImageShape shape_;
    bool flip_, has_pixels_ = false;
    double gamma_ = 0;                       ///< of the Gaussian kernel
    std::unique_ptr<LayeredPairs> layered_;  ///< of all others

    [[nodiscard]] Matrix mirrored(const MatrixView& points) const;
};

/// Throws DomainError of `data`.
void check_images(const MatrixView& images, const ImageShape& shape);

}  // namespace lazyrisk
