// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Polynomials in letters and in the reciprocals of letters, kept multiplied out.
#pragma once

#include <cln/rational.h>
#include <ginac/ginac.h>

#include <array>
#include <concepts>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "lazyrisk/expand/series/series.hpp"

namespace lazyrisk {

/// A coefficient in letters: sum of rational multiples of products of powers, positive or negative, of up to fifteen
/// letters, |power| < 128: beyond, a product or quotient throws NotCovered. Divides by single products alone, so no
/// greatest common divisor is ever taken and equal means equal term by term. Expansions choose their letters to make
/// all divisors such products: a hundred times faster than rational functions.
class Symbolic {
public:
    using Letters = std::shared_ptr<const std::vector<GiNaC::symbol>>;

    Symbolic() = default;
    template <std::integral I>
    explicit Symbolic(I number) : Symbolic(cln::cl_RA(long(number))) {}
    explicit Symbolic(const cln::cl_RA& number);
    Symbolic(Letters letters, std::size_t which);

    [[nodiscard]] bool is_zero() const { return terms_.empty(); }
    [[nodiscard]] std::size_t size() const { return terms_.size(); }
    [[nodiscard]] GiNaC::ex expression() const;
    /// The lowest power of a letter; 0 at most.
    [[nodiscard]] int lowest(std::size_t which) const;

    friend Symbolic operator+(const Symbolic& a, const Symbolic& b);
    friend Symbolic operator-(const Symbolic& a, const Symbolic& b);
    friend Symbolic operator*(const Symbolic& a, const Symbolic& b);
    /// Throws std::logic_error where b is not a single product.
    friend Symbolic operator/(const Symbolic& a, const Symbolic& b);

private:
    __extension__ using Key = __int128;  ///< sum_i power_i 256^i: keys add as products multiply
    using Term = std::pair<Key, cln::cl_RA>;
    static std::vector<Term> sum(const Symbolic& a, const Symbolic& b, bool minus);
    static int digit(Key& key);
    /// Throws NotCovered where the powers of a product or quotient could leave the range; the bound of its powers
    /// otherwise.
    static int reach(const Symbolic& a, const Symbolic& b);
    [[nodiscard]] int largest_power() const;

    Letters letters_;
    std::vector<Term> terms_;  ///< by rising key, no zeros
    int reach_ = 0;            ///< no |power| is above
};

inline bool is_zero(const Symbolic& x) { return x.is_zero(); }

/// One polynomial for each letter.
template <std::size_t N>
std::array<Symbolic, N> as_coefficients(const std::array<GiNaC::symbol, N>& symbols) {
    const auto letters = std::make_shared<const std::vector<GiNaC::symbol>>(symbols.begin(), symbols.end());
    std::array<Symbolic, N> all;
    for (std::size_t i = 0; i < N; ++i) all[i] = Symbolic(letters, i);
    return all;
}

}  // namespace lazyrisk
