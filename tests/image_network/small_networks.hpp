// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Small networks on images of integer formulas.
#pragma once

#include <string>

#include "lazyrisk/image_network/image_network.hpp"

namespace small_networks {

inline lazyrisk::ImageNetworkShape shape(const std::string& layers, lazyrisk::ImageShape image, int outputs) {
    return {.architecture = lazyrisk::parse_architecture("network", layers, lazyrisk::ArchitectureOf::network),
            .image = image,
            .outputs = outputs};
}

/// Numbers between 0 and 1, a few of them 0, different from image to image.
inline lazyrisk::Matrix images(const lazyrisk::ImageShape& shape, int count) {
    lazyrisk::Matrix all(Eigen::Index(shape.size()), count);
    for (int i = 0; i < count; ++i)
        for (int c = 0; c < shape.channels; ++c)
            for (int y = 0; y < shape.height; ++y)
                for (int x = 0; x < shape.width; ++x)
                    all(Eigen::Index(shape.place(c, y, x)), i) =
                        (((7 + 2 * i) * y + (3 + i * i) * x + (1 + c) * x * y + 5 * i * c) % 17) / 16.0;
    return all;
}

/// Classes in turn.
inline std::vector<int> labels(int count, int classes) {
    std::vector<int> all(std::size_t(count), 0);
    for (int i = 0; i < count; ++i) all[std::size_t(i)] = i % classes;
    return all;
}

}  // namespace small_networks
