// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The plan of a simulation, for a reader.
#pragma once

#include <string>

#include "lazyrisk/measure/simulation_settings.hpp"
#include "lazyrisk/simulate/campaign.hpp"

namespace lazyrisk {

/// What shares work, and what it costs: flop, memory, expected time, from flop counts and the rates at which small
/// products and a few entries run on all threads at once for half a second, with the range that these had.
std::string plan_text(const Campaign& campaign, const SimulationSettings& settings);

}  // namespace lazyrisk
