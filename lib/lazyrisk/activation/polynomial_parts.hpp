// Degrees beyond which the even or the odd part of a function has none.
#pragma once

#include <cstddef>
#include <limits>

#include "lazyrisk/activation/parity.hpp"

namespace lazyrisk {

/// Degrees of the even and the odd part of a function: -1 where the part vanishes, `unlimited` where it is no polynomial.
/// Gegenbauer and Hermite coefficients of higher degrees of that parity are exact zeros.
struct PolynomialParts {
    static constexpr int unlimited = std::numeric_limits<int>::max();

    int even = unlimited, odd = unlimited;

    [[nodiscard]] bool dead(std::size_t degree) const {
        const int last = degree % 2 == 0 ? even : odd;
        return last != unlimited && int(degree) > last;
    }
    [[nodiscard]] Parity parity() const { return odd == -1 ? Parity::even : even == -1 ? Parity::odd : Parity::none; }
};

inline PolynomialParts parts_of(Parity parity) {
    return {parity == Parity::odd ? -1 : PolynomialParts::unlimited, parity == Parity::even ? -1 : PolynomialParts::unlimited};
}

}  // namespace lazyrisk
