// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/plateau/plateau_levels.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

PlateauLevels<Digits> levels(const std::string& activation, int l, int order, int top) {
    Plateau p;
    p.l = l;
    p.activation = std::make_shared<const HermiteForm>(activation);
    return levels_of(p, order, top);
}

}  // namespace

TEST_SUITE("expand/plateau/plateau_levels") {
    TEST_CASE("[error] a degree that lives at finite d alone is refused at every order, also the leading one") {
        // on the sphere He_m has a part in degree m - 2j, smaller than its mu by d^-ceil(j/2); the lowest is named
        for (int m = 3; m <= 9; ++m)
            for (const int order : {0, 1, 2, 3}) {
                CAPTURE(m);
                CAPTURE(order);
                const std::string sentence =
                    "degree " + std::to_string(m % 2) + " has mu_k = 0 but a coefficient at finite d";
                for (const int top : {m % 2, m - 1, m + 2})
                    CHECK_THROWS_WITH_AS(levels("he" + std::to_string(m), 1, order, top),
                                         doctest::Contains(sentence.c_str()), NotCovered);
            }
        // He_11 and He_12: of order d^-3 in degrees 1 and 0
        for (const char* formula : {"x^11 - 55*x^9 + 990*x^7 - 6930*x^5 + 17325*x^3 - 10395*x",
                                    "x^12 - 66*x^10 + 1485*x^8 - 13860*x^6 + 51975*x^4 - 62370*x^2 + 10395"})
            for (const int order : {0, 1, 2, 3, 4})
                for (const int top : {1, 12}) {
                    CAPTURE(formula);
                    CAPTURE(order);
                    CHECK_THROWS_WITH_AS(levels(formula, 1, order, top), doctest::Contains("between two levels"),
                                         NotCovered);
                }
        // the same degree beside others that have their mu
        for (const char* formula : {"x^3 - 3*x + x^2", "x^4 - 6*x^2 + 3 + x"})
            for (const int order : {0, 1, 2}) {
                CAPTURE(formula);
                CHECK_THROWS_WITH_AS(levels(formula, 1, order, 3), doctest::Contains("between two levels"), NotCovered);
            }
    }

    TEST_CASE("[identity] dead degrees are left out, the leading coefficients of the others are those of Hermite") {
        // relu lives in 0, 1, 2, 4, 6, ...; xi_k d^k = mu_k^2, B_k d^-k = 1/k!
        for (const int order : {0, 1, 3}) {
            const PlateauLevels<Digits> relu = levels("relu", 2, order, 7);
            CAPTURE(order);
            std::string degrees;
            const HermiteForm form("relu");
            for (const auto& [k, xi] : relu.xi) {
                degrees += std::to_string(k) + " ";
                const Digits mu = evaluate(form.mu(k), {});
                CHECK(xi.size() == std::size_t(order) + 1);
                CHECK(abs(Digits(xi.front() - mu * mu)) < 1e-40);
                CHECK(abs(Digits(relu.multiplicity.at(k).front() * boost::math::factorial<Digits>(unsigned(k)) - 1)) <
                      1e-40);
            }
            CHECK(degrees == "0 1 2 4 6 ");
            const PlateauLevels<Digits> odd = levels("tanh", 1, order, 4);
            CHECK(odd.xi.count(0) + odd.xi.count(2) + odd.xi.count(4) == 0);
            CHECK(odd.xi.size() == 2);
        }
    }
}
