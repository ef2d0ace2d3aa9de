// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a label is made of: the target itself and noise, or a sign drawn given the target.
#pragma once

#include <string>
#include <string_view>

namespace lazyrisk {

enum class LabelKind {
    regression,  ///< y = f*(x) + noise
    sign,        ///< y = sign(s), s the target scaled to variance one
    probit,      ///< y = sign(s + sqrt(slope) z)
    logistic,    ///< P(y = 1) = 1/(1 + e^{-slope s})
    mixture      ///< the class of a Gaussian mixture, around whose mean the input is drawn
};

/// Formula (15.2).
struct Labels {
    LabelKind kind = LabelKind::regression;
    double slope = 0;  ///< D of probit(D), g of logistic(g), S of mixture(S)
    double flip = 0;   ///< each label is turned with this probability, 0 to 1/2

    [[nodiscard]] bool are_signs() const { return kind != LabelKind::regression; }
};

/// P(y = 1) at a field s in unit variance, flips included. Precondition: labels that are signs.  Formula (15.2).
double probability_of_one(const Labels& labels, double s);

/// "regression", "sign", "probit(D)", "logistic(g)", "mixture(S)". Throws DomainError for `field`.
Labels read_labels(std::string_view field, std::string_view text);
/// Without the flips.
std::string to_text(const Labels& labels);

}  // namespace lazyrisk
