// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Local exponents of a question, beside the law of a power-law covariance.
#pragma once

#include <optional>

#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/risk/exponents.hpp"
#include "lazyrisk/risk/scaling_law.hpp"

namespace lazyrisk {

struct RiskExponents {
    Answer answer;
    LocalExponents samples, width, ridge;
    std::optional<ScalingLaw> law;
};

/// At the best ridge, where that is asked for, as at any other: it is held. Throws DomainError, NotCovered (blocks,
/// losses, trainings that stop early, another covariance at test, a correction in 1/n) and NotConverged.
RiskExponents exponents_of(const Question& question, Answers& answers);

}  // namespace lazyrisk
