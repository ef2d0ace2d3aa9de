// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An experiment's known numbers beside the program's.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/study/experiment.hpp"

namespace lazyrisk {

struct CheckedNumber {
    std::string label, quantity;
    std::string field;                             ///< of the sweep, or empty
    double value;                                  ///< of that field
    double expected, found, deviation, tolerance;  ///< deviation: relative, absolute where 0 is expected
    [[nodiscard]] bool agrees() const { return deviation <= tolerance; }
    /// "psi1 0.5", or "".
    [[nodiscard]] std::string point() const;
};

/// Throws DomainError where a problem of a check has no answer.
std::vector<CheckedNumber> check_numbers(const ExperimentFile& experiment, Answers& answers);

/// "4 numbers known from elsewhere: all agree, largest relative difference 2e-11", and a line for each that does not.
std::string sentence(const std::vector<CheckedNumber>& numbers);
std::string markdown(const std::vector<CheckedNumber>& numbers);
/// As a manifest keeps them; and back. Infinite numbers are texts. Throws nlohmann::json::exception.
nlohmann::ordered_json json_of(const std::vector<CheckedNumber>& numbers);
std::vector<CheckedNumber> checked_numbers(const nlohmann::ordered_json& list);

}  // namespace lazyrisk
