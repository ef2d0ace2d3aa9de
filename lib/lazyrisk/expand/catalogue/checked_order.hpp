// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An expansion of any kind compared with an independent solve, where its order can be seen.
#pragma once

#include "lazyrisk/expand/catalogue/catalogue.hpp"

namespace lazyrisk {

/// As `check`, at places that suit the expansion: nearer to the limit where coefficients grow, by digits where the
/// truth is a quadrature.
OrderCheck checked_order(const Expansion& expansion, const Values& values);

}  // namespace lazyrisk
