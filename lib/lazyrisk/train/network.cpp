// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/train/network.hpp"

#include <algorithm>

#include "lazyrisk/train/deep_network.hpp"
#include "lazyrisk/train/mirrored_network.hpp"
#include "lazyrisk/train/two_layers.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

std::vector<double> output_weights(Initialization initialization, int count, const Draw& draw) {
    std::vector<double> a(std::size_t(count), 1.0);
    if (initialization == Initialization::gaussian) draw.stream(Role::features, 1).normals(a);
    if (initialization == Initialization::antisymmetric) std::fill(a.begin() + count / 2, a.end(), -1.0);
    return a;
}

std::unique_ptr<Network> make_network(const NetworkShape& shape, const Matrix& inputs, const Draw& draw) {
    if (shape.width < 1) throw DomainError("width", double(shape.width), "a network has at least one neuron");
    if (shape.initialization == Initialization::antisymmetric && shape.width % 2 != 0)
        throw DomainError("width", double(shape.width),
                          "antisymmetric pairs need an even width; or try `initialization = gaussian`");
    if (shape.depth == 1) return std::make_unique<TwoLayers>(shape, inputs, draw);
    if (shape.initialization == Initialization::ones && shape.layers != MovingLayers::last)
        throw DomainError(
            "initialization", "ones",
            "with more than one hidden layer equal output weights have another kernel than infinitely wide networks; "
            "try gaussian, or antisymmetric");
    if (shape.initialization != Initialization::antisymmetric)
        return std::make_unique<DeepNetwork>(shape, inputs, draw);
    NetworkShape half = shape;
    half.width /= 2;
    half.initialization = Initialization::gaussian;
    return std::make_unique<MirroredNetwork>(std::make_unique<DeepNetwork>(half, inputs, draw),
                                             std::make_unique<DeepNetwork>(half, inputs, draw), shape.scaling);
}

double parameter_count(const NetworkShape& shape) {
    const double width = shape.width, middle = (shape.depth - 1.0) * width * width;
    return width * (shape.dimension + 1.0) +
           (shape.initialization == Initialization::antisymmetric ? middle / 2 : middle);
}

double network_memory(const NetworkShape& shape, int samples) {
    const double n = samples, width = shape.width, d = shape.dimension;
    if (shape.depth == 1) return 8 * (2 * n * width + 3 * d * width);
    return 8 * (n * width * (2.0 * shape.depth + 2) + (shape.depth - 1.0) * 2 * width * width + width * width +
                2 * d * width);
}

}  // namespace lazyrisk
