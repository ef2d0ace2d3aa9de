// An experiment in the words of a manifest, and the files that it reads.
#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "experiment.hpp"

namespace lazyrisk::app {

/// Every curve with the fields of its problem, its points and its draws.
nlohmann::ordered_json parameters(const Experiment& experiment);

/// Spectra and matrices.
std::set<std::string> files_read(const Experiment& experiment);

}  // namespace lazyrisk::app
