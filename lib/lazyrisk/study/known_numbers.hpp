// An experiment's known numbers beside the program's.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/study/experiment.hpp"

namespace lazyrisk {

struct CheckedNumber {
    std::string label, quantity, point;  ///< point: the sweep's field and value, or empty
    double expected, found, deviation, tolerance;  ///< deviation: relative, absolute where 0 is expected
    [[nodiscard]] bool agrees() const { return deviation <= tolerance; }
};

/// Throws DomainError where a problem of a check has no answer.
std::vector<CheckedNumber> check_numbers(const ExperimentFile& experiment, Answers& answers);

/// "4 numbers known from elsewhere: all agree, largest relative difference 2e-11", and a line for each that does not.
std::string sentence(const std::vector<CheckedNumber>& numbers);
std::string markdown(const std::vector<CheckedNumber>& numbers);

}  // namespace lazyrisk
