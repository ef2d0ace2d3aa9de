// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The inner loops of a network on images. Images are the innermost index: `lanes` of them fill the widest vector, so
// that every loop is over whole vectors whatever the number of pixels and channels.
#pragma once

namespace lazyrisk {

/// Images that are computed at once.
template <class Real>
inline constexpr int lanes = 64 / int(sizeof(Real));

/// Output channels that are computed at once; weights are kept in tiles of so many.
inline constexpr int channel_tile = 8;

/// Filter x filter pixels around each, outside is 0: as many pixels come out as go in.
struct ConvolutionSize {
    int channels_in = 1, channels_out = 1, height = 1, width = 1, filter = 1;

    [[nodiscard]] int tiles() const { return (channels_out + channel_tile - 1) / channel_tile; }
    [[nodiscard]] int taps() const { return filter * filter; }
    [[nodiscard]] int pixels() const { return height * width; }
    [[nodiscard]] int padded_height() const { return height + filter - 1; }
    [[nodiscard]] int padded_width() const { return width + filter - 1; }
    [[nodiscard]] int padded_pixels() const { return padded_height() * padded_width(); }
};

/// Arrays begin on a cache line and have the lanes innermost: maps are [channels][pixels][lanes], padded ones
/// [channels][padded pixels][lanes] with zeros around.
template <class Real>
struct LaneLoops {
    /// out = bias + weights * padded. `weights` [tiles][channels in][taps][channel_tile], `bias` [tiles][channel_tile].
    void (*convolve)(const ConvolutionSize& size, const Real* padded, const Real* weights, const Real* bias, Real* out);
    /// The derivative by the weights of one tile, image by image: sums [channels in][taps][channel_tile][lanes] =
    /// sum over pixels of padded times `slopes` (those of the output). Of channels beyond the last there are numbers
    /// without meaning.
    void (*weight_slopes)(const ConvolutionSize& size, const Real* padded, const Real* slopes, int tile, Real* sums);
    /// out = in times `above` where sign > 0, `below` elsewhere; `count` numbers, a multiple of the lanes.
    void (*by_sign)(const Real* sign, const Real* in, Real above, Real below, int count, Real* out);
    /// Means of size x size pixels of a piecewise linear activation of the map: slope `above` where it is above 0,
    /// `below` elsewhere; [planes][height][width][lanes] goes in.
    void (*pool)(const Real* in, int planes, int height, int width, int size, Real above, Real below, Real* out);
    /// The way back: each of `slopes` over size^2 on every pixel that it was the mean of, times the activation's slope.
    void (*spread)(const Real* slopes, const Real* in, int planes, int height, int width, int size, Real above,
                   Real below, Real* out);
    /// out [count out][lanes] = scale sum_i weights[i step_in + o step_out] in[i].
    void (*dense)(int count_in, int count_out, const Real* in, const Real* weights, int step_in, int step_out,
                  Real scale, Real* out);
    /// gradient [count in][count out] += scale sum over lanes of in [count in][lanes] times slopes [lanes][row], where
    /// `row` is count out filled up with zeros to whole vectors.
    void (*dense_slopes)(int count_in, int count_out, const Real* in, const Real* slopes, int row, Real scale,
                         Real* gradient);
};

/// Those for the widest vectors of this machine.
template <class Real>
const LaneLoops<Real>& lane_loops();

}  // namespace lazyrisk
