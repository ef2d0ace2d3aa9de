// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Pictures of trained networks.
#pragma once

#include "lazyrisk/figure/figure.hpp"
#include "lazyrisk/train/train.hpp"

namespace lazyrisk {

/// Gaps and motion against the width, with the fitted slopes in the legend.
Figure gap_figure(const TrainedNetworks& result);
/// Test errors along the path of network, linearization and infinite width.
Figure path_figure(const TrainedNetworks& result);

}  // namespace lazyrisk
