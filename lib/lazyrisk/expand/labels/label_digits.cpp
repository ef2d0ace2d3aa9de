// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/labels/label_digits.hpp"

#include <algorithm>
#include <array>
#include <boost/math/constants/constants.hpp>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/tools/toms748_solve.hpp>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

const Digits& pi() {
    static const Digits value = boost::math::constants::pi<Digits>();
    return value;
}

/// The skewness alpha of the labels' margin X, and its derivatives in c.
struct Skewness {
    Digits alpha, first, second;

    Skewness(const Digits& c, const Digits& D) {
        const Digits all = 1 + D * (1 + c * c), root = sqrt(all);
        alpha = c / root;
        first = (1 + D) / (all * root);
        second = -3 * D * c * first / all;
    }
};

/// J(kappa, alpha) = E(kappa - X)_+^2, X of density phi(X) (1 + m (2 Phi(alpha X) - 1)), and what Newton needs of it.
struct Shortfall {
    Digits value, by_kappa, by_alpha, by_kappa_kappa, by_kappa_alpha, by_alpha_alpha;

    Shortfall(const Digits& kappa, const Digits& alpha, const Digits& m) {
        const Digits root2 = sqrt(Digits(2)), density = exp(Digits(-kappa * kappa / 2)) / sqrt(Digits(2 * pi()));
        const Digits below = erfc(Digits(-kappa / root2)) / 2, one = 1 + alpha * alpha, root = sqrt(one);
        // the odd part up to 0 in closed form, beyond by quadrature of an entire function
        const Digits at0 = -(atan(alpha) + alpha / one) / pi(), at1 = -sqrt(Digits(2 / pi())) * alpha / root,
                     at2 = -2 * atan(alpha) / pi();
        std::array<Digits, 3> odd{at0 + kappa * at1 + kappa * kappa * at2 / 2, at1 + kappa * at2, at2};
        for (int power = 0; power < 3; ++power)
            odd[std::size_t(power)] +=
                (power == 0 ? 1 : 2) * boost::math::quadrature::gauss<Digits, 60>::integrate(
                                           [&](const Digits& x) -> Digits {
                                               const Digits part = erf(Digits(alpha * x / root2)) *
                                                                   exp(Digits(-x * x / 2)) / sqrt(Digits(2 * pi()));
                                               return pow(Digits(kappa - x), 2 - power) * part;
                                           },
                                           Digits(0), kappa);
        value = (1 + kappa * kappa) * below + kappa * density + m * odd[0];
        by_kappa = 2 * (kappa * below + density) + m * odd[1];
        by_kappa_kappa = 2 * below + m * odd[2];
        // I_j: integral of X^j exp(-(1 + alpha^2) X^2/2) up to kappa
        const Digits end = exp(Digits(-one * kappa * kappa / 2));
        std::array<Digits, 6> I;
        I[0] = sqrt(Digits(pi() / 2)) * erfc(Digits(-root * kappa / root2)) / root;
        I[1] = -end / one;
        for (int j = 2; j < 6; ++j)
            I[std::size_t(j)] = (-pow(kappa, j - 1) * end + (j - 1) * I[std::size_t(j - 2)]) / one;
        by_alpha = m * (kappa * kappa * I[1] - 2 * kappa * I[2] + I[3]) / pi();
        by_kappa_alpha = 2 * m * (kappa * I[1] - I[2]) / pi();
        by_alpha_alpha = -m * alpha * (kappa * kappa * I[3] - 2 * kappa * I[4] + I[5]) / pi();
    }
};

}  // namespace

Digits misfit(const Digits& c, const Digits& m, const Digits& D) {
    const Digits alpha = Skewness(c, D).alpha;
    return (1 + c * c) * (0.5 - m * (atan(alpha) + alpha / (1 + alpha * alpha)) / pi());
}

Digits threshold_ratio(const Digits& m, const Digits& D) {
    if (m == 0) return 0;
    const auto slope = [&](const Digits& c) -> Digits {
        const Skewness skew(c, D);
        const Digits one = 1 + skew.alpha * skew.alpha, bracket = (atan(skew.alpha) + skew.alpha / one) / pi();
        return 2 * c * (0.5 - m * bracket) - (1 + c * c) * 2 * m * skew.first / (pi() * one * one);
    };
    Digits high = 1;
    while (!(slope(high) > 0) && high < Digits("1e60")) high *= 4;
    std::uintmax_t steps = 1000;
    const auto bracket =
        boost::math::tools::toms748_solve(slope, Digits(0), high, boost::math::tools::eps_tolerance<Digits>(), steps);
    return (bracket.first + bracket.second) / 2;
}

Digits isotropic_margin(const Digits& share, const Digits& m, const Digits& D, const Digits& ratio) {
    Digits c = ratio, kappa = Digits(1) / 1000;
    for (int step = 0; step < 400; ++step) {
        const Skewness skew(c, D);
        const Shortfall J(kappa, skew.alpha, m);
        const Digits one = 1 + c * c, J_c = J.by_alpha * skew.first;
        const Digits off = one * J.value - share, slope = 2 * c * J.value + one * J_c;
        const Digits slope_c =
            2 * J.value + 4 * c * J_c + one * (J.by_alpha_alpha * skew.first * skew.first + J.by_alpha * skew.second);
        const Digits slope_kappa = 2 * c * J.by_kappa + one * J.by_kappa_alpha * skew.first;
        const Digits off_kappa = one * J.by_kappa, det = off_kappa * slope_c - slope * slope_kappa;
        const Digits by_kappa = (off * slope_c - slope * slope) / det,
                     by_c = (slope * off_kappa - off * slope_kappa) / det;
        // neither may jump over 0
        const Digits damp = std::min(Digits(1), Digits(0.9 * kappa / std::max(by_kappa, Digits(0.9 * kappa))));
        kappa -= damp * by_kappa;
        c = std::max(Digits(c - damp * by_c), Digits(0));
        if (damp == 1 && abs(by_kappa) < Digits("1e-88") * kappa && abs(by_c) < Digits("1e-88") * (1 + c)) return kappa;
    }
    throw NotConverged("the margin in 100 digits did not settle");
}

}  // namespace lazyrisk
