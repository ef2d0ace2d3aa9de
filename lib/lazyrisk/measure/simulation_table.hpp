// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The record of simulated points.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/measure/measure.hpp"

namespace lazyrisk {

struct SimulationTable {
    std::vector<std::string> columns;  ///< the problem's, then what was measured, with what effort, and how it ended
    std::vector<Row> rows;             ///< of the points with a trial

    /// `samples`: questions that know every column.
    SimulationTable(const std::vector<Question>& samples, const std::vector<MeasuredPoint>& points,
                    const SimulationSettings& settings);
    /// What varies of the problem, and the main results.
    [[nodiscard]] std::vector<std::string> for_reader() const;
};

}  // namespace lazyrisk
