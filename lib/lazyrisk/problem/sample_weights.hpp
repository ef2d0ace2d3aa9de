// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <variant>
#include <vector>

namespace lazyrisk {

/// Samples that count alike in the sum of squares.
struct SampleGroup {
    double weight;     ///< of their squares
    double share;      ///< of all samples
    double noise = 1;  ///< variance of their noise over the problem's
    double rest = 1;   ///< the same of what no linear function has
};

/// Groups as they are given.
struct WeightedGroups {
    std::vector<SampleGroup> groups;
    std::string file{};  ///< where they come from
};
/// Samples drawn with replacement, as often as there are: weights of a Poisson law of mean 1.
struct Bootstrap {};
/// Rows x = sqrt(tau) z of a multivariate Student's t law with that covariance, in training and at test: in terms of z
/// weights tau, noise over tau.
struct StudentRows {
    double freedom;
};
using SampleWeights = std::variant<WeightedGroups, Bootstrap, StudentRows>;

/// What sample weights may be called.
inline constexpr const char* sample_weight_forms =
    "WEIGHT:SHARE[:NOISE],... (noise as a multiple of `noise`), bootstrap, student(DEGREES), or a csv file with "
    "columns "
    "weight, share and, where it is not 1, noise";

/// "groups(1:0.4,3:0.6:0.5)", "1:0.4,3:0.6:0.5", "bootstrap", "student(5)", or FILE.csv. Throws DomainError.
SampleWeights read_sample_weights(const std::string& text);
std::string to_text(const SampleWeights& weights);

/// The law as groups whose shares add to 1: given ones, or nodes of a rule that is right to rounding.
std::vector<SampleGroup> groups_of(const SampleWeights& weights);

}  // namespace lazyrisk
