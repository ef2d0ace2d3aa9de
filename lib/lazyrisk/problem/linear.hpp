// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <map>
#include <string>
#include <vector>

#include "lazyrisk/problem/covariance.hpp"
#include "lazyrisk/problem/dimension.hpp"
#include "lazyrisk/problem/model_option.hpp"

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

    /// How many covariates there are; infinite of a density without a dimension.
    [[nodiscard]] double covariates() const;

    static constexpr const char* title = "linear regression";
    static constexpr bool has_activation = false;
    static std::vector<ModelOption> options();
    static bool describes(const Question& question);
    /// Throws DomainError for energy in another degree than 1, a dimension that is not the covariance's own, and sizes
    /// of another order than d.
    static Linear of(const Question& question);
    /// Covariance and alignment where they are left out.
    static std::map<std::string, std::string> defaults();
    /// Are its sizes plain counts without a dimension?
    static bool has_plain_sizes(const Question& question);
};

}  // namespace lazyrisk
