// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The program as what long work has around it: its terminal, its signals, its ranks.
#pragma once

#include "lazyrisk/measure/host.hpp"

namespace lazyrisk::app {

/// quiet: no progress, no warnings, no remarks. plan_printed: plans are what was asked for, else they go to standard
/// error.
Host program_host(bool quiet, bool plan_printed = false);

}  // namespace lazyrisk::app
