// The plan of a simulation, for a reader.
#pragma once

#include <string>

#include "lazyrisk/simulate/campaign.hpp"
#include "options.hpp"

namespace lazyrisk::app {

/// What shares work, and what it costs: flop, memory, expected time. Times a small product and a few entries to know the rates.
std::string explanation(const Campaign& campaign, const SimulationOptions& options);

}  // namespace lazyrisk::app
