// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Inputs in the units in which they are used.
#pragma once

#include <array>
#include <string>

#include "lazyrisk/linear/matrix.hpp"
#include "lazyrisk/words/enum_words.hpp"

namespace lazyrisk {

/// none: as they are; sphere: each point at distance sqrt(D) of 0; standard: each coordinate with mean 0 and variance 1
/// over the points, or 0 where it does not vary.
enum class Normalise { none, sphere, standard };
template <>
inline constexpr std::array enum_words<Normalise>{"none", "sphere", "standard"};

/// How coordinates came to mean 0 and variance 1 [D], (x - mean)/largest factor; empty: they did not.
struct Standard {
    Eigen::VectorXd mean, largest, factor;  ///< factor 0 where a coordinate does not vary
};

/// In place; inputs [D x M]. Throws DomainError of `normalise`: a point that is 0 has no place on the sphere.
Standard normalise(Matrix& inputs, Normalise how);
/// Other points by the same numbers; as they are where it is empty.
void standardise_as(Matrix& inputs, const Standard& standard);

}  // namespace lazyrisk
