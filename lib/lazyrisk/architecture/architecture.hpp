// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Networks on images as a list of layers: one text for a network and for its kernel.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lazyrisk {

/// conv, conv(CHANNELS), conv(CHANNELS,FILTER); in a kernel conv(FILTER). Filter x filter pixels, odd; outside is 0.
struct ConvolutionLayer {
    int filter = 3;
    int channels = 0;  ///< 0: not said, as in a kernel, which has infinitely many
};
/// relu, or another activation of the library, pixel by pixel.
struct ActivationLayer {
    std::string name;
};
/// exp(GAMMA): the normalised Gaussian embedding (Shankar et al. 2020), of kernels alone.
struct ExponentialLayer {
    double gamma = 1;
};
/// pool, pool(SIZE): means of SIZE x SIZE pixels that do not overlap.
struct PoolLayer {
    int size = 2;
};
/// blur(RADIUS): the mean of the (2 RADIUS + 1)^2 pixels around each (Li et al. 2019); outside is 0.
struct BlurLayer {
    int radius = 1;
};
/// flat: the pixels one after another, for the dense layers that follow.
struct FlatLayer {};
/// gap: the mean over all pixels, for the dense layers that follow.
struct GlobalPoolLayer {};
/// dense, dense(WIDTH). The last one, which reads out, is not written.
struct DenseLayer {
    int width = 0;  ///< 0: not said
};

using ArchitectureLayer = std::variant<ConvolutionLayer, ActivationLayer, ExponentialLayer, PoolLayer, BlurLayer,
                                       FlatLayer, GlobalPoolLayer, DenseLayer>;

/// From the image on. Convolutions, pools and blurs come before flat or gap, dense layers after.
struct Architecture {
    std::vector<ArchitectureLayer> layers;
};

/// Who reads the text: numbers in conv(...) are channels of a network, and the filter of a kernel.
enum class ArchitectureOf { network, kernel };

/// "conv(16) relu pool conv(32) relu pool flat"; words apart by spaces. Throws DomainError of `field`.
Architecture parse_architecture(std::string_view field, std::string_view text, ArchitectureOf whose);
/// The text that `parse_architecture` reads.
std::string to_text(const Architecture& architecture, ArchitectureOf whose);

}  // namespace lazyrisk
