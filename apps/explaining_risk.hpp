// What stands behind the number of `lazyrisk risk`: its regime and the leading expansion there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/curve/answer.hpp"
#include "lazyrisk/expand/expansion.hpp"

namespace lazyrisk::app {

struct RiskExplanation {
    std::string regime;
    std::vector<std::string> sentences;
    std::optional<Expansion> expansion;  ///< of the test error, numbers inserted; none where this program has none there
    double value = 0;                    ///< of the expansion at the question's ridge
};

/// Of any model; where there is no expansion a sentence says why.
RiskExplanation explain_risk(const Question& question, const Answer& answer);

std::string text_of(const RiskExplanation& explanation, double test_error);
/// A JSON object in one line.
std::string json_of(const RiskExplanation& explanation);

}  // namespace lazyrisk::app
