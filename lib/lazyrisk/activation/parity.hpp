#pragma once

namespace lazyrisk {

/// Coefficients of the other parity vanish exactly.
enum class Parity { none, even, odd };

}  // namespace lazyrisk
