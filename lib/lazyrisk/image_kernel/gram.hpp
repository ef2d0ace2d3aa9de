// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Matrices of kernels between images.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "lazyrisk/data/image_shape.hpp"
#include "lazyrisk/image_kernel/image_kernel.hpp"
#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/words/enum_words.hpp"

namespace lazyrisk {

/// Of the planes of pixels. Single: entries are good to 1e-6, variances, sums over pixels and the diagonal are in
/// double; kernels without pixels are in double anyway, and so are activations other than piecewise linear ones.
enum class KernelPrecision { in_double, in_single };
template <>
inline constexpr std::array enum_words<KernelPrecision>{"double", "single"};

struct GramOptions {
    KernelPrecision precision = KernelPrecision::in_double;
    int threads = 0;  ///< 0: all
    /// Pairs that are done, and all of them; called on any thread, one call at a time.
    std::function<void(std::size_t done, std::size_t all)> progress = {};
    std::function<bool()> interrupted = {};  ///< asked on any thread; true: begin no more, and there is no matrix
};

/// The kernel matrix of the columns of `images` [numbers x M], a point a column, by blocks of rows.
///
/// An entry depends on its two images, the kernel, the precision and the machine's vectors alone, not on threads and
/// blocks. The diagonal is in double always. Cosine of an image whose kernel with itself is 0 is 0.
class GramRows {
public:
    /// `images` is read where it stands. Throws DomainError of `kernel` or `data`: numbers that are not finite or not
    /// the shape's; NotCovered as `pixel_activation`. A shape without pixels has kernels that need none.
    GramRows(const ImageKernel& kernel, const MatrixView& images, const ImageShape& shape, GramOptions options = {});
    ~GramRows();
    GramRows(const GramRows&) = delete;
    GramRows& operator=(const GramRows&) = delete;

    /// Rows first .. first+count-1, [count x first+count]: what lies left of the diagonal block, and the block. Empty
    /// where interrupted. Progress counts the pairs of this block.
    [[nodiscard]] std::optional<Matrix> rows(Eigen::Index first, Eigen::Index count) const;
    /// K(x_i, x_i), of the cosine 1.
    [[nodiscard]] std::vector<double> diagonal(Eigen::Index first, Eigen::Index count) const;
    /// How many rows take some seconds, at least 4.
    [[nodiscard]] Eigen::Index usual_count() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// [M x M], or nothing where interrupted. Throws as `GramRows`.
std::optional<Matrix> gram(const ImageKernel& kernel, const MatrixView& images, const ImageShape& shape,
                           const GramOptions& options = {});
/// Rows of it, as `GramRows::rows`.
std::optional<Matrix> gram_rows(const ImageKernel& kernel, const MatrixView& images, const ImageShape& shape,
                                Eigen::Index first, Eigen::Index count, const GramOptions& options = {});
/// K(x_i, z_j) [columns of x x columns of z], or nothing where interrupted. Throws as `GramRows`.
std::optional<Matrix> cross_gram(const ImageKernel& kernel, const MatrixView& x, const MatrixView& z,
                                 const ImageShape& shape, const GramOptions& options = {});
/// K(x_i, x_i).
std::vector<double> gram_diagonal(const ImageKernel& kernel, const MatrixView& images, const ImageShape& shape,
                                  int threads = 0);

}  // namespace lazyrisk
