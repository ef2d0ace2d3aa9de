// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An experiment in the words of a manifest, and the files that it reads.
#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "lazyrisk/study/experiment.hpp"

namespace lazyrisk {

/// Every curve with the fields of its problem, its points and its draws.
nlohmann::ordered_json parameters(const ExperimentFile& experiment);

/// Spectra and matrices.
std::set<std::string> files_read(const ExperimentFile& experiment);

}  // namespace lazyrisk
