// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A kernel of layers on pixels between images, block by block.
#pragma once

#include <span>
#include <vector>

#include "lazyrisk/image_kernel/plane_engine.hpp"
#include "lazyrisk/linear/matrix.hpp"

namespace lazyrisk {

/// Images of a plan: a column each, as the plan's shape says.
class LayeredPairs {
public:
    explicit LayeredPairs(KernelPlan plan);
    LayeredPairs(const LayeredPairs&) = delete;
    LayeredPairs& operator=(const LayeredPairs&) = delete;
    ~LayeredPairs() = default;

    [[nodiscard]] const KernelPlan& plan() const { return plan_; }
    /// What of an image goes into every pair with it.
    struct Image {
        std::vector<double> pixels;                   ///< [channel][pixel], over `unit`
        std::vector<double> root, inverse, features;  ///< [layer][pixel]
        double end = 0;                               ///< S(x,x) where the pixels end, if dense layers follow
    };
    /// Of all columns, on one thread.
    [[nodiscard]] std::vector<Image> images(const MatrixView& points, double unit) const;
    /// out(i, j) = K(x_i, z_j), over the square of the unit. Each number is the same whatever stands beside it.
    void block(std::span<const Image> x, const std::vector<Image>& z, bool single, Eigen::Ref<Matrix> out) const;
    /// K(x_i, z_i).
    [[nodiscard]] std::vector<double> lane_pairs(const std::vector<Image>& x, const std::vector<Image>& z) const;
    /// A power of two near the largest number, 1 where scale matters: single precision does not reach far.
    [[nodiscard]] double unit_of(const MatrixView& points) const;
    /// Of the arrays of one thread; of what is kept of an image.
    [[nodiscard]] double work_bytes(bool single) const;
    [[nodiscard]] double image_bytes() const;

private:
    KernelPlan plan_;
    PlaneLayout<double> own_, pairs_;
    PlaneLayout<float> single_;

    template <class Real>
    void block_in(const PlaneLayout<Real>& layout, std::span<const Image> x, const std::vector<Image>& z,
                  Eigen::Ref<Matrix> out) const;
    void describe(Image* images, std::size_t count, PlaneWork<double>& work) const;
    /// Sums where the pixels end, x_i with z_i.
    void sums(const Image* x, const Image* z, std::size_t count, PlaneWork<double>& work, double* s, double* t) const;
    [[nodiscard]] double at_end(double s, double t, const Image& x, const Image& z) const;
};

}  // namespace lazyrisk
