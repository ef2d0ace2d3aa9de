// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/point_shape.hpp"

#include <algorithm>
#include <climits>
#include <vector>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

bool may_be_channels(std::size_t size) { return size == 1 || size == 3 || size == 4; }

}  // namespace

PointShape point_shape(const NumberFile& file) {
    const std::vector<std::size_t>& s = file.shape;
    for (std::size_t axis = 1; axis < s.size(); ++axis)
        if (s[axis] > INT_MAX / 2)
            file.fail("it has the shape " + file.shape_text() + "; points that long are not read");
    switch (s.size()) {
        case 2:
            return {};
        case 3:
            return {{int(s[1]), int(s[2]), 1}};
        case 4:
            break;
        default:
            file.fail("it has one dimension, " + file.shape_text() +
                      " numbers; expected points x numbers of a point, or points x height x width (x channels)");
    }
    const bool first = may_be_channels(s[1]), last = may_be_channels(s[3]);
    if (first == last)
        file.fail("it has the shape " + file.shape_text() + ", in which " + (first ? "both" : "neither") +
                  " of the second and the last axis can be 1, 3 or 4 channels; write it as points x height x width x "
                  "channels" +
                  (first ? ", or grey images without the axis" : ""));
    if (first) return {{int(s[2]), int(s[3]), int(s[1])}};
    return {{int(s[1]), int(s[2]), int(s[3])}, true};
}

void put_channels_first(Matrix& inputs, const ImageShape& shape) {
    std::vector<double> point(shape.size());
    const std::size_t channels = std::size_t(shape.channels), pixels = shape.pixels();
    for (Eigen::Index k = 0; k < inputs.cols(); ++k) {
        double* own = inputs.col(k).data();
        for (std::size_t pixel = 0; pixel < pixels; ++pixel)
            for (std::size_t c = 0; c < channels; ++c) point[c * pixels + pixel] = own[pixel * channels + c];
        std::copy(point.begin(), point.end(), own);
    }
}

void require_blocks(const ImageShape& shape, int side) {
    if (shape.height != shape.width)
        throw DomainError("side", side, "images are " + shape.text() + "; means over blocks are of square images");
    if (side < 1 || shape.height % side != 0)
        throw DomainError(
            "side", side,
            "images are " + shape.text() + "; expected a side that divides " + std::to_string(shape.height));
}

Matrix block_means(const Matrix& inputs, const ImageShape& shape, int side) {
    const ImageShape small{side, side, shape.channels};
    const int block = shape.height / side;
    Matrix means = Matrix::Zero(Eigen::Index(small.size()), inputs.cols());
    for (Eigen::Index k = 0; k < inputs.cols(); ++k) {
        const double* from = inputs.col(k).data();
        double* to = means.col(k).data();
        for (int c = 0; c < shape.channels; ++c)
            for (int i = 0; i < shape.height; ++i)
                for (int j = 0; j < shape.width; ++j)
                    to[small.place(c, i / block, j / block)] += from[shape.place(c, i, j)];
    }
    return means / (double(block) * block);
}

}  // namespace lazyrisk
