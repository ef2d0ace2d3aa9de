// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/risk/risk.hpp"

#include <doctest/doctest.h>

#include "../nearly.hpp"
#include "digits50.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/words/error.hpp"
#include "random_problem.hpp"
#include "reference.hpp"

using namespace lazyrisk;

namespace {

double number(const std::string& text) {
    return text == "inf" ? infinite<> : text == "-inf" ? -infinite<> : std::stod(text);
}

/// Relative agreement, infinity equal to infinity; "nan" in the table: not even the limit is defined.
void check(const char* what, double got, const std::string& text, double tolerance, double scale = 1) {
    if (text == "nan") return;
    const double expected = number(text) * scale;
    CAPTURE(what);
    CAPTURE(got);
    CAPTURE(expected);
    if (std::isinf(expected) || expected == 0)
        CHECK(got == expected);
    else
        CHECK(std::abs(got / expected - 1) <= tolerance);
}
void check_exact_infinity(const char* what, double got, const std::string& text) {
    if (text != "inf") return;
    CAPTURE(what);
    CHECK(got == infinite<>);
}

Risk<> risk_of(const Spectrum<>& spectrum, const Target<>& target, const Operation<>& op) {
    return risk(Degrees<>(spectrum), AlignedTarget<>(target, spectrum), op);
}

}  // namespace

TEST_SUITE("risk/risk") {
    TEST_CASE(
        "[reference] proportional limit: bias, variance, training error, norm and sources to 1e-13; singular rows "
        "infinite") {
        int rows = 0, singular = 0;
        for (const auto& row : reference::table("proportional_golden.csv")) {
            const double a = number(row.at("mu1sq")), c = number(row.at("mustarsq")), psi1 = number(row.at("psi1"));
            Spectrum<> s;
            s.levels = {{0, infinite<>, 0, 0, 0}, {1, a, 1, a, 0}};
            s.tail = c;
            const Operation<> op{{number(row.at("psi2")), psi1}, number(row.at("lambda")), 0.2, 1};
            const Risk<> all = risk_of(s, {{{1, 1.0}}, 0.5}, op), linear = risk_of(s, {{{1, 1.0}}, 0}, op);
            CAPTURE(row.at("tag"));
            CAPTURE(psi1);
            CAPTURE(row.at("psi2"));
            CAPTURE(row.at("lambda"));
            CAPTURE(row.at("zeta"));
            for (const auto& [name, value, scale] : {std::tuple{"B", linear.bias, 1.0},
                                                     {"V", linear.variance, 0.2},
                                                     {"R", all.excess_risk, 1.0},
                                                     {"train", all.train_error, 1.0},
                                                     {"samp", all.sources.samples, 1.0},
                                                     {"bias2", all.sources.bias_squared, 1.0}}) {
                if (row.at(name) == "inf") ++singular;
                check_exact_infinity(name, value, row.at(name));
                if (row.at(name) != "inf") check(name, value, row.at(name), 1e-13, scale);
            }
            const std::string norm = row.at("norm2"), init = row.at("init");
            if (norm == "inf")
                CHECK(all.weight_norm == infinite<>);
            else if (!std::isinf(psi1))
                check("norm2", all.weight_norm, norm, 1e-13, psi1);
            if (init == "inf")
                CHECK(all.sources.features + all.sources.interaction == infinite<>);
            else
                check("init", all.sources.features + all.sources.interaction, init, 1e-13);
            ++rows;
        }
        CHECK(rows > 300);
        CHECK(singular > 10);
    }

    TEST_CASE("[reference] kernel and random features at finite d: 1e-12, with the tail of the table") {
        for (const std::string file : {"staircase_krr.csv", "staircase_rfrr.csv"})
            for (const auto& row : reference::table(file)) {
                const std::string name = row.at("activation") == "lrelu0.1" ? "leaky-relu(0.1)" : row.at("activation");
                const bool kernel = file == "staircase_krr.csv";
                Spectrum<> s =
                    diagonalize(RandomFeatures{activation_named(name), number(row.at("d"))}, std::stoi(row.at("K")));
                if (row.at("T_tail") == "0")
                    s.tail = 0;  // the table drops tails below its digits; they are 1e-50 here
                else
                    CHECK(std::abs(s.tail / number(row.at("T_tail")) - 1) < 1e-14);
                Target<> target{{}, number(row.at("Ftail"))};
                for (int k = 0; k <= 5; ++k) target.energy.emplace_back(k, number(row.at("F2_" + std::to_string(k))));
                const double n = number(row.at("n")), p = kernel ? infinite<> : number(row.at("p"));
                const Risk<> r =
                    risk_of(s, target, {{n, p}, number(row.at("lam")) * reciprocal(n), number(row.at("sigma2")), 1});
                CAPTURE(file);
                CAPTURE(name);
                CAPTURE(row.at("d"));
                CAPTURE(n);
                CAPTURE(p);
                CAPTURE(row.at("lam"));
                check("nu", r.effective_ridge, row.at(kernel ? "kappa" : "nu2"), 1e-12);
                check("bias", r.bias, row.at("bias"), 1e-12);
                check("var", r.variance, row.at("var"), 1e-12);
                check("excess", r.excess_risk, row.at("excess"), 1e-12);
            }
    }

    TEST_CASE("[identity] the parts add up, at every random problem") {
        std::mt19937_64 random(3);
        for (int i = 0; i < 20000; ++i) {
            const RandomProblem problem(random);
            const Risk<> r = risk_of(problem.spectrum, problem.target, problem.op);
            if (std::isinf(r.test_error)) continue;
            const Sources<double>& s = r.sources;
            CAPTURE(i);
            CHECK(s.bias_squared + s.samples + s.features + s.interaction + s.noise_samples + s.noise_features ==
                  nearly(r.excess_risk, 1e-12));
            CHECK(r.test_error == nearly(r.excess_risk + problem.op.noise_variance, 1e-14));
            CHECK(r.degrees_of_freedom >= r.degrees_of_freedom_2 * (1 - 1e-12));
        }
    }

    TEST_CASE("[identity] an infinite ensemble is kernel regression at ridge lambda/w1") {
        const Spectrum<> s = diagonalize(RandomFeatures{relu(), 20}, 40);
        const Target<> target{{{0, 0.2}, {1, 1.0}, {2, 0.5}, {3, 0.1}}, 0.1};
        for (const double p : {30.0, 150.0, 700.0})
            for (const double ridge : {1e-6, 1e-4, 1e-2}) {
                Operation<> op{{200, p}, ridge, 0.3, 1000000000};
                const Equivalent<> at = solve(s, op.sizes, ridge);
                const Risk<> many = risk_of(s, target, op);
                const Risk<> kernel = risk_of(s, target, {{200, infinite<>}, ridge / at.unused_width, 0.3, 1});
                CHECK(many.test_error == nearly(kernel.test_error, 1e-7));
                op.ensemble = infinite<>;
                CHECK(risk_of(s, target, op).test_error == nearly(kernel.test_error, 1e-12));
                op.ensemble = 1;
                const double one = risk_of(s, target, op).excess_risk;
                op.ensemble = 4;
                CHECK(risk_of(s, target, op).excess_risk ==
                      nearly(kernel.excess_risk + (one - kernel.excess_risk) / 4, 1e-12));
            }
    }

    TEST_CASE("[identity] at the pole infinitely many members have what one shares with another: 2 R(2) - R(1)") {
        // R(K) = a + b/K.  At n = p, ridge 0, b is infinite and a is not: from a small ridge it is reached by
        // continuity
        const Spectrum<> s = diagonalize(RandomFeatures{relu(), 20}, 40);
        const Target<> target{{{0, 0.2}, {1, 1.0}, {2, 0.5}, {3, 0.1}}, 0.1};
        Operation<> op{{150, 150}, 1e-9, 0.3, 1};
        const auto excess = [&](double members, double ridge) {
            op.ensemble = members, op.ridge_over_samples = ridge;
            return risk_of(s, target, op).excess_risk;
        };
        CHECK(is_infinite(excess(1, 0)));
        CHECK(is_infinite(excess(2, 0)));
        for (const double ridge : {1e-4, 1e-6})
            CHECK(excess(infinite<>, ridge) == nearly(2 * excess(2, ridge) - excess(1, ridge), 1e-9));
        CHECK(excess(infinite<>, 0) == nearly(excess(infinite<>, 1e-12), 1e-4));
    }

    TEST_CASE("[identity] the objective's derivative in the ridge is the weight norm") {
        // train_error + (lambda/n) |a|^2 is minimal, so its derivative in lambda/n is |a|^2 (envelope)
        const auto s = exactly(diagonalize(RandomFeatures{relu(), 10}, 20));
        const Target<Digits50> target = exactly(Target<>{{{0, 0.5}, {1, 1.0}, {2, 0.5}}, 0.1});
        const auto objective = [&](const Digits50& ridge) {
            const auto r = risk(Degrees<Digits50>(s), AlignedTarget<Digits50>(target, s),
                                Operation<Digits50>{{60, 45}, ridge, Digits50(0.2), 1});
            return std::pair(r.train_error + ridge * r.weight_norm, r.weight_norm);
        };
        const Digits50 ridge("1e-3"), h("1e-15");
        CHECK(double((objective(ridge + h).first - objective(ridge - h).first) / (2 * h)) ==
              nearly(double(objective(ridge).second), 1e-14));
    }

    TEST_CASE("[limit] ridge 0 at n = p is a pole; nothing to learn and no noise is no risk even there") {
        Problem<RandomFeatures> problem{
            .model = {relu(), 30}, .target = {{{1, 1.0}}, 0}, .samples = 100, .width = 100, .ridge = Ridge<>::none()};
        CHECK(risk(problem).test_error == infinite<>);
        CHECK(risk(problem).train_error == 0);
        problem.target = {};
        CHECK(risk(problem).test_error == 0);
        problem.noise_variance = 0.1;
        CHECK(risk(problem).variance == infinite<>);
        problem.ridge = Ridge<>::total(infinite<>);
        CHECK(risk(problem).test_error == nearly(0.1));
    }

    TEST_CASE("[limit] infinitely many samples and features, no ridge: all that has an eigenvalue is learned") {
        Problem<Kernel> problem{.model = {linear(), 7},
                                .target = {{{1, 1.0}, {2, 0.25}}, 0},
                                .ridge = Ridge<>::none(),
                                .noise_variance = 0.1};
        CHECK(risk(problem).bias == 0.25);  // degree 2 has none
        CHECK(risk(problem).variance == 0);
        CHECK(risk(problem).degrees_of_freedom == 7);
        problem.model.activation = relu();
        CHECK(risk(problem).bias == 0);
        CHECK(risk(problem).degrees_of_freedom == infinite<>);
        problem.ridge = Ridge<>::total(infinite<>);
        CHECK(risk(problem).bias == 1.25);
        CHECK(risk(problem).weight_norm == 0);
    }

    TEST_CASE("[limit] the finite-d curve tends to the proportional limit like 1/d") {
        const Problem<RandomFeatures> limit{.model = {relu()},
                                            .target = {{{1, 1.0}}, 0.3},
                                            .samples = 3,
                                            .width = 2,
                                            .ridge = Ridge<>::mei_montanari(1e-2),
                                            .noise_variance = 0.2};
        double before = 0;
        for (const double d : {100.0, 1000.0, 10000.0}) {
            Problem<RandomFeatures> finite = limit;
            finite.model.dimension = d;
            finite.samples = 3 * d;
            finite.width = 2 * d;
            const double deviation = std::abs(risk(finite).test_error / risk(limit).test_error - 1);
            if (before > 0) CHECK(before / deviation == nearly(10, 0.05));
            before = deviation;
        }
    }

    TEST_CASE("[identity] ridge conventions are one ridge: total = n mean = (n/d) mei-montanari") {
        Problem<RandomFeatures> p{.model = {relu(), 100},
                                  .target = {{{1, 1.0}}, 0},
                                  .samples = 300,
                                  .width = 200,
                                  .ridge = Ridge<>::total(3e-3)};
        const double total = risk(p).test_error;
        p.ridge = Ridge<>::per_sample(1e-5);
        CHECK(risk(p).test_error == nearly(total, 1e-13));
        p.ridge = Ridge<>::mei_montanari(1e-3);
        CHECK(risk(p).test_error == nearly(total, 1e-13));
        p.model.dimension = infinite<>;
        p.ridge = Ridge<>::per_sample(1e-5);
        CHECK_THROWS_AS(risk(p), DomainError);
    }

    TEST_CASE(
        "[identity] degrees are added until what is left out is below rounding: a small ridge, many samples and "
        "features") {
        const Problem<RandomFeatures> p{.model = {relu(), 30},
                                        .target = {{{1, 1.0}}, 0},
                                        .samples = 3000,
                                        .width = 5000,
                                        .ridge = Ridge<>::total(1e-5),
                                        .noise_variance = 0.1};
        const Risk<> r = risk(p);
        CHECK(r.error_bound < 3e-13 * r.test_error);
        // as many degrees as there are say the same, to that bound
        const Risk<> all = Resolved(p.model, 1, most_degrees(p.model)).at(p.target, operation(p));
        CHECK(std::abs(r.test_error - all.test_error) <= r.error_bound + all.error_bound);
        // and the few of the first stage do not: there is something to add
        CHECK(Resolved(p.model, 1, 12).at(p.target, operation(p)).error_bound > 1e-10);
    }

    TEST_CASE(
        "[identity] as many degrees as the target has are enough, and are those that are kept; one less is refused") {
        const RandomFeatures model{relu(), 20};
        const Target<> target{{{1, 1.0}, {2, 0.5}, {4, 0.25}}, 0.1};
        const Operation<> op{{300, 200}, 1e-5, 0.1, 1};
        for (const int degrees : {4, 5, 7, 30}) {
            CAPTURE(degrees);
            CHECK(Resolved(model, 4, degrees).at(target, op).test_error ==
                  risk_of(diagonalize(model, degrees), target, op).test_error);
        }
        CHECK_THROWS_WITH_AS(Resolved(model, 4, 3), doctest::Contains("degree 4"), DomainError);
        CHECK_THROWS_AS(Resolved(model, 1, 0), DomainError);
        CHECK_NOTHROW(Resolved(model, 0, 0));
        CHECK_NOTHROW(
            Resolved(RandomFeatures{relu()}, 5, 1));  // in the limit there is one spectrum, of every degree that counts
        // without a number of degrees there are as many as it takes, those of the target at least
        CHECK(Resolved(Kernel{relu(), 3}, 50).at({{{50, 1.0}}, 0}, {{1e9, infinite<>}, 1e-14, 0, 1}).excess_risk < 0.5);
    }

    TEST_CASE("[error] what no operation can have: the name and the value of each") {
        const auto refused = [](double n, double p, const Ridge<>& ridge, double noise, double ensemble,
                                const Dimension& d) -> std::string {
            try {
                static_cast<void>(operation(n, p, ridge, noise, ensemble, d));
            } catch (const DomainError& error) {
                return error.name;
            }
            return "";
        };
        const Ridge<> one = Ridge<>::total(1);
        CHECK(refused(1e-9, 1e-9, one, 0, 1, 10).empty());
        CHECK(refused(infinite<>, infinite<>, Ridge<>::total(0), 0, 1, 10).empty());
        CHECK(refused(0, 5, one, 0, 1, 10) == "samples");
        CHECK(refused(5, 0, one, 0, 1, 10) == "width");
        CHECK(refused(5, 5, Ridge<>::total(-infinite<>), 0, 1, 10) == "ridge");
        CHECK(refused(5, 5, one, -1e-9, 1, 10) == "noise");
        CHECK(refused(5, 5, one, infinite<>, 1, 10) == "noise");
        CHECK(refused(5, 5, one, 0, 0, 10) == "ensemble");
        CHECK(refused(5, 5, one, 0, 1.5, 10) == "ensemble");
        CHECK(refused(5, 5, one, 0, infinite<>, 10).empty());
        CHECK(refused(5, 5, Ridge<>::total(1e-270), 0, 1, 10) == "ridge");
        CHECK(refused(5, 5, Ridge<>::mei_montanari(1), 0, 1, Dimension{std::nan("")}) == "ridge-convention");
        CHECK(refused(5, 5, Ridge<>::total(1), 0, 1, Dimension{std::nan("")}).empty());
        const Operation<> op = operation(8, 5, Ridge<>::total(2), 0.5, 3, 10);
        CHECK(op.ridge_over_samples == 0.25);
        CHECK(op.sizes.samples == 8);
        CHECK(op.sizes.width == 5);
        CHECK(op.noise_variance == 0.5);
        CHECK(op.ensemble == 3);
        const Resolved resolved(Kernel{relu(), 10}, 2);
        for (const Target<>& wrong : {Target<>{{{1, -1.0}}, 0}, {{{1, infinite<>}}, 0}, {{}, -1}, {{}, infinite<>}})
            CHECK_THROWS_AS(static_cast<void>(resolved.at(wrong, op)), DomainError);
    }
}
