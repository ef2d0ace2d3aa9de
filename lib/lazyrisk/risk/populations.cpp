// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/risk/populations.hpp"

namespace lazyrisk {

template PopulationsRisk<double> populations_risk(const PopulationsProblem<double>&, const double&);

}  // namespace lazyrisk
