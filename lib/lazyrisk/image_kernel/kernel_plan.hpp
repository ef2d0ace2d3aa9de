// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A kernel of layers at images of one size: what is done to which planes of displacement.
#pragma once

#include <cstdint>
#include <vector>

#include "lazyrisk/data/image_shape.hpp"
#include "lazyrisk/image_kernel/image_kernel.hpp"
#include "lazyrisk/image_kernel/pixel_activation.hpp"

namespace lazyrisk {

/// Pairs of pixels p of x and q of z with q - p = d are a plane; a convolution does not leave it. Formula (18.2).
struct PlanePass {
    bool convolution = false;  ///< mean over filter x filter pixels; T <- S + mean of T
    int radius = 0;            ///< of the filter
    PixelActivation activation{};
    double bias = 0;         ///< variance of the biases of the convolution, alone where its activation is of kind dual
    int layer = -1;          ///< number of the activation among those that need variances; -1: none
    bool joined = true;      ///< leaves S + T in place of T, which is what the next convolution or dense layer reads
    bool first = false;      ///< T is 0 before it
    bool untrained = false;  ///< T is 0 behind it too
    [[nodiscard]] int pixels() const { return (2 * radius + 1) * (2 * radius + 1); }
};

/// Where a number at place p of displacement d goes, along one axis: to `place` of displacement number `shift`.
struct AxisTarget {
    int shift = 0, place = 0;
    double weight = 0;
};
/// One axis of a stage.
struct StageAxis {
    int size = 0;
    std::vector<int> shifts;                                    ///< displacements needed, 0 first
    std::vector<std::vector<std::vector<AxisTarget>>> targets;  ///< [shift][place], to the next stage
    std::vector<std::vector<double>> end;  ///< [shift][place]: weights at the end, in the last stage
};

/// Layers up to the next pool or blur, or to the end.
struct PlaneStage {
    std::vector<PlanePass> passes;
    StageAxis rows, columns;          ///< for a pair of images
    StageAxis own_rows, own_columns;  ///< for the variances alone
    [[nodiscard]] int largest_radius() const;
    [[nodiscard]] std::size_t planes() const { return rows.shifts.size() * columns.shifts.size(); }
    /// Pairs of pixels in all planes.
    [[nodiscard]] std::size_t entries() const;
    [[nodiscard]] std::size_t own_entries() const;
};

struct KernelPlan {
    ImageShape shape;
    bool tangent = true;
    double start = 1;         ///< S(p,q) = start <x_p, z_q>
    double factor = 1;        ///< of the end weights
    double bias = 0;          ///< of the last layer
    int layers = 0;           ///< activations on pixels that need variances
    bool homogeneous = true;  ///< a K of a S, for a > 0
    bool has_duals = false;   ///< an activation on pixels of kind dual
    std::vector<PlaneStage> stages;
    std::size_t own_stages = 0;  ///< of them have variances, from the first on
    struct Dense {
        bool dense = false;  ///< S stays, T <- S + T, before the activation
        PixelActivation activation{};
        bool joined = true;
    };
    std::vector<Dense> dense;  ///< behind the pixels
    bool joined = true;        ///< T at the end of the pixels has S in it
};

/// Throws DomainError of `kernel` for layers that no Gaussian process has or that the images are too small for,
/// NotCovered as `pixel_activation`.
KernelPlan kernel_plan(const LayeredImageKernel& kernel, DeepKind kind, const ImageShape& shape);
/// A network that does not know of pixels is one of filters of one pixel, on points of one pixel and `numbers`
/// channels.
KernelPlan kernel_plan(const DenseImageKernel& kernel, DeepKind kind, std::size_t numbers);
/// <x,z> as the kernel of no layers.
KernelPlan linear_plan(std::size_t numbers);

}  // namespace lazyrisk
