#include "lazyrisk/expand/plateau.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <sstream>

#include "expand/golden.hpp"
#include "lazyrisk/expand/number_text.hpp"
#include "lazyrisk/expand/regime.hpp"

using namespace lazyrisk;

namespace {

using GiNaC::numeric;

Plateau of_table(const golden::Row& row) {
    Plateau p;
    p.kind = row.name.starts_with("plateau_krr")     ? PlateauKind::kernel
             : row.name.starts_with("plateau_rf_n") ? PlateauKind::few_samples
             : row.name.starts_with("plateau_rf_p") ? PlateauKind::few_neurons
                                                    : PlateauKind::approximation;
    p.l = std::stoi(row.parameter("l"));
    p.delta = exact_number("delta", row.parameter("delta"));
    p.gamma = p.kind == PlateauKind::few_samples ? numeric(9, 10) : numeric(17, 20);
    p.ridge = exact_number("lam", row.parameter("lam"));
    p.noise = exact_number("s2", row.parameter("s2"));
    p.activation = std::make_shared<const HermiteForm>("exp");
    p.energy.emplace();
    std::stringstream energies(row.parameter("F2"));
    int k = 0;
    for (std::string each; std::getline(energies, each, ',');) (*p.energy)[k++] = exact_number("F2", each);
    return p;
}

}  // namespace

TEST_SUITE("expand/plateau") {

TEST_CASE("[reference] every plateau coefficient of the table to 30 digits") {
    int seen = 0;
    for (const golden::Row& row : golden::rows("plateau_")) {
        CAPTURE(row.name); CAPTURE(row.parameters); CAPTURE(row.order);
        Plateau p = of_table(row);
        const std::string what = row.name.substr(row.name.rfind('_') + 1);
        const std::string quantity = what == "V" ? "variance" : what;
        if (quantity == "risk") p.noise = exact_number("s2", row.parameter("s2"));
        Exponents e{};
        REQUIRE(std::sscanf(row.order.c_str(), "x^%d y^%d r^%d", &e[0], &e[1], &e[2]) == 3);
        Digits found = 0;
        for (const PlateauTerm& t : expand_plateau_terms(p, quantity, 12).terms)
            if (t.of == e) found = evaluate(t.coefficient, {});
        const Digits wanted(row.coefficient);
        CHECK(abs(Digits(found - wanted)) <= 1e-32 * (1 + abs(wanted)));
        ++seen;
    }
    CHECK(seen == 106);
}

TEST_CASE("[limit] observed orders at huge d") {
    const golden::Row row{"", "exp(x);l=1;delta=0.3;lam=0.5;s2=0.2;F2=.1,.4,.3,.15,.05", "", ""};
    Plateau p = of_table(row);
    for (const PlateauKind kind : {PlateauKind::kernel, PlateauKind::few_samples, PlateauKind::few_neurons, PlateauKind::approximation}) {
        p.kind = kind;
        for (const char* quantity : {"h", "risk", "bias.1", "bias.2"})
            for (int order = 0; order <= 4; ++order) {
                CAPTURE(int(kind)); CAPTURE(quantity); CAPTURE(order);
                const OrderCheck c = check(expand_plateau(p, quantity, order), {}, 1e-32, 3);
                CHECK(std::abs(c.slope.back() - c.claimed) < 0.1);
            }
    }
}

TEST_CASE("[identity] the letters are the numbers") {
    Plateau p;
    p.ridge_exponent = 0;
    const PlateauSeries h = expand_plateau_terms(p, "h", 2);
    const auto at = [&](const Exponents& e) {
        for (const PlateauTerm& t : h.terms)
            if (t.of == e) return t.coefficient;
        return GiNaC::ex(0);
    };
    const GiNaC::ex L = letter("L"), a = letter("a_1"), b = letter("b_1"), A = letter("a_2"), B = letter("b_2");
    CHECK((at({0, 0, 0, 0}) - L).expand().is_zero());
    CHECK((at({1, 0, 0, 0}) - L * b).expand().is_zero());
    CHECK((at({0, 1, 0, 0}) + A * A * B / L).expand().is_zero());
    CHECK((at({2, 0, 0, 0}) - L * b * (a * b - L) / a).expand().is_zero());
    CHECK(at({1, 1, 0, 0}).is_zero());
}

TEST_CASE("[identity] regimes by their names") {
    const auto name = [](const char* alpha, const char* beta) {
        const auto e = [](const std::string& t) { return t == "inf" ? Exponent{} : Exponent{exact_number("alpha", t)}; };
        return regime_of(e(alpha), e(beta)).name;
    };
    CHECK(name("1.5", "inf") == "n = d^(3/2), p = inf: sample-limited plateau of the kernel between levels 1 and 2");
    CHECK(name("2.5", "1.5").find("width-limited plateau between levels 1 and 2") != std::string::npos);
    CHECK(name("inf", "0.5").find("approximation error between levels 0 and 1") != std::string::npos);
    CHECK(name("2", "3").find("critical in n") != std::string::npos);
    CHECK(name("1", "1").find("critical in both") != std::string::npos);
    CHECK(name("1.5", "1.5").find("interpolation peak") != std::string::npos);
    CHECK_THROWS_AS(name("inf", "inf"), DomainError);
    CHECK_THROWS_AS(name("-1", "inf"), DomainError);
}

TEST_CASE("[error] what plateaus do not have") {
    Plateau p;
    p.delta = numeric(1);
    CHECK_THROWS_AS(expand_plateau(p, "h", 1), DomainError);
    p.delta = numeric(1, 2);
    CHECK_THROWS_AS(expand_plateau(p, "nothing", 1), DomainError);
    CHECK_THROWS_AS(expand_plateau(p, "h", 6), DomainError);
    p.activation = std::make_shared<const HermiteForm>("square");
    p.ridge = 1;
    p.l = 3;
    CHECK_THROWS_AS(expand_plateau(p, "h", 1), NotCovered);
}

}
