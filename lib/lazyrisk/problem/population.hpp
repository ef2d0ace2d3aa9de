// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "lazyrisk/problem/covariance.hpp"

namespace lazyrisk {

/// Training samples whose inputs have a covariance of their own, with the axes of the problem's.
struct Population {
    Covariance covariance;
    double share;       ///< of all samples
    double weight = 1;  ///< of their squares in the fit
    double noise = 1;   ///< variance of their noise over the problem's
};

/// "identity:share=0.5; power(1.5):share=0.5:weight=2:noise=0.1". Throws DomainError.
std::vector<Population> read_populations(const std::string& text);

}  // namespace lazyrisk
