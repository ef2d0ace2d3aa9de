// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_kernel/plane_engine.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>

#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)
#define LAZYRISK_WIDEST_PLANES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define LAZYRISK_WIDEST_PLANES
#endif
// A clone is made of what stands in it; vectors go by reference, as their passing by value differs between machines.
#define LAZYRISK_INLINE __attribute__((always_inline)) inline

namespace lazyrisk {
namespace {

template <class Real>
struct LaneTypes;
template <>
struct LaneTypes<float> {
    using Vector = float __attribute__((vector_size(64), may_alias));
    using Bits = std::int32_t __attribute__((vector_size(64), may_alias));
    static constexpr std::int32_t all_but_sign = 0x7fffffff, root_start = 0x5f375a86;
    static constexpr int newton_steps = 1;
    static constexpr float rounding = 3e-7F;  ///< 1 - |c| below it is 0
};
template <>
struct LaneTypes<double> {
    using Vector = double __attribute__((vector_size(64), may_alias));
    using Bits = std::int64_t __attribute__((vector_size(64), may_alias));
    static constexpr std::int64_t all_but_sign = 0x7fffffffffffffff, root_start = 0x5fe6eb50c7b537a9;
    static constexpr int newton_steps = 2;
    static constexpr double rounding = 1e-14;
};

/// A number in every lane, without the addition that `x + Vector{}` is.
template <class Real>
LAZYRISK_INLINE void splat(Real x, typename LaneTypes<Real>::Vector& v) {
    if constexpr (sizeof(Real) == 4)
        v = typename LaneTypes<Real>::Vector{x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
    else
        v = typename LaneTypes<Real>::Vector{x, x, x, x, x, x, x, x};
}

enum class Tangent { none, first, full };
enum class SidesOfX { broadcast, lanes };

/// Everything of a job that a plane needs, with vectors in place of numbers.
template <class Real>
struct Plane {
    using Vector = typename LaneTypes<Real>::Vector;
    const PlaneStage* stage;
    const StageLayout<Real>* layout;
    int row_shift, column_shift, height, width;
    std::size_t p_first, q_first;  ///< first pixels of the plane in x and in z

    Plane(const PlaneStage& of, const StageLayout<Real>& numbers, int d1, int d2)
        : stage(&of),
          layout(&numbers),
          row_shift(d1),
          column_shift(d2),
          height(of.rows.size - std::abs(d1)),
          width(of.columns.size - std::abs(d2)) {
        const int columns = of.columns.size;
        p_first = std::size_t(std::max(0, -d1) * columns + std::max(0, -d2));
        q_first = std::size_t(std::max(0, d1) * columns + std::max(0, d2));
    }
    [[nodiscard]] std::ptrdiff_t place(int i, int j) const { return std::ptrdiff_t(i) * layout->stride + j; }
    [[nodiscard]] std::size_t pixel(int i) const { return std::size_t(i) * std::size_t(stage->columns.size); }
};

/// Input and output of a pass at place (0, 0); t is null where there is none.
template <class Real>
struct Planes {
    typename LaneTypes<Real>::Vector *s, *t;
};

/// y^{1/2} for y >= 0 without a division: two bits of an estimate doubled, the last step of third order.
template <class Real>
LAZYRISK_INLINE void square_root(const typename LaneTypes<Real>::Vector& y, typename LaneTypes<Real>::Vector& root) {
    using Types = LaneTypes<Real>;
    using Vector = typename Types::Vector;
    using Bits = typename Types::Bits;
    const Vector half = y * Real(0.5);
    Vector r = (Vector)(Types::root_start - (((Bits)y) >> 1));
#pragma GCC unroll 4
    for (int step = 0; step < Types::newton_steps; ++step)
        r = r * (Real(1.5) - (half * r) * r);  // r^2 of y = 0 overflows
    const Vector near = y * r, error = Real(1) - near * r;
    root = near + near * error * (Real(0.5) + Real(0.375) * error);
}

/// value / N and slope / T of a correlation c. Formula (18.7).
template <class Real, bool with_slope>
LAZYRISK_INLINE void arc_cosine(const PassNumbers<Real>& k, const typename LaneTypes<Real>::Vector& c,
                                typename LaneTypes<Real>::Vector& value, typename LaneTypes<Real>::Vector& slope) {
    using Types = LaneTypes<Real>;
    using Vector = typename Types::Vector;
    using Bits = typename Types::Bits;
    const Vector size = (Vector)(((Bits)c) & Types::all_but_sign);
    Vector y = Real(1) - size;
    y = y < Types::rounding ? Vector{} : y;
    Vector root;
    square_root<Real>(y, root);
    Vector rest;
    splat<Real>(k.rest[PassNumbers<Real>::degree], rest);
#pragma GCC unroll 20
    for (int j = PassNumbers<Real>::degree - 1; j >= 0; --j) rest = rest * y + k.rest[j];
    value = root * rest + (k.line * c + k.half * size);
    if constexpr (!with_slope) return;
    Vector arc;
    splat<Real>(k.arc[PassNumbers<Real>::degree], arc);
#pragma GCC unroll 20
    for (int j = PassNumbers<Real>::degree - 1; j >= 0; --j) arc = arc * y + k.arc[j];
    const Vector turned = k.slope_half - root * arc;  // of |c|: its sign is that of c
    slope = k.slope_line + (Vector)(((Bits)turned) ^ (((Bits)c) & ~Types::all_but_sign));
}

/// exp(gamma (c - 1)) by Clenshaw's recurrence.
template <class Real>
LAZYRISK_INLINE void embedding(const PassNumbers<Real>& k, const typename LaneTypes<Real>::Vector& c,
                               typename LaneTypes<Real>::Vector& value) {
    using Vector = typename LaneTypes<Real>::Vector;
    Vector now{}, before{};
    const Vector twice = c + c;
    for (std::size_t j = k.terms; j-- > 1;) {
        const Vector next = twice * now - before + k.series[j];
        before = now;
        now = next;
    }
    value = c * now - before + k.series[0];
}

/// Roots and inverses along a row of a plane.
template <class Real>
struct RowNumbers {
    using Vector = typename LaneTypes<Real>::Vector;
    const Real *x_root, *x_inverse;
    const Vector *z_root, *z_inverse;
};

template <class Real, SidesOfX sides>
LAZYRISK_INLINE void number_of_x(const Real* x, int j, typename LaneTypes<Real>::Vector& value) {
    using Vector = typename LaneTypes<Real>::Vector;
    if constexpr (sides == SidesOfX::lanes)
        value = reinterpret_cast<const Vector*>(x)[j];
    else
        splat<Real>(x[j], value);
}

/// From sums over the filter to what the pass leaves at place j of a row.
template <class Real, Tangent tangent, PixelKind kind, SidesOfX sides>
LAZYRISK_INLINE void finish(const PassNumbers<Real>& k, const RowNumbers<Real>& row, int j,
                            const typename LaneTypes<Real>::Vector& sum_s,
                            const typename LaneTypes<Real>::Vector& sum_t, typename LaneTypes<Real>::Vector* s,
                            typename LaneTypes<Real>::Vector* t) {
    using Vector = typename LaneTypes<Real>::Vector;
    Vector tangent_sum = sum_t;
    if constexpr (tangent == Tangent::first) tangent_sum = sum_s * k.first;
    Vector value, slope;
    if constexpr (kind == PixelKind::none) {
        value = sum_s * k.scale + k.bias;
        s[j] = value;
        if constexpr (tangent != Tangent::none) t[j] = tangent_sum * k.scale + (k.bias + value * k.joined);
        return;
    } else {
        Vector x_root, x_inverse;
        number_of_x<Real, sides>(row.x_root, j, x_root);
        number_of_x<Real, sides>(row.x_inverse, j, x_inverse);
        if constexpr (sides == SidesOfX::lanes) x_inverse *= k.scale;  // of one x it is in the number already
        const Vector c = sum_s * (row.z_inverse[j] * x_inverse);
        Vector unit;
        if constexpr (kind == PixelKind::embedding)
            embedding<Real>(k, c, unit);
        else
            arc_cosine<Real, tangent != Tangent::none>(k, c, unit, slope);
        value = unit * (row.z_root[j] * x_root);
    }
    s[j] = value;
    if constexpr (tangent != Tangent::none) t[j] = tangent_sum * slope + value * k.joined;
}

/// Sums of three neighbours slide along the row in registers.
template <class Real, Tangent tangent, PixelKind kind, SidesOfX sides>
LAZYRISK_INLINE void row_of_three(const Plane<Real>& plane, const PassNumbers<Real>& k, const RowNumbers<Real>& row,
                                  const Planes<Real>& in, const Planes<Real>& out) {
    using Vector = typename LaneTypes<Real>::Vector;
    const int stride = plane.layout->stride;
    const Vector *above = in.s - stride, *here = in.s, *below = in.s + stride;
    Vector left = above[-1] + here[-1] + below[-1], middle = above[0] + here[0] + below[0];
    if constexpr (tangent == Tangent::full) {
        const Vector *t_above = in.t - stride, *t_here = in.t, *t_below = in.t + stride;
        Vector t_left = t_above[-1] + t_here[-1] + t_below[-1], t_middle = t_above[0] + t_here[0] + t_below[0];
        for (int j = 0; j < plane.width; ++j) {
            const Vector right = above[j + 1] + here[j + 1] + below[j + 1], sum = left + middle + right;
            const Vector t_right = t_above[j + 1] + t_here[j + 1] + t_below[j + 1], t_sum = t_left + t_middle + t_right;
            finish<Real, tangent, kind, sides>(k, row, j, sum, t_sum, out.s, out.t);
            left = middle, middle = right, t_left = t_middle, t_middle = t_right;
        }
    } else {
        for (int j = 0; j < plane.width; ++j) {
            const Vector right = above[j + 1] + here[j + 1] + below[j + 1], sum = left + middle + right;
            finish<Real, tangent, kind, sides>(k, row, j, sum, sum, out.s, out.t);
            left = middle, middle = right;
        }
    }
}

/// Sums over the rows of the filter, `radius` places more on each side.
template <class Real>
LAZYRISK_INLINE void column_sums(const typename LaneTypes<Real>::Vector* in, int stride, int width, int radius,
                                 typename LaneTypes<Real>::Vector* sums) {
    for (int j = -radius; j < width + radius; ++j) {
        typename LaneTypes<Real>::Vector sum = in[j - radius * stride];
        for (int a = 1 - radius; a <= radius; ++a) sum += in[j + a * stride];
        sums[j + radius] = sum;
    }
}

template <class Real, Tangent tangent, PixelKind kind, SidesOfX sides>
LAZYRISK_INLINE void row_of_any(const Plane<Real>& plane, const PassNumbers<Real>& k, const RowNumbers<Real>& row,
                                int radius, PlaneWork<Real>& work, const Planes<Real>& in, const Planes<Real>& out) {
    using Vector = typename LaneTypes<Real>::Vector;
    auto* const sums = reinterpret_cast<Vector*>(work.row[0].data());
    auto* const t_sums = reinterpret_cast<Vector*>(work.row[1].data());
    column_sums<Real>(in.s, plane.layout->stride, plane.width, radius, sums);
    if constexpr (tangent == Tangent::full) column_sums<Real>(in.t, plane.layout->stride, plane.width, radius, t_sums);
    for (int j = 0; j < plane.width; ++j) {
        Vector sum = sums[j], t_sum{};
        for (int b = 1; b <= 2 * radius; ++b) sum += sums[j + b];
        if constexpr (tangent == Tangent::full) {
            t_sum = t_sums[j];
            for (int b = 1; b <= 2 * radius; ++b) t_sum += t_sums[j + b];
        }
        finish<Real, tangent, kind, sides>(k, row, j, sum, t_sum, out.s, out.t);
    }
}

/// Roots of the variances at the first place of a plane.
template <class Real, SidesOfX sides>
LAZYRISK_INLINE void numbers_at(const PlaneJob<Real>& job, const Plane<Real>& plane, int layer, int i,
                                RowNumbers<Real>& row) {
    using Vector = typename LaneTypes<Real>::Vector;
    const std::size_t first = job.layout->layer_offset[std::size_t(layer)] + plane.pixel(i);
    const std::size_t p = (first + plane.p_first) * (sides == SidesOfX::lanes ? std::size_t(pair_lanes<Real>) : 1);
    row.x_root = job.x_root + p;
    row.x_inverse = job.x_inverse + p;
    row.z_root = reinterpret_cast<const Vector*>(job.z_root) + first + plane.q_first;
    row.z_inverse = reinterpret_cast<const Vector*>(job.z_inverse) + first + plane.q_first;
}

template <class Real, Tangent tangent, PixelKind kind, SidesOfX sides>
LAZYRISK_INLINE void pass_of_kind(const PlaneJob<Real>& job, const Plane<Real>& plane, const PlanePass& pass,
                                  const PassNumbers<Real>& k, const Planes<Real>& in, const Planes<Real>& out) {
    RowNumbers<Real> row{};
    for (int i = 0; i < plane.height; ++i) {
        if constexpr (kind != PixelKind::none) numbers_at<Real, sides>(job, plane, pass.layer, i, row);
        const std::ptrdiff_t at = plane.place(i, 0);
        const Planes<Real> from{in.s + at, in.t ? in.t + at : nullptr};
        const Planes<Real> to{out.s + at, out.t ? out.t + at : nullptr};
        if (pass.radius == 1)
            row_of_three<Real, tangent, kind, sides>(plane, k, row, from, to);
        else
            row_of_any<Real, tangent, kind, sides>(plane, k, row, pass.radius, *job.work, from, to);
    }
}

/// Activations without a polynomial of the correlation, number by number, in place.
void apply_dual_to_plane(const PlaneJob<double>& job, const Plane<double>& plane, const PlanePass& pass,
                         bool x_has_lanes, double* s, double* t) {
    constexpr std::size_t lanes = std::size_t(pair_lanes<double>);
    const PixelActivation& activation = pass.activation;
    const PixelDual& dual = *activation.dual;
    const std::size_t count = dual.features(), x_lanes = x_has_lanes ? lanes : 1;
    for (int i = 0; i < plane.height; ++i)
        for (int j = 0; j < plane.width; ++j) {
            const std::size_t pixel = plane.pixel(i) + std::size_t(j);
            const std::size_t first = job.layout->feature_offset[std::size_t(pass.layer)];
            const double* const x = job.x_features + (first + (pixel + plane.p_first) * count) * x_lanes;
            const double* const z = job.z_features + (first + (pixel + plane.q_first) * count) * lanes;
            const std::size_t at = std::size_t(plane.place(i, j)) * lanes;
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                const PixelDual::Value v =
                    dual.at(s[at + lane], x + (x_has_lanes ? lane : 0), x_lanes, z + lane, lanes);
                s[at + lane] = activation.weight * v.value;
                if (t) t[at + lane] = activation.weight * v.slope * t[at + lane] + (pass.joined ? s[at + lane] : 0);
            }
        }
}

/// After a convolution of displacement 0 of an image with itself: its variances, and what the activation makes of them.
void keep_variances(const PlaneJob<double>& job, const Plane<double>& plane, const PlanePass& pass, double* s) {
    constexpr std::size_t lanes = std::size_t(pair_lanes<double>);
    const PixelActivation& activation = pass.activation;
    const bool bends = activation.kind == PixelKind::arc_cosine;
    const double alone = bends ? activation.line + activation.bend : activation.bend;  // of a correlation 1
    for (int i = 0; i < plane.height; ++i)
        for (int j = 0; j < plane.width; ++j) {
            const std::size_t pixel = plane.pixel(i) + std::size_t(j);
            double* const at = s + std::size_t(plane.place(i, j)) * lanes;
            const std::size_t first = (job.layout->layer_offset[std::size_t(pass.layer)] + pixel) * lanes;
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                const double variance = std::max(at[lane], 0.0), root = std::sqrt(variance);
                job.z_root[first + lane] = root;
                job.z_inverse[first + lane] = root > 1e-150 ? 1 / root : 0;
                if (!activation.dual) {
                    at[lane] = alone * variance;
                    continue;
                }
                const std::size_t count = activation.dual->features();
                double* const features = job.z_features +
                                         (job.layout->feature_offset[std::size_t(pass.layer)] + pixel * count) * lanes +
                                         lane;
                activation.dual->describe(variance, features, lanes);
                at[lane] = activation.weight * activation.dual->at(variance, features, lanes, features, lanes).value;
            }
        }
}

template <class Real, Tangent tangent, SidesOfX sides>
LAZYRISK_INLINE void one_pass(const PlaneJob<Real>& job, const Plane<Real>& plane, std::size_t number,
                              const Planes<Real>& in, const Planes<Real>& out) {
    const PlanePass& pass = plane.stage->passes[number];
    const PassNumbers<Real>& k = plane.layout->passes[number];
    const bool keeps = job.layout->own && plane.row_shift == 0 && plane.column_shift == 0 && pass.layer >= 0;
    if (pass.activation.kind == PixelKind::arc_cosine && !keeps)
        return pass_of_kind<Real, tangent, PixelKind::arc_cosine, sides>(job, plane, pass, k, in, out);
    if constexpr (tangent == Tangent::none)
        if (pass.activation.kind == PixelKind::embedding && !keeps)
            return pass_of_kind<Real, tangent, PixelKind::embedding, sides>(job, plane, pass, k, in, out);
    if (pass.activation.kind == PixelKind::none)
        return pass_of_kind<Real, tangent, PixelKind::none, sides>(job, plane, pass, k, in, out);
    if constexpr (sizeof(Real) == 8) {
        PassNumbers<Real> alone = k;  // the convolution without the activation, which joins
        alone.joined = 0;
        pass_of_kind<Real, tangent, PixelKind::none, sides>(job, plane, pass, alone, in, out);
        auto* const s = reinterpret_cast<double*>(out.s);
        if (keeps)
            keep_variances(job, plane, pass, s);
        else
            apply_dual_to_plane(job, plane, pass, sides == SidesOfX::lanes, s, reinterpret_cast<double*>(out.t));
    }
}

/// S = <x_p, z_q> of the first stage.
template <class Real, SidesOfX sides>
LAZYRISK_INLINE void begin_plane(const PlaneJob<Real>& job, const Plane<Real>& plane,
                                 typename LaneTypes<Real>::Vector* s) {
    using Vector = typename LaneTypes<Real>::Vector;
    const ImageShape& shape = job.layout->plan->shape;
    const auto* const z = reinterpret_cast<const Vector*>(job.z);
    constexpr std::size_t x_lanes = sides == SidesOfX::lanes ? std::size_t(pair_lanes<Real>) : 1;
    for (int channel = 0; channel < shape.channels; ++channel)
        for (int i = 0; i < plane.height; ++i) {
            const std::size_t first = std::size_t(channel) * shape.pixels() + plane.pixel(i);
            const Real* const x = job.x + (first + plane.p_first) * x_lanes;
            Vector* const to = s + plane.place(i, 0);
            for (int j = 0; j < plane.width; ++j) {
                Vector pixel;
                number_of_x<Real, sides>(x, j, pixel);
                const Vector product = pixel * z[first + plane.q_first + std::size_t(j)];
                if (channel == 0)  // as `?:` of vectors GCC 12 loses all lanes but the first at -O2 (seen in the tests)
                    to[j] = product;
                else
                    to[j] += product;
            }
        }
}

/// To the planes of the next stage.
template <class Real>
LAZYRISK_INLINE void hand_on(const PlaneJob<Real>& job, const Plane<Real>& plane, std::size_t stage, std::size_t row,
                             std::size_t column, const Planes<Real>& from) {
    using Vector = typename LaneTypes<Real>::Vector;
    const StageLayout<Real>& next = job.layout->stages[stage + 1];
    const FlatTargets &rows = plane.layout->rows[row], &columns = plane.layout->columns[column];
    const auto& axis = job.layout->plan->stages[stage + 1];
    const std::size_t count = job.layout->own ? axis.own_columns.shifts.size() : axis.columns.shifts.size();
    auto* const s = reinterpret_cast<Vector*>(job.work->s[stage + 1].data());
    auto* const t = reinterpret_cast<Vector*>(job.work->t[stage + 1].data());
    for (int i = 0; i < plane.height; ++i)
        for (int a = rows.begin[std::size_t(i)]; a < rows.begin[std::size_t(i) + 1]; ++a) {
            const AxisTarget& down = rows.list[std::size_t(a)];
            const std::size_t* const offset = next.offset.data() + std::size_t(down.shift) * count;
            const std::ptrdiff_t start = std::ptrdiff_t(down.place + next.padding) * next.stride + next.padding;
            for (int j = 0; j < plane.width; ++j)
                for (int b = columns.begin[std::size_t(j)]; b < columns.begin[std::size_t(j) + 1]; ++b) {
                    const AxisTarget& across = columns.list[std::size_t(b)];
                    const std::ptrdiff_t to = std::ptrdiff_t(offset[std::size_t(across.shift)]) + start + across.place;
                    const Real weight = Real(down.weight * across.weight);
                    const std::ptrdiff_t at = plane.place(i, j);
                    s[to] += from.s[at] * weight;
                    if (from.t) t[to] += from.t[at] * weight;
                }
        }
}

/// Weighted sums of a row, added up in double: of gap kernels all but the mean is in the last digits.
template <class Real>
LAZYRISK_INLINE void add_row(const typename LaneTypes<Real>::Vector* from, const std::vector<Real>& weights,
                             double weight, double* sums) {
    using Vector = typename LaneTypes<Real>::Vector;
    Vector sum{};
    for (std::size_t j = 0; j < weights.size(); ++j) sum += from[j] * weights[j];
    alignas(64) Real row[std::size_t(pair_lanes<Real>)];
    *reinterpret_cast<Vector*>(row) = sum;
#pragma omp simd
    for (int lane = 0; lane < pair_lanes<Real>; ++lane) sums[lane] += weight * double(row[lane]);
}

template <class Real>
LAZYRISK_INLINE void add_up(const PlaneJob<Real>& job, const Plane<Real>& plane, std::size_t row, std::size_t column,
                            const Planes<Real>& from) {
    const std::vector<Real>&down = plane.layout->row_end[row], &across = plane.layout->column_end[column];
    for (int i = 0; i < plane.height; ++i) {
        const double weight = double(down[std::size_t(i)]);
        if (weight == 0) continue;
        add_row<Real>(from.s + plane.place(i, 0), across, weight, job.s);
        if (from.t) add_row<Real>(from.t + plane.place(i, 0), across, weight, job.t);
    }
}

/// What lies around a plane of this size is 0.
template <class Real>
LAZYRISK_INLINE void clear_around(const Plane<Real>& plane, typename LaneTypes<Real>::Vector* at) {
    using Vector = typename LaneTypes<Real>::Vector;
    const int padding = plane.layout->padding;
    for (int i = -padding; i < plane.height + padding; ++i) {
        const bool inside = i >= 0 && i < plane.height;
        for (int j = -padding; j < (inside ? 0 : plane.width + padding); ++j) at[plane.place(i, j)] = Vector{};
        for (int j = plane.width; inside && j < plane.width + padding; ++j) at[plane.place(i, j)] = Vector{};
    }
}

/// All passes over one plane, and what becomes of it.
template <class Real, bool with_tangent, SidesOfX sides>
LAZYRISK_INLINE void one_plane(const PlaneJob<Real>& job, std::size_t stage, std::size_t row, std::size_t column,
                               const Plane<Real>& plane, bool resized) {
    using Vector = typename LaneTypes<Real>::Vector;
    const StageLayout<Real>& layout = *plane.layout;
    const std::ptrdiff_t first = std::ptrdiff_t(layout.padding) * layout.stride + layout.padding;
    Planes<Real> at[2];
    for (std::size_t i = 0; i < 2; ++i) {
        at[i].s = reinterpret_cast<Vector*>(job.work->buffers[2 * i].data()) + first;
        at[i].t = with_tangent ? reinterpret_cast<Vector*>(job.work->buffers[2 * i + 1].data()) + first : nullptr;
        if (!resized) continue;
        clear_around<Real>(plane, at[i].s);
        if (with_tangent) clear_around<Real>(plane, at[i].t);
    }
    Planes<Real> now = at[0];
    std::size_t free = 1;
    if (stage == 0) {
        begin_plane<Real, sides>(job, plane, now.s);
        now.t = with_tangent ? now.s : nullptr;  // S + T, as T is 0
    } else {
        const PlaneStage& of = *plane.stage;
        const std::size_t count = job.layout->own ? of.own_columns.shifts.size() : of.columns.shifts.size();
        const std::size_t offset = layout.offset[row * count + column] + std::size_t(first);
        now.s = reinterpret_cast<Vector*>(job.work->s[stage].data()) + offset;
        now.t = with_tangent ? reinterpret_cast<Vector*>(job.work->t[stage].data()) + offset : nullptr;
    }
    for (std::size_t i = 0; i < layout.passes.size(); ++i) {
        if constexpr (!with_tangent)
            one_pass<Real, Tangent::none, sides>(job, plane, i, now, at[free]);
        else if (plane.stage->passes[i].first)
            one_pass<Real, Tangent::first, sides>(job, plane, i, now, at[free]);
        else
            one_pass<Real, Tangent::full, sides>(job, plane, i, now, at[free]);
        now = at[free];
        free = 1 - free;
    }
    if (stage + 1 < job.layout->stages.size())
        hand_on<Real>(job, plane, stage, row, column, now);
    else if (!job.layout->own)
        add_up<Real>(job, plane, row, column, now);
}

template <class Real, bool with_tangent, SidesOfX sides>
LAZYRISK_INLINE void all_planes(const PlaneJob<Real>& job) {
    const KernelPlan& plan = *job.layout->plan;
    for (std::size_t stage = 1; stage < job.layout->stages.size(); ++stage) {
        std::fill(job.work->s[stage].begin(), job.work->s[stage].end(), Real(0));
        std::fill(job.work->t[stage].begin(), job.work->t[stage].end(), Real(0));
    }
    for (std::size_t stage = 0; stage < job.layout->stages.size(); ++stage) {
        const PlaneStage& of = plan.stages[stage];
        const std::vector<int>& rows = job.layout->own ? of.own_rows.shifts : of.rows.shifts;
        const std::vector<int>& columns = job.layout->own ? of.own_columns.shifts : of.columns.shifts;
        int height = 0, width = 0;
        for (std::size_t row = 0; row < rows.size(); ++row)
            for (std::size_t column = 0; column < columns.size(); ++column) {
                const Plane<Real> plane(of, job.layout->stages[stage], rows[row], columns[column]);
                one_plane<Real, with_tangent, sides>(job, stage, row, column, plane,
                                                     plane.height != height || plane.width != width);
                height = plane.height;
                width = plane.width;
            }
    }
}

}  // namespace

LAZYRISK_WIDEST_PLANES void one_with_many(const PlaneJob<float>& job) {
    if (job.layout->plan->tangent)
        all_planes<float, true, SidesOfX::broadcast>(job);
    else
        all_planes<float, false, SidesOfX::broadcast>(job);
}

LAZYRISK_WIDEST_PLANES void one_with_many(const PlaneJob<double>& job) {
    if (job.layout->plan->tangent)
        all_planes<double, true, SidesOfX::broadcast>(job);
    else
        all_planes<double, false, SidesOfX::broadcast>(job);
}

LAZYRISK_WIDEST_PLANES void lane_by_lane(const PlaneJob<double>& job) {
    if (job.layout->plan->tangent)
        all_planes<double, true, SidesOfX::lanes>(job);
    else
        all_planes<double, false, SidesOfX::lanes>(job);
}

LAZYRISK_WIDEST_PLANES void own_variances(const PlaneJob<double>& job) {
    all_planes<double, false, SidesOfX::lanes>(job);
}

}  // namespace lazyrisk
