// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the numbers of a point are where it is an image.
#pragma once

#include <cstddef>
#include <string>

namespace lazyrisk {

/// Pixels of a point; all 0 where points are vectors. Channels come one after another, rows from above, pixels from the
/// left: see `place`.
struct ImageShape {
    int height = 0, width = 0, channels = 0;

    [[nodiscard]] bool is_image() const { return height > 0; }
    [[nodiscard]] std::size_t pixels() const { return std::size_t(height) * std::size_t(width); }
    /// Numbers of a point; 0 of vectors.
    [[nodiscard]] std::size_t size() const { return pixels() * std::size_t(channels); }
    /// Which number of the point is this pixel's.
    [[nodiscard]] std::size_t place(int channel, int row, int column) const {
        return (std::size_t(channel) * std::size_t(height) + std::size_t(row)) * std::size_t(width) +
               std::size_t(column);
    }
    /// "28 x 28", "32 x 32 x 3"; "" of vectors.
    [[nodiscard]] std::string text() const {
        if (!is_image()) return "";
        return std::to_string(height) + " x " + std::to_string(width) +
               (channels > 1 ? " x " + std::to_string(channels) : "");
    }
    bool operator==(const ImageShape&) const = default;
};

}  // namespace lazyrisk
