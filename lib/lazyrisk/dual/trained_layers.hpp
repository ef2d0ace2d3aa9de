// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace lazyrisk {

/// Of a wide network: the kernel of the Gaussian process, or of its linearization (tangent).
enum class DeepKind { nngp, ntk };

/// Which parameters a linearization trains: the first layer's weights, or those of all layers (of two layers, both).
enum class TrainedLayers { first, all };

}  // namespace lazyrisk
