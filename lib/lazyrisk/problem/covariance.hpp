// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The covariance of inputs that are linear covariates, by its eigenvalues, and how the target lies among them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {

/// Finitely many eigenvalues, each of a share of the dimension: 1 of all is the identity, two are two populations.
struct CovarianceLevels {
    std::vector<std::pair<double, double>> levels;  ///< (eigenvalue, share); shares add to 1
};
/// k^-exponent, k = 1 .. terms.
struct PowerLaw {
    double exponent;
    double terms = infinite<>;
};
/// e^(-rate k), k = 1 .. terms.
struct ExponentialDecay {
    double rate;
    double terms = infinite<>;
};
/// Sigma_ij = correlation^|i-j|: the density of its eigenvalues in a large dimension, or those of one dimension.
struct Autoregressive {
    double correlation;
    double dimension = infinite<>;
};
/// Eigenvalues of A A^T/m, A of independent entries, d rows and m columns, d/m = ratio.
struct MarchenkoPastur {
    double ratio;
};
/// A beta law on [0, 1]; a = b = 1/2 is the arcsine law.
struct BetaLaw {
    double a, b;
};
/// Even on [from, to], or even in the logarithm.
struct UniformLaw {
    double from, to;
    bool logarithmic = false;
};

/// Where it is a density, everything is per dimension: sizes are ratios to it.
using Covariance =
    std::variant<CovarianceLevels, PowerLaw, ExponentialDecay, Autoregressive, MarchenkoPastur, BetaLaw, UniformLaw>;

[[nodiscard]] bool is_per_dimension(const Covariance& covariance);

/// The target's energy at an eigenvalue s, in proportion: s^(1 + 2 source) per multiplicity, 0 for a target of no
/// preference; or k^-power at the k-th of a power law.
struct Alignment {
    double source = 0;
    std::optional<double> power{};
};

/// "identity", "levels(4:0.25,1:0.75)", "power(1.5)", "power(1.5,1000)", "exponential(0.1,300)", "ar1(0.5)",
/// "ar1(0.5,200)", "marchenko-pastur(0.5)", "beta(2,3)", "arcsine", "uniform(0.1,2)", "loguniform(1e-4)".
/// Throws DomainError for `field`.
Covariance read_covariance(std::string_view field, std::string_view text);
std::string to_text(const Covariance& covariance);
/// "isotropic", "source(0.5)", "power(2)". Throws DomainError for `field`.
Alignment read_alignment(std::string_view field, std::string_view text);
std::string to_text(const Alignment& alignment);

}  // namespace lazyrisk
