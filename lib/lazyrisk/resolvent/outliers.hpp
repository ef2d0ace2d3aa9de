// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Eigenvalues of the sample kernel matrix K/n that stand apart from its bulks: the constant's, and levels of few modes.
#pragma once

#include <vector>

#include "lazyrisk/resolvent/bulks.hpp"

namespace lazyrisk {

/// What a level's functions are. Harmonics: their squares sum to their number at every point, and the one of degree 0
/// is constant. Gaussian: independent normal variables, as the rows of a given spectrum are taken. Of the limit: levels
/// count in powers of d, none is of few modes.
enum class Functions { harmonics, gaussian, of_the_limit };

/// A level of fewer modes than this has no bulk where it stands apart: the law of Marchenko and Pastur is one of many
/// modes.
constexpr double fewest_in_bulk = 8;

/// Eigenvalues of one level near one place [K].  Formulas (13.21)-(13.23).
struct Outlier {
    double place;       ///< their mean; infinite for a degree that is always learned in the limit d -> infinity
    double deviation;   ///< standard deviation of one of them about it, from matrix to matrix
    double count;       ///< how many: the level's multiplicity
    double eigenvalue;  ///< of the kernel
};

struct Arrangement {
    Degrees<> degrees;              ///< the spectrum whose density has these bulks
    Bulks bulks;                    ///< without the outliers' eigenvalues
    std::vector<Outlier> outliers;  ///< ascending
};

/// The largest eigenvalue of K/n [K].
struct LargestEigenvalue {
    double limit;      ///< of many modes and samples: a bulk's edge; of outliers the mean
    double mean;       ///< in matrices of this size.  Formula (13.24)
    double deviation;  ///< from matrix to matrix
};

/// Bulks and outliers of K/n. n finite.  Cost and throws: as bulks.
Arrangement arrangement(const Spectrum<>& spectrum, const Sizes<>& sizes, Functions functions = Functions::harmonics);

/// The largest of an arrangement.
LargestEigenvalue largest_of(const Arrangement& found, const Spectrum<>& spectrum, const Sizes<>& sizes,
                             Functions functions = Functions::harmonics);

/// The limit alone, for any sizes. Cost: some 20 passes over the levels, where the largest are of few modes those of
/// bulks.
double steepest_eigenvalue(const Spectrum<>& spectrum, const Sizes<>& sizes,
                           Functions functions = Functions::harmonics);

/// For a descent that is stable on the outliers themselves but not on the bulks that the equivalent gives them: those
/// above `highest` are learned at once as far as all other modes feel them.  Formula (13.25).
struct LearnedAtOnce {
    Spectrum<> spectrum;  ///< of the equivalent: their eigenvalues are out of reach
    Spectrum<> levels;    ///< of the target: their eigenvalues are those that are learned at the rate of their place
};
LearnedAtOnce learned_at_once(const Spectrum<>& spectrum, const Sizes<>& sizes, double highest,
                              Functions functions = Functions::harmonics);

}  // namespace lazyrisk
