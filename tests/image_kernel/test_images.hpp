// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Images of the tests: by formula, of the Debian package dataset-fashion-mnist, and at random.
#pragma once

#include <zlib.h>

#include <array>
#include <random>
#include <string>
#include <vector>

#include "lazyrisk/data/image_shape.hpp"
#include "lazyrisk/linear/matrix.hpp"

namespace test_images {

using lazyrisk::ImageShape;
using lazyrisk::Matrix;

/// A, B and C of the reference table: 8 x 8, C is A with its first three columns black.
inline double by_formula(char name, int i, int j) {
    if (name == 'B') return ((5 * i + 11 * j + 2 * i * i) % 13) / 12.0;
    return name == 'C' && j < 3 ? 0 : ((7 * i + 3 * j + i * j) % 17) / 16.0;
}
inline Matrix column_by_formula(char name) {
    Matrix image(64, 1);
    for (int i = 0; i < 8; ++i)
        for (int j = 0; j < 8; ++j) image(8 * i + j, 0) = by_formula(name, i, j);
    return image;
}

/// The first 28 x 28 images of the package's test set over 255, as means of blocks, a column each; no columns where the
/// package is not installed.
inline Matrix fashion(int count, int side) {
    constexpr int full = 28;
    Matrix images = Matrix::Zero(side * side, count);
    gzFile file = gzopen("/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz", "rb");
    if (!file) return Matrix(side * side, 0);
    std::array<unsigned char, 16> header{};
    std::vector<unsigned char> pixels(full * full);
    bool whole = gzread(file, header.data(), 16) == 16;
    const int block = full / side;
    for (int n = 0; n < count && whole; ++n) {
        whole = gzread(file, pixels.data(), full * full) == full * full;
        for (int i = 0; i < full; ++i)
            for (int j = 0; j < full; ++j)
                images(i / block * side + j / block, n) += pixels[std::size_t(full * i + j)] / 255.0 / (block * block);
    }
    gzclose(file);
    return whole ? images : Matrix(side * side, 0);
}

/// Uniform in [low, 1].
inline Matrix at_random(const ImageShape& shape, int count, unsigned seed, double low = 0) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> uniform(low, 1);
    Matrix images(Eigen::Index(shape.size()), count);
    for (int n = 0; n < count; ++n)
        for (Eigen::Index k = 0; k < images.rows(); ++k) images(k, n) = uniform(random);
    return images;
}

/// Each image with its pixels moved: (row, column) of the result is `from(row, column)` of the image.
template <class From>
Matrix moved(const Matrix& images, const ImageShape& before, const ImageShape& after, const From& from) {
    Matrix result(images.rows(), images.cols());
    for (int channel = 0; channel < before.channels; ++channel)
        for (int i = 0; i < after.height; ++i)
            for (int j = 0; j < after.width; ++j) {
                const auto [row, column] = from(i, j);
                result.row(Eigen::Index(after.place(channel, i, j))) =
                    images.row(Eigen::Index(before.place(channel, row, column)));
            }
    return result;
}

}  // namespace test_images
