// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/problem/covariance.hpp"
#include "lazyrisk/problem/dimension.hpp"
#include "lazyrisk/problem/model_option.hpp"
#include "lazyrisk/problem/penalty.hpp"
#include "lazyrisk/problem/population.hpp"
#include "lazyrisk/problem/sample_weights.hpp"

namespace lazyrisk {

struct Question;

/// Linear regression, min sum_i (y_i - <b,x_i>)^2 + lambda |b|^2, on Gaussian inputs of any covariance. The target's
/// energy of degree 1 lies among the eigenvalues as `alignment` says; its `rest` is what no linear function has.
struct Linear {
    Covariance covariance = CovarianceLevels{{{1, 1}}};
    Alignment alignment{};
    /// d, the number of covariates. Infinite: sizes and ridge are per dimension where the covariance is a density, else
    /// plain, with as many covariates as it has eigenvalues.
    Dimension dimension{};
    std::optional<Covariance> test_covariance{};  ///< of the inputs at test, with the same axes; none: the same
    double kurtosis = 0;  ///< fourth cumulant of the inputs along the axes: 0 normal, -2 signs, above 0 Student's t
    bool finite_size = false;          ///< with the first correction in 1/n, formula (16.10)
    std::optional<Penalty> penalty{};  ///< W of lambda b^T W b; none: |b|^2. weight_norm is b^T W b
    double input_noise = 0;            ///< variance of normal noise on every input, in training and at test
    std::optional<SampleWeights> sample_weights{};  ///< none: all count alike
    /// Of the training samples; none: all have `covariance`. That is the law at test, and of the target's energies.
    std::vector<Population> populations{};

    /// Are the samples not all alike?
    [[nodiscard]] bool has_kinds_of_samples() const { return sample_weights || !populations.empty(); }

    /// Are sizes counts, not per dimension?
    [[nodiscard]] bool has_counts() const;
    /// How many covariates there are; infinite of a density without a dimension.
    [[nodiscard]] double covariates() const;

    static constexpr const char* title = "linear regression";
    static constexpr bool has_activation = false;
    static std::vector<ModelOption> options();
    static bool describes(const Question& question);
    /// Throws DomainError for energy in another degree than 1, a dimension that is not the covariance's own, sizes of
    /// another order than d, and a correction in 1/n where there is no n.
    static Linear of(const Question& question);
    /// Covariance and alignment where they are left out.
    static std::map<std::string, std::string> defaults();
    /// Of the files that it is read from; "" where there are none.
    static std::string checksum(const Question& question);
    /// Are its sizes plain counts without a dimension?
    static bool has_plain_sizes(const Question& question);
};

}  // namespace lazyrisk
