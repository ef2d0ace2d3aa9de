// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Whether formulas can be typed.
#pragma once

namespace lazyrisk {

/// Whether this build reads formulas (LAZYRISK_TYPED_FORMULAS). One that does not knows names alone: Expression::parse
/// refuses all.
bool formulas_are_read();

}  // namespace lazyrisk
