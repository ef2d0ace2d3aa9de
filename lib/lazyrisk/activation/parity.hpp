// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace lazyrisk {

/// Coefficients of the other parity vanish exactly.
enum class Parity { none, even, odd };

}  // namespace lazyrisk
