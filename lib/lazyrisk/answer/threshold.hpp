// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Separability of labels that are signs: a property of model, width, target and labels alone.
#pragma once

#include <optional>

#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/saddle/convex_risk.hpp"

namespace lazyrisk {

/// Sizes in the model's own units: in the limit d -> infinity ratios to d.  Formula (15.18).
struct Threshold {
    Setting setting{};               ///< as asked; sizes that were not are infinite
    std::optional<Separability> at;  ///< of the width that was asked for
    std::optional<double> width;     ///< from which on the samples that were asked for are separable
    std::optional<bool> separable;   ///< are the samples that were asked for, at that width?
};

/// Of a question that may leave out the samples or the width. Throws DomainError for labels that are numbers and where
/// both sizes are missing, otherwise as Answers::point.
Threshold threshold_of(const Question& question, Answers& answers);

}  // namespace lazyrisk
