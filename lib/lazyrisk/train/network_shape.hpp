// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Which network is trained, how it starts and what of it moves.
#pragma once

#include "lazyrisk/activation/activation.hpp"

namespace lazyrisk {

/// Output weights at the start: a_{j+N/2} = -a_j = -1 on equal neurons (f_0 = 0), independent normals, or all +1 with
/// f_0 subtracted. With more hidden layers the pair is one of whole networks, and +1 is for a moving output alone.
/// Formula (14.6).
enum class Initialization { antisymmetric, gaussian, ones };

/// f = N^{-1/2} sum ..., or f = N^{-1} sum ... with N times the step: the limit of particles; of deep networks the
/// maximal update. Formula (14.2).
enum class Scaling { lazy, mean_field };

/// Which weights move: those of the inputs, those of the output, or all.
enum class MovingLayers { first, last, all };

/// f(x) = N^{-1/2} sum_j a_j s(<w_j,x>), |x| = sqrt(d), |w_j| = 1 at the start; the weights of which the gradient is
/// taken are sqrt(d) w_j and a_j.  Formula (14.1).  With `depth` > 1 hidden layers of N neurons and normal weights:
/// formula (14.6).
struct NetworkShape {
    Activation activation = relu();
    int dimension = 2, width = 1;
    int depth = 1;
    double weight_variance = 1;  ///< from the second layer on; depth 1 has it at 1
    MovingLayers layers = MovingLayers::all;
    Initialization initialization = Initialization::antisymmetric;
    Scaling scaling = Scaling::lazy;
};

}  // namespace lazyrisk
