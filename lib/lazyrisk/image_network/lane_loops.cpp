// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_network/lane_loops.hpp"

#include <algorithm>
#include <cstddef>

// The loops are templates over the bytes of a vector. Each is inlined in a function a machine, which is where the
// compiler hears what instructions there are; vectors of the language itself keep the sums in registers.
#define LAZYRISK_INLINE [[gnu::always_inline]] inline

namespace lazyrisk {
namespace {

template <class Real, int bytes>
struct VectorOf {
    using Type [[gnu::vector_size(bytes), gnu::may_alias]] = Real;
    static constexpr int width = bytes / int(sizeof(Real));
    using Anywhere [[gnu::vector_size(bytes), gnu::may_alias, gnu::aligned(alignof(Real))]] = Real;
    // 32 registers hold sums of three pixels and a tile of channels; 16 those of half a tile.
    static constexpr int channels = bytes == 64 ? channel_tile : channel_tile / 2;
    static constexpr int columns = bytes == 64 ? 4 : 2;  // vectors of a row of a dense layer's gradient
};

/// Sums of `pixels` neighbours in a row and VectorOf::channels channels from `first` in the tile, one vector of lanes.
template <class Real, int bytes, int pixels>
LAZYRISK_INLINE void convolve_pixels(const ConvolutionSize& size, const Real* padded, const Real* weights,
                                     const Real* bias, int known, Real* out) {
    using Vector = typename VectorOf<Real, bytes>::Type;
    constexpr int channels = VectorOf<Real, bytes>::channels, row = lanes<Real>;
    Vector sums[pixels][channels];
#pragma GCC unroll 8
    for (int o = 0; o < channels; ++o)
#pragma GCC unroll 8
        for (int p = 0; p < pixels; ++p) sums[p][o] = bias[o] - Vector{};
    const int line = size.padded_width() * row, plane = size.padded_pixels() * row;
    for (int c = 0; c < size.channels_in; ++c, padded += plane)
        for (int dy = 0; dy < size.filter; ++dy) {
            const Real* at = padded + dy * line;
            for (int dx = 0; dx < size.filter; ++dx, at += row, weights += channel_tile) {
                Vector x[pixels];
#pragma GCC unroll 8
                for (int p = 0; p < pixels; ++p) x[p] = *reinterpret_cast<const Vector*>(at + p * row);
#pragma GCC unroll 8
                for (int o = 0; o < channels; ++o) {
                    const Vector w = weights[o] - Vector{};
#pragma GCC unroll 8
                    for (int p = 0; p < pixels; ++p) sums[p][o] += w * x[p];
                }
            }
        }
#pragma GCC unroll 8
    for (int o = 0; o < channels; ++o)
        if (o < known)
#pragma GCC unroll 8
            for (int p = 0; p < pixels; ++p)
                *reinterpret_cast<Vector*>(out + (o * size.pixels() + p) * row) = sums[p][o];
}

template <class Real, int bytes, int pixels>
LAZYRISK_INLINE void convolve_tiles(const ConvolutionSize& size, const Real* padded, const Real* weights,
                                    const Real* bias, Real* out) {
    constexpr int step = VectorOf<Real, bytes>::channels;
    const int of_tile = size.channels_in * size.taps() * channel_tile;
    for (int first = 0; first < size.channels_out; first += step) {
        const Real* const tile = weights + first / channel_tile * of_tile + first % channel_tile;
        for (int lane = 0; lane < lanes<Real>; lane += VectorOf<Real, bytes>::width)
            convolve_pixels<Real, bytes, pixels>(size, padded + lane, tile, bias + first, size.channels_out - first,
                                                 out + first * size.pixels() * lanes<Real> + lane);
    }
}

template <class Real, int bytes>
LAZYRISK_INLINE void convolve_all(const ConvolutionSize& size, const Real* padded, const Real* weights,
                                  const Real* bias, Real* out) {
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width;) {
            const Real* const from = padded + (y * size.padded_width() + x) * lanes<Real>;
            Real* const to = out + (y * size.width + x) * lanes<Real>;
            const int left = size.width - x;
            if (left >= 3 && left != 4) {
                convolve_tiles<Real, bytes, 3>(size, from, weights, bias, to);
                x += 3;
            } else if (left >= 2) {
                convolve_tiles<Real, bytes, 2>(size, from, weights, bias, to);
                x += 2;
            } else {
                convolve_tiles<Real, bytes, 1>(size, from, weights, bias, to);
                x += 1;
            }
        }
}

/// Rows first .. last - 1 for `taps` neighbouring taps of one row of the filter and one channel in.
template <class Real, int bytes, int taps>
LAZYRISK_INLINE void add_slopes(const ConvolutionSize& size, const Real* padded, const Real* const* slopes, int first,
                                int last, Real* sums) {
    using Vector = typename VectorOf<Real, bytes>::Type;
    constexpr int channels = VectorOf<Real, bytes>::channels, row = lanes<Real>;
    Vector sum[taps][channels];
#pragma GCC unroll 8
    for (int t = 0; t < taps; ++t)
#pragma GCC unroll 8
        for (int o = 0; o < channels; ++o)
            sum[t][o] = *reinterpret_cast<const Vector*>(sums + (t * channel_tile + o) * row);
    for (int y = first; y < last; ++y) {
        const Real* at = padded + y * size.padded_width() * row;
        for (int x = y * size.width * row; x < (y + 1) * size.width * row; x += row, at += row) {
            Vector in[taps];
#pragma GCC unroll 8
            for (int t = 0; t < taps; ++t) in[t] = *reinterpret_cast<const Vector*>(at + t * row);
#pragma GCC unroll 8
            for (int o = 0; o < channels; ++o) {
                const Vector slope = *reinterpret_cast<const Vector*>(slopes[o] + x);
#pragma GCC unroll 8
                for (int t = 0; t < taps; ++t) sum[t][o] += in[t] * slope;
            }
        }
    }
#pragma GCC unroll 8
    for (int t = 0; t < taps; ++t)
#pragma GCC unroll 8
        for (int o = 0; o < channels; ++o) *reinterpret_cast<Vector*>(sums + (t * channel_tile + o) * row) = sum[t][o];
}

template <class Real, int bytes>
LAZYRISK_INLINE void weight_slopes_of(const ConvolutionSize& size, const Real* padded, const Real* slopes, int tile,
                                      Real* sums) {
    constexpr int row = lanes<Real>, step = VectorOf<Real, bytes>::channels;
    std::fill_n(sums, size.channels_in * size.taps() * channel_tile * row, Real(0));
    const int rows = std::max(1, 56 / size.width);  // a tile of them stays in the first cache for all channels in
    for (int y = 0; y < size.height; y += rows)
        for (int c = 0; c < size.channels_in; ++c)
            for (int dy = 0; dy < size.filter; ++dy)
                for (int dx = 0; dx < size.filter; dx += 3)
                    for (int o = 0; o < channel_tile; o += step)
                        for (int lane = 0; lane < row; lane += VectorOf<Real, bytes>::width) {
                            const Real* planes[step];
                            for (int k = 0; k < step; ++k) {
                                const int channel = std::min(tile * channel_tile + o + k, size.channels_out - 1);
                                planes[k] = slopes + channel * size.pixels() * row + lane;
                            }
                            const Real* const in =
                                padded + lane + c * size.padded_pixels() * row + (dy * size.padded_width() + dx) * row;
                            Real* const sum =
                                sums + lane + (((c * size.filter + dy) * size.filter + dx) * channel_tile + o) * row;
                            const int last = std::min(y + rows, size.height), left = size.filter - dx;
                            if (left >= 3)
                                add_slopes<Real, bytes, 3>(size, in, planes, y, last, sum);
                            else if (left == 2)
                                add_slopes<Real, bytes, 2>(size, in, planes, y, last, sum);
                            else
                                add_slopes<Real, bytes, 1>(size, in, planes, y, last, sum);
                        }
}

template <class Real, int bytes>
LAZYRISK_INLINE void by_sign_of(const Real* sign, const Real* in, Real above, Real below, int count, Real* out) {
    using Vector = typename VectorOf<Real, bytes>::Type;
    const Vector high = above - Vector{}, low = below - Vector{}, zero{};
    for (int i = 0; i < count; i += VectorOf<Real, bytes>::width) {
        const Vector s = *reinterpret_cast<const Vector*>(sign + i);
        *reinterpret_cast<Vector*>(out + i) = *reinterpret_cast<const Vector*>(in + i) * (s > zero ? high : low);
    }
}

template <class Real, int bytes>
LAZYRISK_INLINE void pool_of(const Real* in, int planes, int height, int width, int size, Real above, Real below,
                             Real* out) {
    using Vector = typename VectorOf<Real, bytes>::Type;
    constexpr int row = lanes<Real>;
    const Real share = Real(1) / Real(size * size);
    const Vector high = above * share - Vector{}, low = below * share - Vector{}, zero{};
    for (int y = 0; y < planes * height; y += size)
        for (int x = 0; x < width; x += size, out += row)
            for (int lane = 0; lane < row; lane += VectorOf<Real, bytes>::width) {
                Vector sum{};
                for (int dy = 0; dy < size; ++dy)
                    for (int dx = 0; dx < size; ++dx) {
                        const Vector v =
                            *reinterpret_cast<const Vector*>(in + ((y + dy) * width + x + dx) * row + lane);
                        sum += v * (v > zero ? high : low);
                    }
                *reinterpret_cast<Vector*>(out + lane) = sum;
            }
}

template <class Real, int bytes>
LAZYRISK_INLINE void spread_of(const Real* slopes, const Real* in, int planes, int height, int width, int size,
                               Real above, Real below, Real* out) {
    using Vector = typename VectorOf<Real, bytes>::Type;
    constexpr int row = lanes<Real>;
    const Real share = Real(1) / Real(size * size);
    const Vector high = above * share - Vector{}, low = below * share - Vector{}, zero{};
    for (int y = 0; y < planes * height; y += size)
        for (int x = 0; x < width; x += size, slopes += row)
            for (int lane = 0; lane < row; lane += VectorOf<Real, bytes>::width) {
                const Vector slope = *reinterpret_cast<const Vector*>(slopes + lane);
                for (int dy = 0; dy < size; ++dy)
                    for (int dx = 0; dx < size; ++dx) {
                        const int at = ((y + dy) * width + x + dx) * row + lane;
                        const Vector v = *reinterpret_cast<const Vector*>(in + at);
                        *reinterpret_cast<Vector*>(out + at) = slope * (v > zero ? high : low);
                    }
            }
}

/// `numbers` results beside each other.
template <class Real, int bytes, int numbers>
LAZYRISK_INLINE void dense_numbers(int count_in, const Real* in, const Real* weights, int step_in, int step_out,
                                   Real scale, Real* out) {
    using Vector = typename VectorOf<Real, bytes>::Type;
    Vector sums[numbers] = {};
    for (int i = 0; i < count_in; ++i, in += lanes<Real>, weights += step_in) {
        const Vector x = *reinterpret_cast<const Vector*>(in);
#pragma GCC unroll 8
        for (int o = 0; o < numbers; ++o) sums[o] += weights[o * step_out] * x;
    }
#pragma GCC unroll 8
    for (int o = 0; o < numbers; ++o) *reinterpret_cast<Vector*>(out + o * lanes<Real>) = scale * sums[o];
}

template <class Real, int bytes>
LAZYRISK_INLINE void dense_of(int count_in, int count_out, const Real* in, const Real* weights, int step_in,
                              int step_out, Real scale, Real* out) {
    constexpr int step = channel_tile;
    for (int lane = 0; lane < lanes<Real>; lane += VectorOf<Real, bytes>::width) {
        int o = 0;
        for (; o + step <= count_out; o += step)
            dense_numbers<Real, bytes, step>(count_in, in + lane, weights + std::ptrdiff_t(o) * step_out, step_in,
                                             step_out, scale, out + o * lanes<Real> + lane);
        for (; o < count_out; ++o)
            dense_numbers<Real, bytes, 1>(count_in, in + lane, weights + std::ptrdiff_t(o) * step_out, step_in,
                                          step_out, scale, out + o * lanes<Real> + lane);
    }
}

/// `rows` rows and `columns` vectors of the gradient, of which the last may have numbers beyond the row's end.
template <class Real, int bytes, int rows, int columns>
LAZYRISK_INLINE void dense_block(int count_out, const Real* in, const Real* slopes, int row, int known, Real scale,
                                 Real* gradient) {
    using Vector = typename VectorOf<Real, bytes>::Type;
    using Anywhere = typename VectorOf<Real, bytes>::Anywhere;
    constexpr int width = VectorOf<Real, bytes>::width;
    Vector sums[rows][columns] = {};
    for (int lane = 0; lane < lanes<Real>; ++lane, slopes += row) {
        Vector slope[columns];
#pragma GCC unroll 8
        for (int v = 0; v < columns; ++v) slope[v] = *reinterpret_cast<const Vector*>(slopes + v * width);
#pragma GCC unroll 8
        for (int i = 0; i < rows; ++i)
#pragma GCC unroll 8
            for (int v = 0; v < columns; ++v) sums[i][v] += in[i * lanes<Real> + lane] * slope[v];
    }
#pragma GCC unroll 8
    for (int i = 0; i < rows; ++i, gradient += count_out)
        if (known >= columns * width)
#pragma GCC unroll 8
            for (int v = 0; v < columns; ++v) *reinterpret_cast<Anywhere*>(gradient + v * width) += scale * sums[i][v];
        else
            for (int o = 0; o < known; ++o) gradient[o] += scale * sums[i][o / width][o % width];
}

template <class Real, int bytes, int columns>
LAZYRISK_INLINE void dense_columns(int count_in, int count_out, const Real* in, const Real* slopes, int row, int known,
                                   Real scale, Real* gradient) {
    constexpr int rows = 4;
    int i = 0;
    for (; i + rows <= count_in; i += rows)
        dense_block<Real, bytes, rows, columns>(count_out, in + i * lanes<Real>, slopes, row, known, scale,
                                                gradient + std::ptrdiff_t(i) * count_out);
    for (; i < count_in; ++i)
        dense_block<Real, bytes, 1, columns>(count_out, in + i * lanes<Real>, slopes, row, known, scale,
                                             gradient + std::ptrdiff_t(i) * count_out);
}

template <class Real, int bytes>
LAZYRISK_INLINE void dense_slopes_of(int count_in, int count_out, const Real* in, const Real* slopes, int row,
                                     Real scale, Real* gradient) {
    constexpr int many = VectorOf<Real, bytes>::columns, width = VectorOf<Real, bytes>::width;
    int o = 0;
    for (; o + many * width <= count_out; o += many * width)
        dense_columns<Real, bytes, many>(count_in, count_out, in, slopes + o, row, many * width, scale, gradient + o);
    for (; o < count_out; o += width)
        dense_columns<Real, bytes, 1>(count_in, count_out, in, slopes + o, row, std::min(width, count_out - o), scale,
                                      gradient + o);
}

// What a machine is called, and the bytes of its vectors.
#define LAZYRISK_LOOPS(Machine, bytes, instructions)                                                                   \
    template <class Real>                                                                                              \
    struct Machine {                                                                                                   \
        instructions static void convolve(const ConvolutionSize& size, const Real* padded, const Real* weights,        \
                                          const Real* bias, Real* out) {                                               \
            convolve_all<Real, bytes>(size, padded, weights, bias, out);                                               \
        }                                                                                                              \
        instructions static void weight_slopes(const ConvolutionSize& size, const Real* padded, const Real* slopes,    \
                                               int tile, Real* sums) {                                                 \
            weight_slopes_of<Real, bytes>(size, padded, slopes, tile, sums);                                           \
        }                                                                                                              \
        instructions static void by_sign(const Real* sign, const Real* in, Real above, Real below, int count,          \
                                         Real* out) {                                                                  \
            by_sign_of<Real, bytes>(sign, in, above, below, count, out);                                               \
        }                                                                                                              \
        instructions static void pool(const Real* in, int planes, int height, int width, int size, Real above,         \
                                      Real below, Real* out) {                                                         \
            pool_of<Real, bytes>(in, planes, height, width, size, above, below, out);                                  \
        }                                                                                                              \
        instructions static void spread(const Real* slopes, const Real* in, int planes, int height, int width,         \
                                        int size, Real above, Real below, Real* out) {                                 \
            spread_of<Real, bytes>(slopes, in, planes, height, width, size, above, below, out);                        \
        }                                                                                                              \
        instructions static void dense(int count_in, int count_out, const Real* in, const Real* weights, int step_in,  \
                                       int step_out, Real scale, Real* out) {                                          \
            dense_of<Real, bytes>(count_in, count_out, in, weights, step_in, step_out, scale, out);                    \
        }                                                                                                              \
        instructions static void dense_slopes(int count_in, int count_out, const Real* in, const Real* slopes,         \
                                              int row, Real scale, Real* gradient) {                                   \
            dense_slopes_of<Real, bytes>(count_in, count_out, in, slopes, row, scale, gradient);                       \
        }                                                                                                              \
        static LaneLoops<Real> all() { return {convolve, weight_slopes, by_sign, pool, spread, dense, dense_slopes}; } \
    };

LAZYRISK_LOOPS(OnAnyMachine, 16, )
#if defined(__GNUC__) && defined(__x86_64__)
LAZYRISK_LOOPS(WithAvx2, 32, __attribute__((target("avx2,fma"))))
LAZYRISK_LOOPS(WithAvx512, 64, __attribute__((target("avx512f,avx512vl,avx512dq,avx2,fma"))))
#endif

template <class Real>
LaneLoops<Real> widest() {
#if defined(__GNUC__) && defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
        return WithAvx512<Real>::all();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return WithAvx2<Real>::all();
#endif
    return OnAnyMachine<Real>::all();
}

}  // namespace

template <class Real>
const LaneLoops<Real>& lane_loops() {
    static const LaneLoops<Real> loops = widest<Real>();
    return loops;
}

template const LaneLoops<float>& lane_loops<float>();
template const LaneLoops<double>& lane_loops<double>();

}  // namespace lazyrisk
