#pragma once

namespace lazyrisk {

/// The Gaussian-process kernel of a wide network or its tangent kernel, of the first layer's weights or of all parameters.
enum class DeepKind { nngp, ntk };
enum class TrainedLayers { first, all };

}  // namespace lazyrisk
