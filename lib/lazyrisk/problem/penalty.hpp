// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>

#include "lazyrisk/problem/covariance.hpp"

namespace lazyrisk {

/// W of a penalty b^T W b with the axes of the inputs' covariance: of eigenvalues of its own, or a power of it.
struct Penalty {
    std::optional<Covariance> own{};
    double power = 0;  ///< W = Sigma^power where it has none of its own
};

/// What a penalty may be called.
inline constexpr const char* penalty_forms =
    "covariance, covariance(POWER), identity, levels(W:SHARE,...), power(A[,K]), exponential(C[,K]), or a file as of "
    "the "
    "covariance";

/// "covariance(0.5)", or as a covariance. Throws DomainError.
Penalty read_penalty(const std::string& text);
std::string to_text(const Penalty& penalty);

}  // namespace lazyrisk
