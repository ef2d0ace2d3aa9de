// The plan of a simulation, for a reader.
#pragma once

#include <string>

#include "lazyrisk/simulate/campaign.hpp"
#include "settings.hpp"

namespace lazyrisk::app {

/// What shares work, and what it costs: flop, memory, expected time, from flop counts and the rates at which small products and a few
/// entries run on all threads at once for half a second, with the range that these had.
std::string explanation(const Campaign& campaign, const SimulationOptions& options);

}  // namespace lazyrisk::app
