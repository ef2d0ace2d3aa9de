// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Everything a user of the library needs: the problem, its theory, its simulation.
#pragma once

#include "lazyrisk/answer/answer_problem.hpp"
#include "lazyrisk/gap/on_sphere.hpp"
#include "lazyrisk/gap/quadratic.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/risk/optimal_ridge.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/simulate/simulate.hpp"
#include "lazyrisk/train/train.hpp"
#include "lazyrisk/version.hpp"
