// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is asked of the catalogue, in typed values: exact numbers, and letters for all that is left out.
#pragma once

#include <ginac/ginac.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lazyrisk/expand/catalogue/exponent.hpp"
#include "lazyrisk/expand/gauss/closed_form.hpp"
#include "lazyrisk/expand/proportional/proportional.hpp"
#include "lazyrisk/loss/loss.hpp"
#include "lazyrisk/problem/labels.hpp"

namespace lazyrisk {

/// Degrees first, ..., last.
struct DegreeRange {
    int first, last;
};

/// Energies or masses by degree, -1 for the rest.
using ByDegree = std::map<int, GiNaC::numeric>;

/// lambda d^-g.
struct PowerRidge {
    std::optional<GiNaC::numeric> factor{};  ///< none: the letter lambda
    std::optional<GiNaC::ex> exponent{};     ///< g, a number or a letter; none: 0, the ridge itself
};

/// Numbers for letters.
using Assignments = std::vector<std::pair<std::string, GiNaC::numeric>>;

/// A name of the catalogue, an order and the fields that it takes; expansion_field.hpp says what they are.
struct ExpansionProblem {
    std::string of;
    int order = 2;
    std::optional<std::string> quantity{};
    std::shared_ptr<const HermiteForm> activation{};
    std::optional<DegreeRange> degrees{};
    std::optional<int> index{};
    std::optional<GiNaC::numeric> power{};
    std::optional<Exponent> alpha{}, beta{};
    std::optional<int> level{};
    std::optional<GiNaC::numeric> delta{}, gamma{};
    std::optional<PowerRidge> ridge{};
    std::optional<GiNaC::ex> ridge_exponent{};  ///< of a ridge without its own
    std::optional<ByDegree> mass{};
    Assignments set{};
    std::optional<ByDegree> energy{};
    std::optional<GiNaC::numeric> noise{}, psi1{}, psi2{}, r{}, zeta{};
    std::optional<Smaller> smaller{};
    std::optional<Labels> labels{};  ///< signs, flips aside
    std::optional<GiNaC::numeric> flip{};
    std::optional<Loss> loss{};
};

}  // namespace lazyrisk
