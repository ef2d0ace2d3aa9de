// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The law of the label noise of a regression: a mixture of normals, finite or (Student's t) not.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lazyrisk {

struct NormalPart {
    double weight, variance;
};

struct NoiseLaw {
    std::vector<NormalPart> parts;  ///< of a mixture; empty: a single normal, or Student's t
    double freedom = 0;             ///< of Student's t, unless 0 ...
    double scale = 1;               ///< ... with this scale

    [[nodiscard]] bool is_plain() const { return parts.empty() && freedom == 0; }
    /// Of a law that is not plain; infinite of Student's t with at most two degrees of freedom.
    [[nodiscard]] double variance() const;
};

/// "mixture(0.9:0.1,0.1:10)" (weights:variances, the weights add to one), "student(3)", "student(3,0.5)".
/// Throws DomainError for `field`.
NoiseLaw read_noise_law(std::string_view field, std::string_view text);
std::string to_text(const NoiseLaw& law);

}  // namespace lazyrisk
