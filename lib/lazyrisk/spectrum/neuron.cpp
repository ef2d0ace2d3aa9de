// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A target that is one neuron.
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"

namespace lazyrisk {

Target<> energies_of_neuron(const Activation& neuron, double dimension) {
    const Amplitudes a = decompose(neuron, dimension, dimension == infinite<> ? 60 : 200);
    Target<> target{.energy = {}, .rest = double(a.tail)};
    for (std::size_t k = 0; k < a.value.size(); ++k)
        if (a.value[k] != 0) target.energy.emplace_back(int(k), double(a.value[k] * a.value[k]));
    return target;
}

}  // namespace lazyrisk
