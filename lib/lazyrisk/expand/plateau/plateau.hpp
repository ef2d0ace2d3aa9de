// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Between two levels of the staircase: effective ridge, variance and risk as monomials in d.
#pragma once

#include <ginac/ginac.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/expand/gauss/closed_form.hpp"
#include "lazyrisk/expand/symbolic/expansion.hpp"
#include "lazyrisk/expand/symbolic/monomials.hpp"
#include "lazyrisk/expand/symbolic/regions.hpp"

namespace lazyrisk {

/// Which of n and p is the smaller: the other is infinite (kernel, approximation) or larger by a power of d.
enum class PlateauKind { kernel, few_samples, few_neurons, approximation };

/// Where its series hold; of one level.
Validity plateau_region(PlateauKind kind, std::optional<int> level = {});

/// A kernel's levels at one d: xi_k d^k and B_k d^-k by degree, dead degrees left out, and the trace.
struct GivenLevels {
    std::map<int, std::pair<Digits, Digits>> scaled;
    Digits trace;
};

/// n = d^alpha, p = d^beta (the smaller of them d^{l + delta}, 0 < delta < 1), ridge lam d^-g.
struct Plateau {
    PlateauKind kind = PlateauKind::kernel;
    int l = 1;
    std::optional<GiNaC::ex> delta;       ///< a number, or linear in letters such as alpha - 1; none: the letter delta
    std::optional<GiNaC::ex> gamma;       ///< the larger size is d^gamma times the smaller; none: the letter gamma
    std::optional<GiNaC::numeric> ridge;  ///< lam; none: a letter
    GiNaC::ex ridge_exponent = 0;         ///< g, positive, or 0
    std::shared_ptr<const HermiteForm> activation{};      ///< none: letters a_k, b_k, T ...
    std::shared_ptr<const GivenLevels> given{};           ///< ... or these numbers, which then depend on d themselves
    std::optional<std::map<int, GiNaC::numeric>> energy;  ///< F_k^2 by degree, -1 for the rest; none: letters
    std::optional<GiNaC::numeric> noise;

    [[nodiscard]] bool narrow() const { return kind == PlateauKind::few_neurons || kind == PlateauKind::approximation; }
    [[nodiscard]] bool two_sizes() const {
        return kind == PlateauKind::few_neurons || kind == PlateauKind::few_samples;
    }
    /// The weights w of the variables d^-w, in the order x, y, r, u; 0 for one that is not there.
    [[nodiscard]] std::array<GiNaC::ex, 4> weights() const;
    /// Are all of them numbers?
    [[nodiscard]] bool numbers() const;
    /// Are the levels numbers?
    [[nodiscard]] bool valued() const { return activation || given; }
};

/// x^i y^j r^m u^s with x = d^-delta, y = d^-(1-delta), r = d^-gamma, u = d^-g and its coefficient.
struct PlateauTerm {
    Exponents of;
    GiNaC::ex coefficient;
};

/// The terms of one quantity, largest first.
struct PlateauSeries {
    std::vector<PlateauTerm> terms;
    GiNaC::numeric next = 0;  ///< exponent of 1/d of the first monomial left out; 0 with a letter among the weights
    int top = 0;              ///< the highest level that went in
};

/// "h" = M effective ridge (M the smaller size), "variance" over the noise, "bias", "risk" = bias + noise variance,
/// "bias.K" of degree K, its energy F_K^2 included. `order`: with numbers for delta, gamma and g that many exponents of
/// d beyond the leading one; with letters the total degree in x, y, r, u (of bias.K beside its first factor
/// kappa/xi_K).  Levels with an activation are its 1/d series (12.26), so that the result is an expansion in d alone.
/// Formulas (12.30)-(12.33).  Throws DomainError for an unknown quantity or an order out of range (at most 24; with
/// letters 12, with letters for the exponents 7, for them alone 10).
PlateauSeries expand_plateau_terms(const Plateau& plateau, const std::string& quantity, int order);
/// The same as a series in d, checked against the scalar equations.
Expansion expand_plateau(const Plateau& plateau, const std::string& quantity, int order);

/// A series and the part of the region in which it holds.
struct RegionalExpansion {
    Expansion expansion;
    Region region;
    bool has_limit;  ///< its first term is the limit d -> infinity
};
/// With letters in the exponents, linear: one series for each part of the region in which its `order` leading
/// corrections keep their order.  At most order 4, with two letters or more 2.  Formula (12.34).
std::vector<RegionalExpansion> expand_plateau_by_region(const Plateau& plateau, const Region& region,
                                                        const std::string& quantity, int order);

}  // namespace lazyrisk
