// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lazyrisk/data/image_shape.hpp"
#include "lazyrisk/data/number_file.hpp"

namespace lazyrisk {

/// What the points of a file are.
struct PointShape {
    ImageShape image;            ///< zero sizes: vectors
    bool channels_last = false;  ///< in the file
};

/// [M, D]: vectors. [M, H, W]: images. [M, H, W, C] or [M, C, H, W]: images of the C = 1, 3 or 4 channels that one of
/// the two axes is. Throws DomainError: other shapes, and where both axes could be channels.
PointShape point_shape(const NumberFile& file);

/// Numbers of each column from pixel by pixel, channels last, to channel by channel.
void put_channels_first(Matrix& inputs, const ImageShape& shape);

/// Means over blocks of pixels: square images of a side that `side` divides. Throws DomainError of `side` otherwise.
void require_blocks(const ImageShape& shape, int side);
Matrix block_means(const Matrix& inputs, const ImageShape& shape, int side);

}  // namespace lazyrisk
