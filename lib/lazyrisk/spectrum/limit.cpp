// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/spectrum/limit.hpp"

#include <algorithm>
#include <cmath>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using Wide = long double;

/// Trace of the degrees that sizes of order d^scale do not get beyond, without the degree itself: what acts as ridge.
Wide acts_as_ridge(const LimitMasses& limit, int degree, double scale) {
    Wide sum = limit.tail;
    for (std::size_t k = limit.mass.size(); k-- > 0 && double(k) >= scale;)
        if (k > std::size_t(degree)) sum += limit.mass[k];
    return sum;
}

constexpr Wide unseen = 1e-12L;  // one over the largest dimension that there may be

}  // namespace

bool can_vanish(const LimitMasses& limit, std::size_t degree) {
    return limit.mass[degree] <= limit.error[degree] ||
           limit.mass[degree] < unseen * acts_as_ridge(limit, int(degree), 0);
}

Onset onset(const LimitMasses& limit, int degree, double scale) {
    const std::size_t k = std::size_t(degree);
    Onset found;
    if (k < limit.known.size()) found.known = limit.known[k];
    const Wide factorial = std::tgamma(Wide(degree) + 1);
    std::vector<EigenvalueTerm> terms;
    if (k < limit.mass.size())
        terms.push_back({degree, factorial * limit.mass[k], factorial * limit.error[k]});
    else
        found.known = std::min(found.known, double(degree) - 1);
    if (k < limit.later.size()) terms.insert(terms.end(), limit.later[k].begin(), limit.later[k].end());
    const Wide ridge = limit.exact ? 0 : acts_as_ridge(limit, degree, scale);
    for (const EigenvalueTerm& term : terms) {
        if (!(term.value > term.error)) continue;
        if (double(term.exponent) < scale) {
            const Wide visible = std::pow(unseen, Wide(std::max(1.0, scale - term.exponent))) * ridge;
            if (term.value < visible * factorial) {
                if (found.neglected == 0) found.neglected = double(term.value);
                continue;
            }
        }
        found.exponent = term.exponent;
        found.eigenvalue = term.value;
        found.error = term.error;
        break;
    }
    return found;
}

Spectrum<> at_scale(const LimitMasses& limit, double scale) {
    if (!(scale < double(limit.mass.size())))
        throw NotCovered("sizes of order d^" + to_text(scale) + " learn degrees beyond those that were computed");
    Spectrum<> spectrum;
    const int last = int(std::floor(scale));
    Wide multiplicity = 1;  // B(d,k)/d^k -> 1/k!
    for (int k = 0; k <= last; ++k, multiplicity /= k) {
        const Onset begins = onset(limit, k, scale);
        if (double(k) == scale) {
            const Wide mass = begins.exponent == scale ? limit.mass[std::size_t(k)] : 0;
            const Wide error = mass > 0 ? limit.error[std::size_t(k)] + mass * 0x1p-53L : 0;
            spectrum.levels.push_back(
                {k, double(mass / multiplicity), double(multiplicity), double(mass), double(error)});
        } else if (begins.exponent < scale) {
            spectrum.levels.push_back({k, infinite<>, 0, 0, 0});
        } else if (begins.exponent == scale) {
            spectrum.levels.push_back(
                {k, double(begins.eigenvalue), 0, 0, 0, double(begins.error / begins.eigenvalue + 0x1p-53L)});
        } else if (begins.known < scale) {
            throw NotCovered("whether sizes of order d^" + to_text(scale) + " learn degree " + std::to_string(k) +
                             " is decided by coefficients beyond those that were computed; a smaller exponent, or "
                             "`dim`, is covered");
        } else {
            spectrum.levels.push_back({k, 0, 0, 0, 0});
        }
    }
    Wide tail = limit.tail, tail_error = limit.tail_error;
    for (std::size_t k = limit.mass.size(); k-- > std::size_t(last) + 1;) {
        tail += limit.mass[k];
        tail_error += limit.error[k];
    }
    spectrum.tail = double(tail);
    spectrum.tail_error = double(tail_error + tail * 0x1p-53L);
    return spectrum;
}

}  // namespace lazyrisk
