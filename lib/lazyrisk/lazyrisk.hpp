// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Everything a user of the library needs: the problem, its theory, its simulation. Headers with Eigen's matrices in
// them stand by themselves: simulate/simulate.hpp (worlds of one's own), gap/quadratic.hpp, train/network.hpp.
#pragma once

#include "lazyrisk/answer/answer_problem.hpp"
#include "lazyrisk/gap/on_sphere.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/risk/optimal_ridge.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/simulate/simulation.hpp"
#include "lazyrisk/train/train.hpp"
#include "lazyrisk/version.hpp"
