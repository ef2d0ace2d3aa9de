// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The covariance of inputs that are linear covariates, by its eigenvalues, and how the target lies among them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/problem/matrix_file.hpp"

namespace lazyrisk {

/// Finitely many eigenvalues, each of a share of the dimension: 1 of all is the identity, two are two populations.
struct CovarianceLevels {
    std::vector<std::pair<double, double>> levels;  ///< (eigenvalue, share); shares add to 1
};
/// Eigenvalues that are counted: those of a file, each with a multiplicity.
struct CountedLevels {
    std::vector<std::pair<double, double>> levels;  ///< (eigenvalue, multiplicity)
    std::string file{};                             ///< where they come from
};
/// A matrix from a file.
struct MatrixCovariance {
    std::shared_ptr<const CovarianceAxes> matrix;
    std::string file{};
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
using Covariance = std::variant<CovarianceLevels, CountedLevels, PowerLaw, ExponentialDecay, Autoregressive,
                                MarchenkoPastur, BetaLaw, UniformLaw, MatrixCovariance>;

[[nodiscard]] bool is_per_dimension(const Covariance& covariance);
/// Does the text of a covariance or an alignment name a file?
[[nodiscard]] bool names_file(std::string_view text);
/// Does this text, if any covariance's, name one that is no density? Reads no file.
[[nodiscard]] bool names_counted(std::string_view text);
/// Eigenvalues with their shares or multiplicities; none of a law or a sequence.
[[nodiscard]] const std::vector<std::pair<double, double>>* listed(const Covariance& covariance);
/// Is it a power law or an exponential, each eigenvalue at its place?
[[nodiscard]] bool is_sequence(const Covariance& covariance);
/// Number of eigenvalues; infinite of a density.
[[nodiscard]] double count_of(const Covariance& covariance);
/// The same in that dimension: a sequence of so many terms. Densities stay as they are. Throws DomainError for one that
/// has another number of eigenvalues.
[[nodiscard]] Covariance in_dimension(Covariance covariance, double dimension);

/// The target's energy at an eigenvalue s, in proportion: s^(1 + 2 source) per multiplicity, 0 for a target of no
/// preference; or k^-power at the k-th of a power law; or as given, eigenvalue by eigenvalue, or by the target's
/// coefficients in the coordinates of the inputs.
struct Alignment {
    double source = 0;
    std::optional<double> power{};
    std::vector<double> energies{};      ///< of the levels of a covariance that has some
    std::vector<double> coefficients{};  ///< of a target <b,x>, coordinate by coordinate of a matrix or a list
    std::string file{};                  ///< where these come from
};

/// What a covariance may be called.
inline constexpr const char* covariance_forms =
    "identity, levels(S:SHARE,...), power(A[,K]), exponential(C[,K]), ar1(R[,D]), marchenko-pastur(RATIO), beta(A,B), "
    "arcsine, uniform(A,B), loguniform(A[,B]), or a file: csv with a column "
    "eigenvalue, or a matrix as csv of numbers or npy";

/// "identity", "levels(4:0.25,1:0.75)", "power(1.5)", "power(1.5,1000)", "exponential(0.1,300)", "ar1(0.5)",
/// "ar1(0.5,200)", "marchenko-pastur(0.5)", "beta(2,3)", "arcsine", "uniform(0.1,2)", "loguniform(1e-4)"; or FILE.csv
/// with columns eigenvalue and, where there is one, multiplicity, or rows of numbers, or FILE.npy. Throws DomainError
/// for `field`, and with the place in a file.
Covariance read_covariance(std::string_view field, std::string_view text);
std::string to_text(const Covariance& covariance);
/// "isotropic", "source(0.5)", "power(2)", or FILE.csv with a column energy, or coefficient. Throws DomainError for
/// `field`, and with the place in a file.
Alignment read_alignment(std::string_view field, std::string_view text);
std::string to_text(const Alignment& alignment);

}  // namespace lazyrisk
