// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Targets that are given by what they are, not by their energies.
#pragma once

#include <memory>

#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/problem/target.hpp"

namespace lazyrisk {

/// The energies by degree of a neuron, or of a Gaussian process: of that the masses of its kernel, scaled to its
/// energy. Remembered: every point of a curve asks for them. Precondition: the question has one of the two. Throws as
/// the activation or the kernel does.
std::shared_ptr<const Target<>> own_energies(const Question& question);

}  // namespace lazyrisk
