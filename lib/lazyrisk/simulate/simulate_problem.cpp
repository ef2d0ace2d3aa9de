// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/simulate.hpp"

namespace lazyrisk {

template Measurement simulate(const Problem<RandomFeatures>&, const Simulation&);
template Measurement simulate(const Problem<Kernel>&, const Simulation&);
template Measurement simulate(const Problem<NeuralTangent>&, const Simulation&);
template Measurement simulate(const Problem<SpikedKernel>&, const Simulation&);
template Measurement simulate(const Problem<SpikedFeatures>&, const Simulation&);
template Measurement simulate(const Problem<Convolution>&, const Simulation&);
template Measurement simulate(const Problem<InvariantKernel>&, const Simulation&);
template Measurement simulate(const Problem<InvariantFeatures>&, const Simulation&);
template Measurement simulate(const Problem<RadialKernel>&, const Simulation&);
template Measurement simulate(const Problem<RadialFeatures>&, const Simulation&);
template Measurement simulate(const Problem<RadialTangent>&, const Simulation&);
template Measurement simulate(const Problem<DotProduct>&, const Simulation&);
template Measurement simulate(const Problem<DeepKernel>&, const Simulation&);
template Measurement simulate(const Problem<KernelMass>&, const Simulation&);
template Measurement simulate(const Problem<Linear>&, const Simulation&);
template Measurement simulate(const Problem<DeepFeatures>&, const Simulation&);

}  // namespace lazyrisk
