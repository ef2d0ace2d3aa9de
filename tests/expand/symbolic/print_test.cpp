// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/expand/symbolic/print.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "lazyrisk/expand/symbolic/expansion.hpp"
#include "lazyrisk/expand/symbolic/letters.hpp"

using namespace lazyrisk;
using GiNaC::ex;

namespace {

/// Sums, products, powers, roots and functions of letters, whole numbers, fractions and pi; positive where a root is
/// taken.
class Expressions {
public:
    ex operator()(int depth) {
        const ex one = depth == 0 || pick(6) == 0 ? leaf()
                       : pick(2) == 0             ? (*this)(depth - 1) + sign() * (*this)(depth - 1)
                                                  : (*this)(depth - 1) * (*this)(depth - 1);
        switch (pick(8)) {
            case 0:
                return one * GiNaC::pow(leaf(), int(pick(7)) - 3);
            case 1:
                return one * GiNaC::pow(leaf() + leaf(), -ex(1 + int(pick(3))));
            case 2:
                return one * GiNaC::sqrt(leaf());
            case 3:
                return one / GiNaC::sqrt(leaf() * leaf() + 1);
            case 4:
                return one + GiNaC::exp(sign() * leaf() / 3);
            case 5:
                return one - GiNaC::sin(leaf()) / GiNaC::pow(leaf(), ex(3) / 2);
            case 6:
                return -one;
            default:
                return one;
        }
    }

private:
    std::size_t pick(std::size_t n) { return random_() % n; }
    ex sign() { return pick(2) == 0 ? 1 : -1; }
    ex leaf() {
        static const char* const names[] = {"a", "b", "lambda", "psi1"};
        const std::size_t which = pick(8);
        return which < 4    ? ex(letter(names[which]))
               : which == 4 ? ex(GiNaC::Pi)
                            : ex(1 + int(pick(9))) / (which == 5 ? 1 : 1 + int(pick(7)));
    }
    std::mt19937 random_{17};
};

}  // namespace

TEST_SUITE("expand/symbolic/print") {
    TEST_CASE(
        "[identity] what is printed as text is read back by GiNaC as the same number, and the shortest of three forms "
        "has it too") {
        Expressions random;
        const Values v{{"a", Digits("0.7")}, {"b", Digits("1.9")}, {"lambda", Digits("0.23")}, {"psi1", Digits("3.1")}};
        GiNaC::symtab names;
        for (const auto& [name, value] : v) names[name] = letter(name);
        names["pi"] = GiNaC::Pi;
        for (int i = 0; i < 400; ++i) {
            const ex e = random(1 + i % 3), short_form = simplified(e);
            GiNaC::parser reader(names);
            const Digits exact = evaluate(e, v);
            for (const ex& form : {e, short_form}) {
                const std::string text = print(form, Notation::text);
                CAPTURE(text);
                const Digits seen = evaluate(reader(text), v);
                CHECK(abs(Digits(seen - exact)) <= Digits("1e-85") * (1 + abs(exact)));
            }
        }
    }

    TEST_CASE("[golden] sums in a root, above and below its bar") {
        const ex a = letter("a"), b = letter("b");
        const auto text = [](const ex& e) { return print(e, Notation::text); };
        CHECK(text(GiNaC::sqrt(a) / GiNaC::sqrt(a + 1)) == "sqrt(a/(a + 1))");
        CHECK(text(GiNaC::sqrt(a + 1) / GiNaC::sqrt(b)) == "sqrt((a + 1)/b)");
        CHECK(text(GiNaC::sqrt(a + 1) / GiNaC::sqrt(ex(2))) == "sqrt(2*(a + 1))/2");
        CHECK(text(GiNaC::sqrt(a + 1) / GiNaC::sqrt(b + 2)) == "sqrt((a + 1)/(b + 2))");
        CHECK(text(GiNaC::sqrt(a + 1) / GiNaC::sqrt(3 * b)) == "sqrt((a + 1)/(3*b))");
        CHECK(text(GiNaC::sqrt(a + 1)) == "sqrt(a + 1)");
        CHECK(text(1 / GiNaC::sqrt(a + 1)) == "1/sqrt(a + 1)");
        CHECK(print(GiNaC::sqrt(a + 1) / GiNaC::sqrt(b), Notation::latex) == "\\sqrt{\\frac{a + 1}{b}}");
    }

    TEST_CASE("[identity] whole powers of sums, whatever their signs and order: read back as the same number") {
        const Values v{{"a", Digits("0.7")}, {"b", Digits("1.9")}, {"c", Digits("0.23")}};
        GiNaC::symtab names;
        for (const auto& [name, value] : v) names[name] = letter(name);
        const ex a = letter("a"), b = letter("b"), c = letter("c");
        const std::vector<ex> first{a, b, a * a, b * b, a * b, GiNaC::numeric(1, 2) * a, 3 * b * b},
            second{ex(1), c, GiNaC::numeric(2, 3) * c, c * c * c};
        int turned = 0;
        for (const ex& one : first)
            for (const ex& other : second)
                for (const int signs : {0, 1, 2, 3})
                    for (int power = -5; power <= 5; ++power) {
                        if (power == 0) continue;
                        const ex sum = (signs & 1 ? -one : one) + (signs & 2 ? -other : other);
                        for (const ex& e :
                             {ex(GiNaC::pow(sum, power)), ex(-3 * a * GiNaC::pow(sum, power)),
                              ex(GiNaC::pow(sum, power) / GiNaC::pow(a + b, 2)), ex(1 - GiNaC::pow(sum, power))}) {
                            GiNaC::parser reader(names);
                            const std::string text = print(e, Notation::text);
                            CAPTURE(text);
                            const Digits exact = evaluate(e, v), seen = evaluate(reader(text), v);
                            CHECK(abs(Digits(seen - exact)) <= Digits("1e-85") * (1 + abs(exact)));
                            // LaTeX has the same sign in front
                            CHECK(print(e, Notation::latex).starts_with("-") == text.starts_with("-"));
                            turned += power % 2 == 0 && print(sum, Notation::text).starts_with("-");
                        }
                    }
        CHECK(turned > 500);
    }
}
