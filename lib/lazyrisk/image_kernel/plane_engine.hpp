// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The planes of displacement of many pairs of images at once, through all layers on pixels.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

#include "lazyrisk/image_kernel/kernel_plan.hpp"

namespace lazyrisk {

/// Pairs at once: they are the innermost index of every array, and fill the widest vector.
template <class Real>
inline constexpr int pair_lanes = 64 / int(sizeof(Real));

/// On cache lines.
template <class T>
struct LineAllocator {
    using value_type = T;
    LineAllocator() = default;
    template <class U>
    LineAllocator(const LineAllocator<U>&) {}  // NOLINT: allocators convert
    T* allocate(std::size_t count) { return static_cast<T*>(::operator new (count * sizeof(T), std::align_val_t{64})); }
    void deallocate(T* p, std::size_t) { ::operator delete (p, std::align_val_t{64}); }
    bool operator==(const LineAllocator&) const { return true; }
};
template <class T>
using LineVector = std::vector<T, LineAllocator<T>>;

/// Numbers of a pass in the arithmetic of the planes.
template <class Real>
struct PassNumbers {
    static constexpr int degree = sizeof(Real) == 4 ? 7 : 16;
    Real scale = 1;                                           ///< one over the pixels of the filter
    Real line = 0, half = 0, slope_line = 0, slope_half = 0;  ///< formula (18.7)
    Real arc[degree + 1] = {}, rest[degree + 1] = {};
    Real joined = 1, first = 1, bias = 0;
    const Real* series = nullptr;  ///< of the embedding: so many terms
    std::size_t terms = 0;
};

/// Targets of one displacement along an axis, place by place.
struct FlatTargets {
    std::vector<int> begin;  ///< [places + 1]
    std::vector<AxisTarget> list;
};

/// Where planes of a stage lie: padded by the largest radius, one after another. In vectors of lanes.
template <class Real>
struct StageLayout {
    int padding = 0, stride = 0;
    std::vector<PassNumbers<Real>> passes;
    std::vector<std::vector<Real>> series;  ///< of each pass
    std::vector<std::size_t> offset;        ///< [row shift][column shift] of the input planes
    std::size_t size = 0;                   ///< of all of them
    std::vector<FlatTargets> rows, columns;
    std::vector<std::vector<Real>> row_end, column_end;
};

/// A plan in one arithmetic, either for pairs or for the variances alone.
template <class Real>
struct PlaneLayout {
    explicit PlaneLayout(const KernelPlan& plan, bool own);

    const KernelPlan* plan;
    bool own;
    std::vector<StageLayout<Real>> stages;
    std::vector<std::size_t> layer_offset;    ///< [layer]: first pixel of its variances
    std::vector<std::size_t> feature_offset;  ///< [layer]: first number of its features
    std::vector<double> layer_scale;          ///< [layer]: one over the pixels of its filter
    std::size_t variances = 0, features = 0;  ///< numbers an image
    std::size_t work = 0;                     ///< of one buffer
};

/// What a job needs beside its input; one a thread.
template <class Real>
struct PlaneWork {
    explicit PlaneWork(const PlaneLayout<Real>& layout);
    LineVector<Real> buffers[4], row[2];
    std::vector<LineVector<Real>> s, t;  ///< inputs of the stages
};

/// Pixels as [channel][pixel], root of the variance, one over it (0 of 0) and features as [layer][pixel]; of z always,
/// of x where the function says so, with the lanes innermost.
template <class Real>
struct PlaneJob {
    const PlaneLayout<Real>* layout = nullptr;
    PlaneWork<Real>* work = nullptr;
    const Real *x = nullptr, *z = nullptr;
    const Real *x_root = nullptr, *x_inverse = nullptr, *x_features = nullptr;
    Real *z_root = nullptr, *z_inverse = nullptr, *z_features = nullptr;  ///< written by `own_variances`
    double *s = nullptr, *t = nullptr;                                    ///< [lanes]: sums at the end
};

/// One x with `pair_lanes` z; x_inverse has been multiplied by `layer_scale`.
void one_with_many(const PlaneJob<float>& job);
void one_with_many(const PlaneJob<double>& job);
/// x and z lane by lane.
void lane_by_lane(const PlaneJob<double>& job);
/// Variances of z (x is the same) and what belongs to them, by a layout of its own.
void own_variances(const PlaneJob<double>& job);

}  // namespace lazyrisk
