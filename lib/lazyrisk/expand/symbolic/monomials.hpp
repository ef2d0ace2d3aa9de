// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Truncated series in four small variables x, y, r, u that are powers of one: d^-w with four weights w.
#pragma once

#include <array>
#include <map>

#include "lazyrisk/expand/symbolic/expansion.hpp"

namespace lazyrisk {

using Exponents = std::array<int, 4>;

/// Which monomials are kept: those of weight <= most, and of total degree <= degree.
struct Truncation {
    std::array<double, 4> weight{};
    double most = 0;
    int degree = 1000;

    [[nodiscard]] double of(const Exponents& e) const {
        return e[0] * weight[0] + e[1] * weight[1] + e[2] * weight[2] + e[3] * weight[3];
    }
    [[nodiscard]] bool keeps(const Exponents& e) const {
        return of(e) <= most + 1e-9 && e[0] + e[1] + e[2] + e[3] <= degree;
    }
};

inline bool vanishes(const Digits& c) { return abs(c) < 1e-80; }
inline bool vanishes(const GiNaC::ex& c) { return c.is_zero(); }
inline Digits tidy(const Digits& c) { return c; }
inline GiNaC::ex tidy(const GiNaC::ex& c) { return c.expand(); }

/// C: numbers of many digits, or expressions in which every divisor is a product of letters (multiplied out they have
/// one form).
template <class C>
class Monomials {
public:
    Monomials(const Truncation& box, const C& constant) : box_(&box) { add({0, 0, 0, 0}, constant); }
    Monomials(const Truncation& box, const C& c, const Exponents& e) : box_(&box) { add(e, c); }

    [[nodiscard]] const std::map<Exponents, C>& terms() const { return terms_; }
    [[nodiscard]] C at(const Exponents& e) const {
        const auto found = terms_.find(e);
        return found == terms_.end() ? C(0) : found->second;
    }

    friend Monomials operator+(Monomials a, const Monomials& b) {
        for (const auto& [e, c] : b.terms_) a.add(e, c);
        return a;
    }
    friend Monomials operator-(Monomials a, const Monomials& b) {
        for (const auto& [e, c] : b.terms_) a.add(e, C(-c));
        return a;
    }
    friend Monomials operator*(const Monomials& a, const Monomials& b) {
        std::map<Exponents, C> sums;
        for (const auto& [e, c] : a.terms_)
            for (const auto& [f, k] : b.terms_) {
                const Exponents g{e[0] + f[0], e[1] + f[1], e[2] + f[2], e[3] + f[3]};
                if (a.box_->keeps(g)) sums[g] += c * k;
            }
        Monomials product(*a.box_, C(0));
        for (const auto& [e, c] : sums) product.add(e, tidy(c));
        return product;
    }
    /// Precondition: b has a constant term.
    friend Monomials operator/(const Monomials& a, const Monomials& b) {
        const C unit = C(1) / b.at({0, 0, 0, 0});
        Monomials rest(*b.box_, C(0));  // 1 - b unit, its constant term left out by hand
        for (const auto& [e, c] : b.terms_)
            if (e != Exponents{}) rest.add(e, tidy(C(-c * unit)));
        Monomials sum(*b.box_, C(1)), power = rest;
        for (; !power.terms_.empty(); power = power * rest) sum = sum + power;
        return a * (sum * Monomials(*b.box_, unit));
    }

private:
    void add(const Exponents& e, const C& c) {
        if (!box_->keeps(e)) return;
        const auto [at, fresh] = terms_.emplace(e, c);
        if (!fresh) at->second = tidy(C(at->second + c));
        if (vanishes(at->second)) terms_.erase(at);
    }

    const Truncation* box_;
    std::map<Exponents, C> terms_;
};

}  // namespace lazyrisk
