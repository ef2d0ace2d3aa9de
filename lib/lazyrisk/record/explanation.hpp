// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What stands behind the number of `lazyrisk risk`: its regime and the leading expansion there.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/answer/answer.hpp"

namespace lazyrisk {

struct RiskExplanation {
    /// Of the test error, numbers inserted.
    struct Leading {
        std::string text, formula;  ///< the series as printed, and the number of its formula
        bool in_ridge;              ///< per sample
        double value;               ///< where the question is
    };
    std::string regime;
    std::vector<std::string> sentences;
    std::optional<Leading> expansion;  ///< none where this program has none there
};

/// Of any model; where there is no expansion a sentence says why.
RiskExplanation explain_risk(const Question& question, const Answer& answer);

std::string text_of(const RiskExplanation& explanation, double test_error);
nlohmann::ordered_json json_of(const RiskExplanation& explanation);

}  // namespace lazyrisk
