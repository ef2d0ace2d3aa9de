// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A network on images, linearized where it stands: what gradient descent of its linearization sees.
#pragma once

#include "lazyrisk/image_network/image_network.hpp"

namespace lazyrisk {

/// Between all points of a list, [M x M] in full. At infinite width, `Parametrization::tangent`, no biases: the
/// kernels of the architecture.  Formula (19.2).
struct EmpiricalKernels {
    Matrix tangent;     ///< <grad f_k(x), grad f_k(z)>, mean over the outputs k
    Matrix last_layer;  ///< of the read-out's weights alone, the Gaussian-process kernel at infinite width
};

/// Layer by layer: a dense one by the product of what goes in and what comes back, a convolution by its gradients of
/// all images, as many weights at a time as fit in `room` bytes. Cost: M^2 (weights of convolutions) (outputs) flops.
EmpiricalKernels empirical_kernels(const ImageNetwork<double>& network, const MatrixView& images, int threads = 1,
                                   double room = 5e8);

/// All gradients, [parameters x M outputs]: outputs of a point beside each other.
Matrix gradients(const ImageNetwork<double>& network, const MatrixView& images, int threads = 1);

}  // namespace lazyrisk
