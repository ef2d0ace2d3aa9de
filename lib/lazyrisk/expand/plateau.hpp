// Between two levels of the staircase: effective ridge, variance and risk as monomials in d.
#pragma once

#include <ginac/ginac.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/expand/closed_form.hpp"
#include "lazyrisk/expand/expansion.hpp"
#include "lazyrisk/expand/monomials.hpp"

namespace lazyrisk {

/// Which of n and p is the smaller: the other is infinite (kernel, approximation) or larger by a power of d.
enum class PlateauKind { kernel, few_samples, few_neurons, approximation };

/// n = d^alpha, p = d^beta (the smaller of them d^{l + delta}, 0 < delta < 1), ridge lam d^-g.
struct Plateau {
    PlateauKind kind = PlateauKind::kernel;
    int l = 1;
    std::optional<GiNaC::numeric> delta;  ///< none: a letter
    std::optional<GiNaC::numeric> gamma;  ///< the larger size is d^gamma times the smaller; none: a letter
    std::optional<GiNaC::numeric> ridge;  ///< lam; none: a letter
    GiNaC::numeric ridge_exponent = 0;    ///< g >= 0
    std::shared_ptr<const HermiteForm> activation;  ///< none: letters a_k, b_k, T
    std::optional<std::map<int, GiNaC::numeric>> energy;  ///< F_k^2 by degree, -1 for the rest; none: letters
    std::optional<GiNaC::numeric> noise;
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
};

/// "h" = M effective ridge (M the smaller size), "variance" over the noise, "bias", "risk" = bias + noise variance,
/// "bias.K" of degree K, its energy F_K^2 included. `order`: with numbers for delta, gamma and g that many exponents of d beyond the leading one; with letters the
/// total degree in x, y, r, u.  Levels with an activation are its 1/d series (12.26), so that the result is an expansion in d alone.
/// Formulas (12.30)-(12.33).  Throws DomainError for an unknown quantity or an order out of range (at most 24; with letters 3).
PlateauSeries expand_plateau_terms(const Plateau& plateau, const std::string& quantity, int order);
/// The same as a series in d; with an activation and numbers throughout it is checked against the scalar equations.
Expansion expand_plateau(const Plateau& plateau, const std::string& quantity, int order);

}  // namespace lazyrisk
