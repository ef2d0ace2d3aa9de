// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// One map of an experiment on its way to files.
#pragma once

#include <string>
#include <vector>

#include "lazyrisk/study/experiment.hpp"
#include "lazyrisk/study/figure.hpp"

namespace lazyrisk {

/// Computes the map and writes NAME.svg, .pdf, .png (quick: svg alone) and NAME-theory.csv; returns the files' names.
/// Throws DomainError where a point has no answer.
std::vector<std::string> write_map(const ExperimentMap& map, const RunOptions& options, Answers& answers,
                                   const std::string& folder);

}  // namespace lazyrisk
