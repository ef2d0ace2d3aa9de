// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Every model there is. A new one is a struct here, `diagonalize` in spectrum/, `realize` in simulate/, and a section
// of the documents; the program finds its options through `options()`, and through `settings()`, where it has some,
// their defaults.
#pragma once

#include <map>
#include <string>
#include <variant>

#include "lazyrisk/problem/convolution.hpp"
#include "lazyrisk/problem/deep_features.hpp"
#include "lazyrisk/problem/deep_kernel.hpp"
#include "lazyrisk/problem/dot_product.hpp"
#include "lazyrisk/problem/invariant.hpp"
#include "lazyrisk/problem/kernel.hpp"
#include "lazyrisk/problem/kernel_mass.hpp"
#include "lazyrisk/problem/linear.hpp"
#include "lazyrisk/problem/neural_tangent.hpp"
#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/problem/radial.hpp"
#include "lazyrisk/problem/random_features.hpp"
#include "lazyrisk/problem/spiked.hpp"

namespace lazyrisk {

/// In the order in which they are asked whether they are meant: `describes`. The general ones come last.
using Model = std::variant<Linear, DeepFeatures, KernelMass, SpikedKernel, SpikedFeatures, Convolution, InvariantKernel,
                           InvariantFeatures, RadialKernel, RadialFeatures, RadialTangent, NeuralTangent, DotProduct,
                           DeepKernel, Kernel, RandomFeatures>;

/// The model of a question (not of a spectrum file). Throws DomainError: no model is meant, or an option is given that
/// it does not have.
Model model_of(const Question& question);

/// Does the model that is meant have an activation? Never throws.
bool uses_activation(const Question& question);

/// The parameters of the question with what its model takes for those left out, so that a record explains itself.
std::map<std::string, std::string> settings_of(const Question& question);

/// The options that some of the models have, each once.
const std::vector<ModelOption>& model_options();

}  // namespace lazyrisk
