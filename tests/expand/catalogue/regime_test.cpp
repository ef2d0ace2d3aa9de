// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/catalogue/regime.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "expand/expansion_checks.hpp"
#include "lazyrisk/expand/symbolic/print.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;
using namespace lazyrisk::expand_tests;

namespace {

using GiNaC::ex;
using GiNaC::numeric;

Exponent between(const char* name, const numeric& from, const std::optional<numeric>& to) {
    return {std::nullopt, Exponent::Range{letter(name), from, to}};
}
const Exponent infinity{};

/// Every series of every quantity of all regimes, at a point inside its part of the region.
int all_hold(const Exponent& n, const Exponent& p, const ex& g, int order) {
    int parts = 0;
    for (const Regime& regime : regimes_of(n, p, g)) {
        if (!regime.plateau) continue;
        CAPTURE(regime.name);
        for (const char* quantity : {"h", "variance", "risk", "bias.0", "bias.1", "bias.2", "bias.3"})
            for (const RegionalExpansion& part :
                 expand_plateau_by_region(*regime.plateau, regime.region, quantity, order)) {
                CAPTURE(part.region.text());
                if (part.expansion.exact) has_claimed_order(part.expansion, part.expansion.sample, 1e-60, 2);
                ++parts;
            }
    }
    return parts;
}

}  // namespace

TEST_SUITE("expand/catalogue/regime") {
    TEST_CASE("[limit] with letters in the exponents every part of the region has the remainder it claims") {
        CHECK(all_hold(between("alpha", 1, 2), infinity, 0, 1) >= 16);
        CHECK(all_hold(between("alpha", 2, 3), infinity, 0, 2) >= 30);
        CHECK(all_hold({numeric(3, 2)}, between("beta", numeric(3, 2), {}), 0, 1) > 20);
        CHECK(all_hold(infinity, between("beta", 0, 1), 0, 1) >= 10);
        CHECK(all_hold({numeric(17, 10)}, between("beta", 1, numeric(17, 10)), 0, 1) >= 11);
        CHECK(all_hold(between("alpha", 1, 2), between("beta", 2, 3), 0, 0) >= 10);
        CHECK(all_hold({numeric(13, 10)}, infinity, letter("gamma"), 1) >= 10);
    }

    TEST_CASE("[identity] a letter and a number in its interval give the same leading terms") {
        const Regime letters = regimes_of(between("alpha", 1, 2), infinity).front();
        for (const numeric& at : {numeric(6, 5), numeric(13, 10), numeric(9, 5)}) {
            const Regime number = regime_of({at}, infinity);
            for (const char* quantity : {"h", "risk", "bias.0", "bias.1", "bias.2"}) {
                CAPTURE(quantity);
                const Expansion plain = expand_plateau_by_region(*number.plateau, {}, quantity, 1).front().expansion;
                int found = 0;
                for (const RegionalExpansion& part :
                     expand_plateau_by_region(*letters.plateau, letters.region, quantity, 1)) {
                    Region here = part.region;
                    bool inside = true;
                    for (const ex& e : here.positive)
                        inside = inside && GiNaC::ex_to<numeric>(e.subs(letter("alpha") == at)).is_positive();
                    if (!inside) continue;
                    ++found;
                    REQUIRE(part.expansion.terms.size() == plain.terms.size());
                    for (std::size_t i = 0; i < plain.terms.size(); ++i) {
                        CHECK((part.expansion.terms[i].exponent.subs(letter("alpha") == at) - plain.terms[i].exponent)
                                  .expand()
                                  .is_zero());
                        CHECK((part.expansion.terms[i].coefficient - plain.terms[i].coefficient).expand().is_zero());
                    }
                }
                CHECK(found == 1);
            }
        }
    }

    TEST_CASE(
        "[limit] crossovers where they are known: x for delta < 1/2, y above, the width below gamma < min(delta, 1 - "
        "delta)") {
        const Regime r = regimes_of(between("alpha", 1, 2), between("beta", 2, 3)).front();
        const auto parts = expand_plateau_by_region(*r.plateau, r.region, "risk", 1);
        const ex alpha = letter("alpha"), beta = letter("beta");
        const auto leading = [&](const numeric& a, const numeric& b) {
            for (const auto& part : parts)
                if (std::all_of(part.region.positive.begin(), part.region.positive.end(), [&](const ex& e) {
                        return GiNaC::ex_to<numeric>(e.subs(GiNaC::lst{alpha == a, beta == b})).is_positive();
                    }))
                    return part.expansion.terms.back().exponent;
            return ex(0);
        };
        CHECK((leading(numeric(5, 4), numeric(21, 10)) - (1 - alpha)).expand().is_zero());
        CHECK((leading(numeric(7, 4), numeric(5, 2)) - (alpha - 2)).expand().is_zero());
        const Regime closer = regimes_of(between("alpha", 1, 2), between("beta", 1, 2)).front();
        const auto near = expand_plateau_by_region(*closer.plateau, closer.region, "risk", 1);
        CHECK(std::any_of(near.begin(), near.end(), [&](const RegionalExpansion& p) {
            return (p.expansion.terms.back().exponent - (alpha - beta)).expand().is_zero();
        }));
        CHECK(regimes_of(between("alpha", numeric(1, 2), 3), {numeric(2)}).size() == 3);
        CHECK(regimes_of({numeric(2)}, between("beta", 2, 3)).front().place == Regime::Place::critical_samples);
    }

    TEST_CASE("[identity] where the finite width dominates is where its exponent leads the series") {
        for (const auto& [alpha, bound] :
             {std::pair(numeric(7, 4), numeric(2)), std::pair(numeric(5, 4), numeric(3, 2)),
              std::pair(numeric(3, 2), numeric(2)), std::pair(numeric(21, 8), numeric(3))}) {
            const numeric delta = alpha - GiNaC::iquo(alpha.numer(), alpha.denom());
            const numeric own = delta < numeric(1, 2) ? delta : numeric(1 - delta);
            const std::string sentence = "the finite p dominates below beta = " + print(ex(bound), Notation::text);
            for (const numeric& shift : {numeric(-1, 20), numeric(1, 20), numeric(3, 4)}) {
                const numeric beta = bound + shift;
                const Regime r = regime_of({alpha}, {beta});
                CAPTURE(r.name);
                CHECK(std::count(r.sentences.begin(), r.sentences.end(), sentence) == 1);
                const ex leading = expand_plateau(*r.plateau, "variance", 0).terms.front().exponent;
                CHECK(leading.is_equal(shift.is_negative() ? numeric(alpha - beta) : numeric(-own)));
            }
        }
    }

    TEST_CASE(
        "[identity] where finite samples dominate the plateau of the width is where their exponent leads the series") {
        for (const auto& [beta, bound] : {std::pair(numeric(7, 4), numeric(2)), std::pair(numeric(5, 4), numeric(3, 2)),
                                          std::pair(numeric(3, 2), numeric(2)), std::pair(numeric(21, 8), numeric(3)),
                                          std::pair(numeric(11, 5), numeric(12, 5))}) {
            const numeric delta = beta - GiNaC::iquo(beta.numer(), beta.denom());
            const numeric own = delta < numeric(1, 2) ? delta : numeric(1 - delta);
            const std::string sentence = "the finite n dominates below alpha = " + print(ex(bound), Notation::text);
            for (const numeric& shift : {numeric(-1, 20), numeric(1, 20), numeric(3, 4)}) {
                const numeric alpha = bound + shift;
                const Regime r = regime_of({alpha}, {beta});
                CAPTURE(r.name);
                CHECK(std::count(r.sentences.begin(), r.sentences.end(), sentence) == 1);
                const bool finite = std::any_of(r.sentences.begin(), r.sentences.end(), [](const std::string& s) {
                    return s.starts_with("leading correction") && s.ends_with("(the finite n)");
                });
                CHECK(finite == shift.is_negative());
                const Expansion risk = expand_plateau(*r.plateau, "risk", 2);
                REQUIRE(risk.terms.size() >= 2);
                CHECK(risk.terms[0].exponent.is_zero());
                CHECK(risk.terms[1].exponent.is_equal(shift.is_negative() ? numeric(beta - alpha) : numeric(-own)));
            }
        }
    }

    TEST_CASE(
        "[identity] which regime two exponents are in: the smaller one decides, a whole one is critical, equal ones "
        "are a peak") {
        using Place = Regime::Place;
        struct Case {
            Exponent n, p;
            Place place;
            int l;
            std::optional<PlateauKind> kind;
            numeric delta, gamma;
            const char* leading;
        };
        const auto at = [](long above, long below) { return Exponent{numeric(above, below)}; };
        for (const Case& c : {Case{at(3, 2), infinity, Place::plateau, 1, PlateauKind::kernel, numeric(1, 2), 0,
                                   "d^(-1/2) (fit of degree 1 and first signs of degree 2 alike)"},
                              {at(5, 4), infinity, Place::plateau, 1, PlateauKind::kernel, numeric(1, 4), 0,
                               "d^(-1/4) (fit of degree 1)"},
                              {at(11, 4), infinity, Place::plateau, 2, PlateauKind::kernel, numeric(3, 4), 0,
                               "d^(-1/4) (first signs of degree 3)"},
                              {at(1, 3), at(1, 2), Place::plateau, 0, PlateauKind::few_samples, numeric(1, 3),
                               numeric(1, 6), "d^(-1/6) (the finite p)"},
                              {at(1, 3), at(2, 3), Place::plateau, 0, PlateauKind::few_samples, numeric(1, 3),
                               numeric(1, 3), "d^(-1/3) (fit of degree 0), and the finite p alike"},
                              {at(3, 2), at(5, 4), Place::plateau, 1, PlateauKind::few_neurons, numeric(1, 4),
                               numeric(1, 4), "d^(-1/4) (fit of degree 1), and the finite n alike"},
                              {at(9, 2), at(19, 5), Place::plateau, 3, PlateauKind::few_neurons, numeric(4, 5),
                               numeric(7, 10), "d^(-1/5) (first signs of degree 4)"},
                              {infinity, at(7, 3), Place::plateau, 2, PlateauKind::approximation, numeric(1, 3), 0,
                               "d^(-1/3) (fit of degree 2)"},
                              {at(2, 1), infinity, Place::critical_samples, 2, {}, 0, 0, nullptr},
                              {at(2, 1), at(5, 2), Place::critical_samples, 2, {}, 0, 0, nullptr},
                              {infinity, at(3, 1), Place::critical_width, 3, {}, 0, 0, nullptr},
                              {at(7, 2), at(3, 1), Place::critical_width, 3, {}, 0, 0, nullptr},
                              {at(2, 1), at(2, 1), Place::critical_both, 2, {}, 0, 0, nullptr},
                              {at(5, 2), at(5, 2), Place::peak, 2, {}, 0, 0, nullptr}}) {
            const Regime r = regime_of(c.n, c.p);
            CAPTURE(r.name);
            CHECK(int(r.place) == int(c.place));
            CHECK(r.l == c.l);
            REQUIRE(r.plateau.has_value() == c.kind.has_value());
            if (!c.kind) continue;
            CHECK(int(r.plateau->kind) == int(*c.kind));
            CHECK(r.plateau->l == c.l);
            CHECK(r.plateau->delta->is_equal(c.delta));
            CHECK(r.plateau->gamma.has_value() == !c.gamma.is_zero());
            if (r.plateau->gamma) CHECK(r.plateau->gamma->is_equal(c.gamma));
            const std::string leading = std::string("leading correction ") + c.leading;
            CAPTURE(leading);
            CHECK(std::count(r.sentences.begin(), r.sentences.end(), leading) == 1);
            const bool by_width = !c.n.value || (c.p.value && *c.p.value < *c.n.value);
            CHECK(std::count(r.sentences.begin(), r.sentences.end(),
                             std::string("the two cross at ") + (by_width ? "beta = " : "alpha = ") +
                                 print(c.l + ex(1) / 2, Notation::text) + ", where the plateau is sharpest") == 1);
        }
        for (const numeric& wrong : {numeric(0), numeric(-1, 2), numeric(61, 2)}) {
            CHECK_THROWS_AS(regime_of({wrong}, infinity), DomainError);
            CHECK_THROWS_AS(regime_of(infinity, {wrong}), DomainError);
        }
        CHECK_THROWS_AS(regime_of(infinity, infinity), DomainError);
        CHECK_NOTHROW(regime_of({numeric(30)}, infinity));
    }

    TEST_CASE("[error] what letters cannot be") {
        CHECK_THROWS_AS(regimes_of(infinity, infinity), DomainError);
        CHECK_THROWS_AS(regime_of(between("alpha", 1, 2), infinity), DomainError);
        CHECK_THROWS_AS(regimes_of(between("alpha", 1, {}), infinity), DomainError);
        CHECK_THROWS_AS(regimes_of({numeric(3, 2)}, infinity, numeric(-1, 2)), DomainError);
        const Regime r = regimes_of(between("alpha", 1, 2), infinity).front();
        CHECK_THROWS_AS(expand_plateau_by_region(*r.plateau, r.region, "risk", 9), DomainError);
        CHECK_THROWS_AS(expand_plateau_by_region(*r.plateau, r.region, "nothing", 1), DomainError);
    }
}
