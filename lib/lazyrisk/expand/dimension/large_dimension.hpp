// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Harmonics of the sphere in large dimension: coefficients and multiplicities as series in 1/d.
#pragma once

#include <ginac/ginac.h>

#include <memory>
#include <optional>
#include <vector>

#include "lazyrisk/expand/gauss/closed_form.hpp"
#include "lazyrisk/expand/symbolic/expansion.hpp"

namespace lazyrisk {

/// Coefficients of 1, 1/d, 1/d^2, ...
using InverseDimension = std::vector<GiNaC::ex>;

/// Highest order that is computed; beyond it expressions fill pages.
inline constexpr int highest_order = 12;
/// Throws DomainError for an order below 0 or above `highest`.
void require_order(int order, int highest = highest_order);

/// B(d,k) k!/d^k to order 1/d^order; k a whole number or a letter.  Formula (12.23)
InverseDimension multiplicity_ratio(const GiNaC::ex& k, int order);
/// Its logarithm.  Formula (12.24)
InverseDimension log_multiplicity_ratio(const GiNaC::ex& k, int order);
/// d^{k/2} r_{k,j}: the weight of mu_{k+2j} in d^{k/2} lambda_{d,k}.  Formula (12.25)
InverseDimension hermite_weight(const GiNaC::ex& k, int j, int order);
/// g_k/(mu_k/sqrt(k!)) of a power |x|^p on half lines, any p > -1.  Formula (12.27)
InverseDimension power_ratio(const GiNaC::ex& p, const GiNaC::ex& k, int order);
/// d^{k/2} lambda_{d,k} of an activation.  Formula (12.26)
InverseDimension gegenbauer_series(const HermiteForm& activation, int k, int order);
InverseDimension product(const InverseDimension& a, const InverseDimension& b);

/// B(d,k) (or its logarithm less that of d^k/k!). `k` none: in the letter k.
Expansion expand_multiplicity(std::optional<int> k, int order, bool logarithm = false);
/// lambda_{d,k} in the letters mu_k, mu_{k+2}, ... of any activation; `amplitude`: g_k = sqrt(B) lambda instead.
/// Formula (12.26)
Expansion expand_gegenbauer(std::optional<int> k, int order, bool amplitude);
/// The same of one activation, its mu inserted: exact where they are closed, digits otherwise.
Expansion expand_gegenbauer(std::shared_ptr<const HermiteForm> activation, int k, int order, bool amplitude);
/// B(d,k) xi_{d,k} = g_k^2, the kernel's mass in degree k, and the kernel's trace E s(sqrt(d) t)^2.
Expansion expand_mass(std::shared_ptr<const HermiteForm> activation, int k, int order);
Expansion expand_second_moment(std::shared_ptr<const HermiteForm> activation, int order);
/// g_k sqrt(k!)/mu_k of max(x,0)^p, |x|^p, sign(x)|x|^p where mu_k is not 0; without numbers in the letters p and k.
Expansion expand_power(std::optional<GiNaC::numeric> p, std::optional<int> k, int order);
/// p > -1 and mu_k of max(x,0)^p not 0.
Validity power_region(const GiNaC::ex& p, const GiNaC::ex& k);
/// r_{k,j} of (12.25).
Expansion expand_hermite_weight(std::optional<int> k, int j, int order);

/// B(d,k) k!/d^k and lambda_{d,k} of an activation at a given real d, the latter by quadrature: what the series are
/// checked against.
Digits exact_multiplicity_ratio(const Digits& d, int k);
Digits exact_gegenbauer(const HermiteForm& activation, const Digits& d, int k);

}  // namespace lazyrisk
