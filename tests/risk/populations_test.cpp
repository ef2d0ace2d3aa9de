// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Samples that are not alike: the reference tables, 50 digits, one law of equal weights, what a limit has to be.
#include <doctest/doctest.h>

#include <random>

#include "covariate_rows.hpp"
#include "digits50.hpp"
#include "lazyrisk/equations/solve.hpp"
#include "lazyrisk/risk/populations.hpp"
#include "lazyrisk/words/pieces.hpp"
#include "nearly.hpp"
#include "same_risk.hpp"

using namespace lazyrisk;

namespace {

using Laws = PopulationsProblem<double>;

std::vector<double> numbers(const std::string& text) {
    std::vector<double> list;
    for (const std::string& one : pieces(text, '|')) list.push_back(std::stod(one));
    return list;
}
std::string behind(const std::string& text, const std::string& mark) {
    return text.substr(text.find(mark) + mark.size());
}

/// "samples=100|1|.4,60|3|.1" on "levels:4|50|.5,1|150|.5".
Laws weighted(const std::vector<std::string>& row) {
    Laws p;
    p.laws.resize(1);
    for (const std::string& level : pieces(behind(row[2], ":"), ',')) {
        const std::vector<double> v = numbers(level);
        p.directions.push_back({v[1], v[2] / v[0], v[0]});
        p.laws[0].variance.push_back(v[0]);
    }
    for (const std::string& group : pieces(behind(row[1], "="), ',')) {
        const std::vector<double> v = numbers(group);
        p.laws[0].kinds.push_back({v[0], v[1], v[2], 0});
    }
    return p;
}

/// "groups n|w|v=.6|1|.1,.4|1|.1" on "rows m|beta2|t|s1|..:.5|1|1|2|.2,.5|.5|1|.5|3".
Laws of_laws(const std::vector<std::string>& row) {
    Laws p;
    for (const std::string& group : pieces(behind(row[1], "="), ',')) {
        const std::vector<double> v = numbers(group);
        p.laws.push_back({{}, 0, 0, 0, {{v[0], v[1], v[2], 0}}});
    }
    for (const std::string& direction : pieces(behind(row[2], "..:"), ',')) {
        const std::vector<double> v = numbers(direction);
        p.directions.push_back({v[0], v[0] * v[1], v[2]});
        for (std::size_t g = 0; g < p.laws.size(); ++g) p.laws[g].variance.push_back(v[3 + g]);
    }
    return p;
}

PopulationsProblem<Digits50> exactly(const Laws& p) {
    PopulationsProblem<Digits50> e{{}, {}, p.unlearned, p.noise};
    for (const auto& d : p.directions) e.directions.push_back({d.multiplicity, d.square, d.variance});
    for (const auto& l : p.laws) {
        e.laws.push_back({{l.variance.begin(), l.variance.end()}, l.tail_trace, l.tail_test_trace, l.tail_energy, {}});
        for (const auto& k : l.kinds) e.laws.back().kinds.push_back({k.count, k.weight, k.noise, k.rest});
    }
    return e;
}

Laws random_laws(std::mt19937& chance) {
    std::uniform_real_distribution<double> u(0, 1);
    const auto spread = [&](double decades) { return std::pow(10.0, decades * (u(chance) - 0.5)); };
    Laws p{{}, {}, u(chance) < 0.3 ? u(chance) : 0.0, u(chance)};
    const int levels = 1 + int(5 * u(chance)), laws = 1 + int(3 * u(chance));
    for (int i = 0; i < levels; ++i) p.directions.push_back({spread(2), u(chance), spread(2)});
    for (int g = 0; g < laws; ++g) {
        TrainingLaw<double> law;
        for (int i = 0; i < levels; ++i) law.variance.push_back(u(chance) < 0.15 ? 0 : spread(4));
        if (u(chance) < 0.2) law.tail_trace = spread(2), law.tail_test_trace = spread(2), law.tail_energy = u(chance);
        const int kinds = 1 + int(2 * u(chance));
        for (int k = 0; k < kinds; ++k) law.kinds.push_back({spread(2), spread(3), u(chance), u(chance)});
        p.laws.push_back(law);
    }
    return p;
}

void same_in_all(const Risk<>& a, const Risk<>& b, double tolerance) {
    same(a, b, tolerance);
    CHECK(a.degrees_of_freedom == nearly(b.degrees_of_freedom, tolerance));
    CHECK(a.degrees_of_freedom_2 == nearly(b.degrees_of_freedom_2, tolerance));
    CHECK(a.unused_samples == nearly(b.unused_samples, tolerance));
}

}  // namespace

TEST_SUITE("risk/populations") {
    TEST_CASE("[table] weighted samples, and several training laws, to 13 digits") {
        for (const auto& row : covariate_rows::rows_of("weighted")) {
            const Risk<> r = populations_risk(weighted(row), std::stod(row[5])).risk;
            CAPTURE(row[1]);
            CHECK(r.bias == nearly(std::stod(row[10]), 1e-13));
            CHECK(r.variance == nearly(std::stod(row[11]), 1e-13));
            CHECK(r.effective_ridge == nearly(std::stod(row[7]), 1e-13));
        }
        for (const auto& row : covariate_rows::rows_of("populations")) {
            const Risk<> r = populations_risk(of_laws(row), std::stod(row[5])).risk;
            CAPTURE(row[1]);
            CHECK(r.bias == nearly(std::stod(row[10]), 1e-13));
            CHECK(r.variance == nearly(std::stod(row[11]), 1e-13));
        }
        CHECK(covariate_rows::rows_of("weighted").size() == 3);
        CHECK(covariate_rows::rows_of("populations").size() == 3);
    }

    TEST_CASE("[digits] random laws, weights, tails and ridges: within the bound of 50 digits") {
        std::mt19937 chance(5);
        std::uniform_real_distribution<double> u(0, 1);
        int seen = 0;
        for (int i = 0; i < 300; ++i) {
            const Laws p = random_laws(chance);
            const double ridge = u(chance) < 0.1 ? 0 : std::pow(10.0, 8 * u(chance) - 6);
            CAPTURE(i);
            try {
                const auto found = populations_risk(p, ridge);
                const auto right = populations_risk(exactly(p), Digits50(ridge));
                const Risk<>& r = found.risk;
                CHECK(std::isinf(r.test_error) == is_infinite(right.risk.test_error));
                if (std::isinf(r.test_error)) continue;
                CHECK(std::abs(r.test_error - double(right.risk.test_error)) <= r.error_bound);
                CHECK(r.error_bound < 1e-7 * r.test_error);
                const double tolerance = 10 * r.error_bound / r.test_error;
                CHECK(r.bias == nearly(double(right.risk.bias), tolerance));
                CHECK(r.variance == nearly(double(right.risk.variance), tolerance));
                CHECK(r.train_error == nearly(double(right.risk.train_error), 4 * tolerance));
                CHECK(r.weight_norm == nearly(double(right.risk.weight_norm), 4 * tolerance));
                CHECK(r.unused_samples == nearly(double(right.risk.unused_samples), tolerance));
                ++seen;
            } catch (const NotCovered&) {
                CHECK(ridge == 0);
            }
        }
        CHECK(seen > 270);
    }

    TEST_CASE("[identity] one law of equal weights is the kernel's own equation, at every ridge") {
        Spectrum<> spectrum;
        Target<> target{{}, 0.2};
        Laws p{{}, {{{}, 0.5, 0, 0.1, {{3, 1, 0.3, 0.1}}}}, 0.2, 0.3};
        p.laws[0].tail_energy = 0.1;
        const double rows[][3] = {{4, 1, 0.5}, {1, 2, 0.3}, {0.1, 3, 0}};
        for (const auto& [s, m, e] : rows) {
            target.energy.emplace_back(Mode(int(spectrum.levels.size())), e);
            spectrum.levels.push_back({Mode(int(spectrum.levels.size())), s, m, s * m, 0});
            p.directions.push_back({m, e / s, s});
            p.laws[0].variance.push_back(s);
        }
        for (const double tail : {0.0, 0.5}) {
            spectrum.tail = p.laws[0].tail_trace = tail;
            const Degrees<> degrees(spectrum);
            for (const double n : {1.5, 6.0, 20.0}) {
                p.laws[0].kinds[0].count = n;
                for (const double ridge : {0.0, 1e-6, 0.3, 1e3, infinite<>}) {
                    CAPTURE(tail);
                    CAPTURE(n);
                    CAPTURE(ridge);
                    const Risk<> one =
                        risk(degrees, AlignedTarget<>(target, spectrum), Operation<>{{n, infinite<>}, ridge / n, 0.3});
                    if (n == 6 && ridge == 0 && tail == 0) {
                        const Risk<> pole = populations_risk(p, ridge).risk;
                        CHECK(pole.bias == infinite<>);
                        CHECK(pole.variance == infinite<>);
                        continue;
                    }
                    same_in_all(populations_risk(p, ridge).risk, one, 1e-9);
                    // the same samples as two kinds, and as two equal laws
                    Laws kinds = p, laws = p;
                    kinds.laws[0].kinds = {{0.4 * n, 1, 0.3, 0.1}, {0.6 * n, 1, 0.3, 0.1}};
                    same_in_all(populations_risk(kinds, ridge).risk, one, 1e-9);
                    laws.laws.push_back(laws.laws[0]);
                    laws.laws[0].kinds[0].count = 0.4 * n, laws.laws[1].kinds[0].count = 0.6 * n;
                    same_in_all(populations_risk(laws, ridge).risk, one, 1e-9);
                }
            }
        }
    }

    TEST_CASE("[identity] what weights do: scale with the ridge, remove samples, average noise") {
        std::mt19937 chance(11);
        for (int i = 0; i < 20; ++i) {
            const Laws p = random_laws(chance);
            Laws heavier = p, dead = p;
            for (auto& law : heavier.laws)
                for (auto& kind : law.kinds) kind.weight *= 7;
            const Risk<> r = populations_risk(p, 0.2).risk, scaled = populations_risk(heavier, 1.4).risk;
            CHECK(scaled.test_error == nearly(r.test_error, 1e-12));
            CHECK(scaled.train_error == nearly(7 * r.train_error, 1e-12));
            CHECK(scaled.weight_norm == nearly(r.weight_norm, 1e-12));
            for (auto& law : dead.laws) law.kinds.push_back({5, 0, 100, 0});
            CHECK(populations_risk(dead, 0.2).risk.test_error == nearly(r.test_error, 1e-14));
        }
    }

    TEST_CASE("[limit] ridge to 0 and infinity, many samples") {
        Laws p{{{2, 0.5, 1}, {3, 0.2, 2}},
               {{{1, 0.5}, 0, 0, 0, {{3, 1, 0.3, 0.1}}}, {{2, 0}, 0, 0, 0, {{1, 2, 0.1, 0}}}},
               0.1,
               0.3};
        for (const double n : {0.5, 3.0}) {  // below and above the directions
            for (auto& law : p.laws) law.kinds[0].count = n * (1 + (&law == &p.laws[0]));
            const Risk<> at_0 = populations_risk(p, 0.0).risk, near_0 = populations_risk(p, 1e-9).risk;
            CHECK(at_0.test_error == nearly(near_0.test_error, 1e-7));
            CHECK(at_0.weight_norm == nearly(near_0.weight_norm, 1e-7));
            CHECK(at_0.unused_samples == nearly(near_0.unused_samples, 1e-7, 1e-8));
            CHECK(at_0.train_error == nearly(near_0.train_error, 1e-7, 1e-12));
            const Risk<> far = populations_risk(p, infinite<>).risk, large = populations_risk(p, 1e12).risk;
            CHECK(far.test_error == nearly(large.test_error, 1e-9));
            CHECK(far.train_error == nearly(large.train_error, 1e-9));
        }
        Laws shares = p, many = p;
        for (std::size_t g = 0; g < 2; ++g) {
            shares.laws[g].kinds[0].count = g == 0 ? 0.6 : 0.4;
            many.laws[g].kinds[0].count = shares.laws[g].kinds[0].count * 1e10;
        }
        for (const double ridge : {0.0, 0.4, infinite<>}) {
            const auto all = populations_risk_of_all(shares, ridge), most = populations_risk(many, ridge * 1e10);
            CHECK(all.risk.test_error == nearly(most.risk.test_error, 1e-8));
            CHECK(all.risk.train_error == nearly(most.risk.train_error, 1e-8));
            CHECK(all.risk.weight_norm == nearly(most.risk.weight_norm, 1e-8));
            CHECK(all.risk.effective_ridge == nearly(most.risk.effective_ridge, 1e-8));
            for (std::size_t i = 0; i < 2; ++i) CHECK(all.learned[i] == nearly(most.learned[i], 1e-8));
        }
        // few samples that alone see a direction, beside many of another law
        const Laws apart{{{2, 0.5, 1}, {3, 0.2, 1}},
                         {{{1, 0}, 0, 0, 0, {{1, 1, 0.3, 0}}}, {{0, 1}, 0, 0, 0, {{9, 1, 0.3, 0}}}},
                         0,
                         0.3};
        CHECK_THROWS_WITH_AS(static_cast<void>(populations_risk(apart, 0.0)), doctest::Contains("small positive ridge"),
                             NotCovered);
        CHECK(populations_risk(apart, 1e-8).risk.test_error > 0);
    }

    TEST_CASE("[limit] near as many samples as directions, and where eigenvalues fall far") {
        for (const double n : {1 - 1e-9, 1 + 1e-9, 1 - 1e-4}) {
            Laws p{{{1, 1, 1}}, {{{1}, 0, 0, 0, {{n, 1, 0.3, 0}}}}, 0, 0.3};
            const Risk<> r = populations_risk(p, 0.0).risk;
            const double right = n < 1 ? (1 - n) + 0.3 * n / (1 - n) : 0.3 / (n - 1);  // isotropic, no ridge
            CHECK(r.excess_risk == nearly(right, 1e-6));
            CHECK(std::abs(r.excess_risk - right) <= r.error_bound + 1e-15 * right / std::abs(n - 1));
            CHECK(r.error_bound < 1e-3 * r.test_error);
        }
        // as many samples as directions but for the rounding of sums
        Laws square{{{0.1, 1, 1}, {0.2, 1, 1}, {0.7, 1, 1}},
                    {{{1, 1, 1}, 0, 0, 0, {{0.3, 1, 0.3, 0}, {0.3, 2, 0.3, 0}, {0.4, 1, 0.3, 0}}}},
                    0,
                    0.3};
        CHECK(populations_risk(square, 0.0).risk.variance == infinite<>);
        for (auto& kind : square.laws[0].kinds) kind.noise = 0;
        CHECK(populations_risk(square, 0.0).risk.bias == 0);
        // eigenvalues 1 and 1e-14: few samples without a ridge, a matter of one law
        Laws p{{{0.5, 1, 1}, {0.5, 1e14, 1e-14}}, {{{1, 1e-14}, 0, 0, 0, {{0.6, 1, 0.1, 0}}}}, 0, 0.1};
        Spectrum<> spectrum;
        spectrum.levels = {{Mode(0), 1, 0.5, 0.5, 0}, {Mode(1), 1e-14, 0.5, 0.5e-14, 0}};
        const Risk<> one = risk(Degrees<>(spectrum), AlignedTarget<>({{{Mode(0), 1.0}, {Mode(1), 1.0}}, 0}, spectrum),
                                Operation<>{{0.6, infinite<>}, 0, 0.1});
        CHECK(populations_risk(p, 0.0).risk.test_error == nearly(one.test_error, 1e-11));
    }
}
