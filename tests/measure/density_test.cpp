// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/density.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <numbers>
#include <string>
#include <vector>

#include "../answer/asked.hpp"
#include "../lines_of.hpp"
#include "../nearly.hpp"
#include "../temporary_folder.hpp"
#include "lazyrisk/measure/density_text.hpp"
#include "lazyrisk/store/store.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

/// 100 eigenvalues: 10 zeros, 40 evenly on [1, 2], 39 evenly on [4, 8], one outlier 11 times at 20.
KnownDensity made() {
    KnownDensity f;
    f.matrix = 100;
    f.bulks.zero = 10;
    f.bulks.bulks = {{1, 2, 40, 0, 0}, {4, 8, 39, 0, 0}};
    f.outliers = {{20, 0.5, 11, 3}};
    constexpr int steps = 4000;
    for (const auto& [left, right, share] : {std::tuple{1.0, 2.0, 0.4}, {4.0, 8.0, 0.39}})
        for (int i = 0; i < steps; ++i)
            f.points.push_back({left + (right - left) * (i + 0.5) / steps, share / (right - left)});
    f.smallest = 1;
    f.largest = {20, 20.5, 0.25};
    return f;
}

/// The same eigenvalues in every trial, that of the outliers moved by `top`.
void draw(KnownDensity& f, const std::vector<std::vector<double>>& trials) {
    for (const std::vector<double>& one : trials) {
        f.trial.push_back(f.drawn.size());
        f.drawn.push_back(one);
    }
}

std::vector<double> repeated(const std::vector<std::pair<double, int>>& list) {
    std::vector<double> all;
    for (const auto& [value, times] : list) all.insert(all.end(), std::size_t(times), value);
    return all;
}

double fact(const KnownDensity& f, const std::string& name) {
    for (const auto& [each, value] : density_facts(f))
        if (each == name) return value;
    FAIL("no fact of that name");
    return 0;
}

/// Of a line that breaks where it is infinite.
double integral(const DrawnSeries& line) {
    double sum = 0;
    for (std::size_t i = 0; i + 1 < line.x.size(); ++i)
        if (!std::isinf(line.y[i]) && !std::isinf(line.y[i + 1]))
            sum += (line.x[i + 1] - line.x[i]) * (line.y[i] + line.y[i + 1]) / 2;
    return sum;
}

const std::vector<std::pair<std::string, std::string>> small{
    {"activation", "relu"}, {"dim", "10"}, {"samples", "60"}, {"width", "90"}};

}  // namespace

TEST_SUITE("measure/density") {
    TEST_CASE("[identity] fifths of a bulk hold 8 eigenvalues at least; the zeros and every outlier have a cell") {
        const KnownDensity f = made();
        const std::vector<DensityCell> cells = fifths(f);
        REQUIRE(cells.size() == 1 + 5 + 4 + 1);
        CHECK(cells[0].mass == 0.1);
        CHECK(cells[0].left == 0);
        CHECK(cells[0].right == 0);
        double all = 0;
        for (const DensityCell& c : cells) all += c.mass;
        CHECK(all == nearly(1, 1e-14));
        for (std::size_t i = 0; i < 5; ++i) {
            CHECK(cells[1 + i].mass == nearly(0.08, 1e-14));
            CHECK(cells[1 + i].left == nearly(1 + 0.2 * double(i), 1e-3));
            CHECK(cells[1 + i].right == nearly(1.2 + 0.2 * double(i), 1e-3));
        }
        CHECK(cells[1].left == 1);
        CHECK(cells[5].right == 2);
        for (std::size_t i = 0; i < 4; ++i) CHECK(cells[6 + i].left == nearly(4 + double(i), 1e-3));
        CHECK(cells[6].left == 4);
        CHECK(cells[9].right == 8);
        CHECK(cells[6].mass == nearly(0.39 / 4, 1e-14));
        CHECK(cells[10].mass == 0.11);
        // as high as the Gaussian of that deviation
        CHECK(1 / (cells[10].right - cells[10].left) == nearly(1 / (0.5 * std::sqrt(2 * std::numbers::pi)), 1e-13));
        CHECK((cells[10].right + cells[10].left) / 2 == nearly(20, 1e-14));
    }

    TEST_CASE("[identity] cells of a histogram: as many as asked for, four a bulk, one at least, 8 eigenvalues each") {
        const auto of = [](double count, double matrix, int cells) {
            KnownDensity f = made();
            f.bulks = {{{1, 2, count, 0, 0}}, 0};
            f.outliers.clear();
            f.matrix = matrix;
            return histogram(f, cells).size();
        };
        CHECK(of(400, 1000, 40) == 16);
        CHECK(of(400, 1000, 100) == 40);
        CHECK(of(400, 1000, 200) == 50);
        CHECK(of(64, 1000, 40) == 4);
        CHECK(of(24, 1000, 40) == 3);
        CHECK(of(23.9, 1000, 40) == 2);
        CHECK(of(7, 1000, 40) == 1);
        const auto fifths_of = [](double count) {
            KnownDensity f = made();
            f.bulks = {{{1, 2, count, 0, 0}}, 0};
            f.outliers.clear();
            return fifths(f).size();
        };
        CHECK(fifths_of(7) == 1);
        CHECK(fifths_of(16) == 2);
        CHECK(fifths_of(39.9) == 4);
        CHECK(fifths_of(400) == 5);
    }

    TEST_CASE("[identity] every drawn eigenvalue is in one cell, those between two sites in that of the nearer") {
        KnownDensity f = made();
        // 6 zeros are not drawn; 1e-4 is nearer to zero than to 1 (in powers), 1e-2 is not; between the bulks the
        // middle is sqrt(2*4), between 8 and the outlier's cell sqrt(8*19.37)
        const double edge = std::sqrt(8 * (20 - 0.5 * std::sqrt(std::numbers::pi / 2)));
        draw(f, {repeated({{1e-4, 3},
                           {1e-2, 2},
                           {1.1, 40},
                           {2.82, 1},
                           {2.84, 2},
                           {7.5, 35},
                           {edge - 0.01, 4},
                           {edge + 0.01, 2},
                           {20, 4},
                           {100, 1}})});
        REQUIRE(f.drawn[0].size() == 94);
        const std::vector<DensityCell> cells = fifths(f);
        const std::vector<double> expected{0.09, 0.42, 0, 0, 0, 0.01, 0.02, 0, 0, 0.39, 0.07};
        REQUIRE(cells.size() == expected.size());
        for (std::size_t i = 0; i < cells.size(); ++i) {
            CHECK(cells[i].share == nearly(expected[i], 1e-14));
            CHECK(cells[i].value == std::vector<double>{cells[i].share});
        }
    }

    TEST_CASE("[identity] shares are means over trials, with the deviation of the draws or of whole numbers at least") {
        KnownDensity f = made();
        draw(f, {repeated({{1e-5, 10}, {1.1, 40}, {6, 39}, {20, 11}}),
                 repeated({{1e-5, 10}, {1.1, 38}, {6, 41}, {20, 11}})});
        const std::vector<DensityCell> cells = fifths(f);
        CHECK(cells[1].share == nearly(0.39, 1e-14));
        CHECK(cells[1].value == std::vector<double>{0.4, 0.38});
        CHECK(cells[1].standard_error == nearly(0.01, 1e-12));  // sd sqrt(2)/100, over sqrt(2)
        CHECK(cells[0].standard_error == 0);                    // a whole number, always the same
        CHECK(cells[10].standard_error == 0);
        // 39 eigenvalues in 4 cells: 9 3/4 each, of variance 3/4 1/4 at least, over two trials
        CHECK(cells[6].standard_error == nearly(std::sqrt(0.75 * 0.25 / 2) / 100, 1e-10));
        CHECK(cells[2].standard_error == 0);
        f.bulks.bulks[0].count = 40 + 1e-7;  // rounding of a whole number
        CHECK(fifths(f)[2].mass == nearly(0.08, 1e-15));
        f.bulks.bulks[0].count = 40 + 1e-5;
        CHECK(fifths(f)[2].mass > 0.08 + 1e-8);
        const Verdict v = judge_histogram(cells, f, 0.03);
        REQUIRE(v.points.size() == 12);
        CHECK(v.points[1].relative_deviation == nearly(0.39 / 0.08 - 1, 1e-12));
        CHECK(v.points[11].relative_deviation == nearly(20 / 20.5 - 1, 1e-12));
        CHECK(v.common_p == 1);  // shares add up to one: not tested together
    }

    TEST_CASE("[identity] an outlier within four deviations of a neighbour is counted there, two of them as one") {
        KnownDensity f = made();
        f.outliers = {{10, 0.51, 1, 3}};  // 2 above the edge at 8
        CHECK(fifths(f).size() == 10);
        CHECK(fifths(f)[6].mass == nearly(0.40 / 4, 1e-14));
        f.outliers = {{10, 0.49, 1, 3}};
        CHECK(fifths(f).size() == 11);
        f.outliers = {{3.5, 0.2, 1, 3}, {2.5, 0.2, 1, 3}};  // one to each side
        CHECK(fifths(f).size() == 10);
        CHECK(fifths(f)[1].mass == nearly(0.41 / 5, 1e-14));
        CHECK(fifths(f)[6].mass == nearly(0.40 / 4, 1e-14));
        f.outliers = {{20, 0.5, 3, 3}, {21.9, 0.1, 2, 3}};  // the larger deviation counts
        std::vector<DensityCell> cells = fifths(f);
        REQUIRE(cells.size() == 11);
        CHECK(cells[10].mass == 0.05);
        CHECK(cells[10].left == nearly(20 - 0.5 * std::sqrt(std::numbers::pi / 2), 1e-13));
        CHECK(cells[10].right == nearly(21.9 + 0.1 * std::sqrt(std::numbers::pi / 2), 1e-13));
        f.outliers = {{20, 0.5, 3, 3}, {22.1, 0.1, 2, 3}};
        CHECK(fifths(f).size() == 12);
        f.outliers = {{20, 0.5, 3, 3}, {infinite<>, 0, 1, infinite<>}};
        CHECK(fifths(f).size() == 11);
    }

    TEST_CASE("[identity] what follows from the edges: steps and rates of gradient descent") {
        KnownDensity f = made();
        f.smallest = 4;
        CHECK(fact(f, "zero_mass") == 0.1);
        CHECK(fact(f, "smallest_eigenvalue") == 4);
        CHECK(fact(f, "largest_eigenvalue") == 20);
        CHECK(fact(f, "largest_deviation") == 0.25);
        CHECK(fact(f, "largest_step") == nearly(0.1, 1e-15));
        CHECK(fact(f, "best_step") == nearly(2.0 / 24, 1e-15));
        CHECK(fact(f, "best_rate") == nearly(16.0 / 24, 1e-15));  // |1 - step s| at both ends
        CHECK(density_facts(f).size() == 7);
        f.largest.limit = infinite<>;
        CHECK(fact(f, "largest_step") == 0);
        CHECK(fact(f, "best_rate") == 1);
        f.largest.limit = 20;
        draw(f, {{1.0, 1.5, 2.0, 2.1}});
        CHECK(fact(f, "outside") == 0.25);
        CHECK(density_facts(f).size() == 8);
    }

    TEST_CASE(
        "[identity] outside: in no bulk, beyond four deviations of an outlier, and not zero where there are any") {
        KnownDensity f = made();
        CHECK(outside(f) == 0);
        draw(f, {{1e-13, 1e-9, 1, 2, 2.001, 3.999, 4, 8, 18.001, 21.999, 17.999, 22.001}, {1.5, 1.6}});
        CHECK(outside(f) == nearly(5.0 / 14, 1e-14));
        f.bulks.zero = 0;
        CHECK(outside(f) == nearly(6.0 / 14, 1e-14));
        f.outliers[0].deviation = 0, f.drawn = {{20 * (1 + 0.9e-9), 20 * (1 + 1.1e-9)}};
        CHECK(outside(f) == 0.5);
    }

    TEST_CASE("[identity] the largest eigenvalue of the draws beside its mean, not its limit") {
        KnownDensity f = made();
        CHECK_FALSE(largest_drawn(f).has_value());
        CHECK(sentence_of_largest(f, 0.03).empty());
        draw(f, {{1, 19}, {1, 21}, {1, 20}, {1, 24}});
        const std::optional<Measured> m = largest_drawn(f);
        REQUIRE(m.has_value());
        CHECK(m->theory == 20.5);
        CHECK(m->mean == 21);
        CHECK(m->trials == 4);
        CHECK(m->standard_error == nearly(std::sqrt(14.0 / 3 / 4), 1e-14));
        CHECK(sentence_of_largest(f, 0.03) ==
              "largest eigenvalue: 21 with standard error 1.1, in theory 20.5 with deviation 0.25 a matrix: z 0.46, "
              "agrees");
        f.largest.deviation = 4;  // larger than the draws have it
        CHECK(largest_drawn(f)->standard_error == nearly(4 / 2.0, 1e-14));
        f.drawn = {{1, 19}};
        CHECK(largest_drawn(f)->standard_error == 4);
        f.largest.limit = infinite<>;
        CHECK_FALSE(largest_drawn(f).has_value());
    }

    TEST_CASE("[identity] bulks and outliers are listed from below; lines integrate to the share that is not zero") {
        KnownDensity f = made();
        f.outliers.insert(f.outliers.begin(), {3, 0.1, 2, 1});
        const std::vector<Row> rows = bulk_rows(f);
        REQUIRE(rows.size() == 4);
        CHECK(rows[1] == Row{3.0, 3.0, 0.02, 2.0, std::string("outlier"), 0.1});
        CHECK(rows[2] == Row{4.0, 8.0, 0.39, 39.0, std::string("bulk"), Cell()});
        CHECK(rows[3] == Row{20.0, 20.0, 0.11, 11.0, std::string("outlier"), 0.5});
        const DrawnSeries line = density_line(f, false), of_log = density_line(f, true);
        CHECK(line.style == DrawnSeries::Style::line);
        CHECK(integral(line) == nearly(0.4 + 0.39 + 0.02 + 0.11, 1e-3));  // within three deviations .9973
        CHECK(std::count_if(line.y.begin(), line.y.end(), [](double y) { return std::isinf(y); }) == 4);
        REQUIRE(of_log.x == line.x);
        for (std::size_t i = 0; i < line.x.size(); ++i) {
            if (std::isinf(line.y[i]))
                CHECK(std::isinf(of_log.y[i]));
            else
                CHECK(of_log.y[i] == nearly(line.y[i] * line.x[i], 1e-14));
        }
        const auto top = std::max_element(line.x.begin(), line.x.end());
        CHECK(*top == 21.5);
        f.outliers = {{0.1, 0.5, 2, 1}, {30, 0, 1, 1}};  // nothing below zero is drawn, nor what has no width
        for (const double x : density_line(f, false).x) CHECK(x > 0);
        for (const double x : density_line(f, false).x) CHECK(x < 8.001);

        const std::vector<DensityCell> cells{{1, 4, 0, 0.6, 0.03}, {5, 5, 0, 0.1, 0.01}};
        const DrawnSeries plain = density_points(cells, false), log = density_points(cells, true);
        CHECK(plain.style == DrawnSeries::Style::points);
        CHECK(plain.x == std::vector<double>{2.5});
        CHECK(plain.y[0] == nearly(0.2, 1e-15));
        CHECK(plain.error[0] == nearly(0.01, 1e-15));
        CHECK(log.x == std::vector<double>{2});
        CHECK(log.y[0] == nearly(0.6 / std::log(4.0), 1e-15));
        CHECK(log.error[0] == nearly(0.03 / std::log(4.0), 1e-15));
    }

    TEST_CASE("[identity] covariates by shares of a dimension: the bulks of many of them, no outliers") {
        Answers answers;
        for (const std::vector<std::pair<std::string, std::string>>& model :
             {std::vector<std::pair<std::string, std::string>>{{"covariance", "levels(4:0.25,1:0.75)"}},
              {{"covariance", "levels(20:0.02,1:0.98)"}},
              {{"layer", "tanh:psi1=3"}}}) {
            auto limit = model, counts = model;
            limit.emplace_back("psi2", "2");
            for (const auto& [name, value] : {std::pair{"dim", "5000"}, {"samples", "10000"}})
                counts.emplace_back(name, value);
            if (model.front().first == "layer") counts.front().second = "tanh:width=15000";
            const KnownDensity a = density_of(asked(limit), {}, answers), b = density_of(asked(counts), {}, answers);
            CHECK(a.outliers.empty());
            const double unit =
                model.front().first == "layer" ? 5000 : 1;  // per dimension the kernel is d times as large
            REQUIRE(a.bulks.bulks.size() == b.bulks.bulks.size());
            for (std::size_t k = 0; k < a.bulks.bulks.size(); ++k) {
                CHECK(a.bulks.bulks[k].left == nearly(unit * b.bulks.bulks[k].left, 1e-9));
                CHECK(a.bulks.bulks[k].right == nearly(unit * b.bulks.bulks[k].right, 1e-9));
            }
        }
        CHECK_THROWS_AS(static_cast<void>(density_of(
                            asked({{"model", "linear"}, {"psi2", "2"}, {"sample-weights", "bootstrap"}}), {}, answers)),
                        NotCovered);
    }

    TEST_CASE("[identity] K/n and S^T S/(n p) have the same eigenvalues but for zeros, their trace the kernel's") {
        Answers answers;
        for (const auto& [samples, width] : {std::pair{"60", "90"}, {"90", "60"}}) {
            auto fields = small;
            fields.push_back({"samples", samples}), fields.push_back({"width", width});
            const double n = std::stod(samples), p = std::stod(width);
            const Question q = asked(fields);
            const KnownDensity k = density_of(q, {.points = 3000}, answers),
                               f = density_of(q, {.of = "features", .points = 3000}, answers);
            CHECK(k.matrix == n);
            CHECK(f.matrix == p);
            CHECK(k.bulks.zero == nearly(std::max(0.0, n - p), 1e-6, 1e-9));
            CHECK(f.bulks.zero == nearly(std::max(0.0, p - n), 1e-6, 1e-9));
            CHECK(k.smallest == f.smallest);
            CHECK(k.largest.mean == f.largest.mean);
            for (const KnownDensity* one : {&k, &f}) {
                double trace = 0, mass = one->bulks.zero / one->matrix, inside = 0;
                for (std::size_t i = 0; i + 1 < one->points.size(); ++i) {
                    const DensityPoint &a = one->points[i], &b = one->points[i + 1];
                    const bool between = std::any_of(one->bulks.bulks.begin(), one->bulks.bulks.end(), [&](auto& bulk) {
                        return a.eigenvalue >= bulk.left && b.eigenvalue <= bulk.right;
                    });
                    if (!between) continue;
                    const double step = b.eigenvalue - a.eigenvalue;
                    inside += step * (a.density + b.density) / 2;
                    trace += step * (a.density * a.eigenvalue + b.density * b.eigenvalue) / 2;
                }
                for (const Bulk& b : one->bulks.bulks) mass += b.count / one->matrix;
                double share = 0;
                for (const Outlier& o : one->outliers) {
                    mass += o.count / one->matrix, share += o.count / one->matrix;
                    trace += o.count / one->matrix * o.place;
                }
                CHECK(mass == nearly(1, 1e-6));
                CHECK(inside + share + one->zero_mass() == nearly(1, 2e-3));
                CHECK(trace * one->matrix == nearly(0.5, 3e-3));  // E relu(g)^2 = 1/2 is the diagonal of K
            }
        }
        // a kernel has n eigenvalues, whatever the width
        const KnownDensity wide = density_of(asked({{"dim", "10"}, {"samples", "30"}, {"width", "inf"}}), {}, answers);
        CHECK(wide.matrix == 30);
        CHECK(wide.smallest <= wide.bulks.bulks.front().left);
    }

    TEST_CASE("[simulation] drawn matrices are those of the question, kept and recalled, and inside the bulks") {
        const TemporaryFolder folder;
        Answers answers;
        DensityOptions o;
        o.simulation.trials = 3, o.simulation.seed = 4, o.simulation.store = folder.file("a.sqlite"), o.threads = 1;
        const Question q = asked(small);
        const KnownDensity f = density_of(q, o, answers);
        REQUIRE(f.drawn.size() == 3);
        CHECK(f.trial == std::vector<std::uint64_t>{0, 1, 2});
        double trace = 0;
        for (const auto& one : f.drawn) {
            CHECK(one.size() == 60);
            CHECK(std::is_sorted(one.begin(), one.end()));
            for (const double s : one) trace += s / 3;
        }
        CHECK(trace == nearly(0.5, 0.05));
        CHECK(outside(f) < 0.1);
        const Store store(o.simulation.store);
        CHECK(store.count({}) == 3);
        CHECK(density_of(q, o, answers).drawn == f.drawn);
        CHECK(store.count({}) == 3);
        o.simulation.seed = 5;
        CHECK(density_of(q, o, answers).drawn != f.drawn);
    }

    TEST_CASE("[error] questions without a density") {
        Answers answers;
        const auto ask = [&](std::vector<std::pair<std::string, std::string>> more, const std::string& of = "kernel",
                             int trials = 0) {
            auto fields = small;
            fields.insert(fields.end(), more.begin(), more.end());
            DensityOptions o{.of = of};
            o.simulation.trials = trials;
            static_cast<void>(density_of(asked(fields), o, answers));
        };
        CHECK_THROWS_WITH_AS(ask({}, "kernels"), doctest::Contains("of = kernels: expected kernel (K/n) or features"),
                             DomainError);
        CHECK_THROWS_WITH_AS(ask({{"samples", "inf"}}), doctest::Contains("samples = inf"), DomainError);
        CHECK_THROWS_WITH_AS(ask({{"width", "inf"}}, "features"), doctest::Contains("infinitely many features"),
                             DomainError);
        CHECK_NOTHROW(ask({{"width", "inf"}}));
        CHECK_THROWS_WITH_AS(ask({{"model", "neural-tangent"}}), doctest::Contains("`width = inf` is"), NotCovered);
        CHECK_NOTHROW(ask({{"model", "neural-tangent"}, {"width", "inf"}}));
        CHECK_THROWS_WITH_AS(ask({{"activation", "0*x"}}), doctest::Contains("zero"), DomainError);
        CHECK_THROWS_WITH_AS(ask({{"dim", "inf"}, {"psi1", "2"}, {"psi2", "3"}}, "kernel", 2),
                             doctest::Contains("`dim` is missing"), DomainError);
    }

    TEST_CASE(
        "[identity] the density in JSON: facts, bulks, outliers, points, and a simulation only where there is one") {
        KnownDensity f = made();
        auto text = nlohmann::json::parse(density_json(f, "features"));
        CHECK(text["of"] == "features");
        CHECK(text["version"] == version);
        for (const auto& [name, value] : density_facts(f)) CHECK(text[name] == value);
        REQUIRE(text["bulks"].size() == 2);
        CHECK(text["bulks"][1] == nlohmann::json{{"left", 4}, {"right", 8}, {"mass", 0.39}, {"count", 39}});
        CHECK(text["outliers"] ==
              nlohmann::json::array({{{"eigenvalue", 20}, {"deviation", 0.5}, {"mass", 0.11}, {"count", 11}}}));
        CHECK(text["density"].size() == 8000);
        CHECK_FALSE(text["density"][0].contains("histogram"));
        for (const char* name : {"verdict", "largest", "outside"}) CHECK_FALSE(text.contains(name));
        // few points, so that cells between their middles can be counted by hand: [1, 1.5], [1.5, 2], [4, 8]
        f.points = {{1.25, 0.4}, {1.75, 0.4}, {6, 0.0975}};
        draw(f, {{1.1, 1.4, 1.6, 5, 6, 7, 20}, {1.2, 1.9, 3, 4.5, 20, 20, 20}});
        text = nlohmann::json::parse(density_json(f, "kernel"));
        REQUIRE(text["density"].size() == 3);
        CHECK(text["density"][0]["histogram"].get<double>() == nearly(3 / 0.5 / 100 / 2, 1e-14));
        CHECK(text["density"][1]["histogram"].get<double>() == nearly(2 / 0.5 / 100 / 2, 1e-14));
        CHECK(text["density"][2]["histogram"].get<double>() == nearly(4 / 4.0 / 100 / 2, 1e-14));
        CHECK(text["largest"]["theory"] == 20.5);
        CHECK(text["largest"]["simulation"] == 20);
        CHECK(text["largest"]["deviation"] == 0.25);
        CHECK(text["largest"]["standard_error"].get<double>() == nearly(0.25 / std::sqrt(2.0), 1e-14));
        CHECK(text["largest"]["z"].get<double>() == nearly(-0.5 / 0.25 * std::sqrt(2.0), 1e-12));
        CHECK(text["verdict"] == density_verdict(f));
        CHECK(lines_of(density_table(f, {Format::csv, {}, false}))[0] == "eigenvalue,density,histogram");
        CHECK(lines_of(density_table(made(), {Format::csv, {}, false})).size() == 8001);
        f.largest = {infinite<>, infinite<>, 0}, f.outliers[0].place = infinite<>;
        text = nlohmann::json::parse(density_json(f, "kernel"));
        CHECK(text["largest_eigenvalue"] == "inf");
        CHECK(text["outliers"][0]["eigenvalue"] == "inf");
        f.points[1].density = std::numeric_limits<double>::quiet_NaN();
        CHECK_THROWS_AS(density_json(f, "kernel"), NotConverged);
    }

    TEST_CASE("[identity] the density in words and pictures") {
        KnownDensity f = made();
        const Question q = asked(small);
        const TableStyle text{}, csv{Format::csv, {}, false}, markdown{Format::markdown, {}, false};
        CHECK(density_text(f, q, "kernel", {Format::json, {}, false}, true) == density_json(f, "kernel"));
        CHECK(density_text(f, q, "kernel", csv, true) == bulk_table(f, csv));
        CHECK(density_text(f, q, "kernel", csv, false) == density_table(f, csv));
        CHECK(lines_of(bulk_table(f, csv)).front() == "left,right,mass,count,kind,deviation");
        CHECK(density_text(f, q, "kernel", text, false) ==
              density_text(f, q, "kernel", text, true) + "\n" + density_table(f, text));
        CHECK(density_text(f, q, "kernel", text, true).find("\nbest_step             0.0952381\n") !=
              std::string::npos);
        CHECK(density_text(f, q, "kernel", text, true).find("theory and simulation") == std::string::npos);
        CHECK(density_text(f, q, "kernel", markdown, true).find(", best step 0.09524, ") != std::string::npos);
        CHECK(density_note(f, q, markdown).find("; lazyrisk") == std::string::npos);
        const std::string with_points = density_text(f, q, "kernel", markdown, false);
        CHECK(with_points.ends_with(density_table(f, markdown)));

        Figure figure = density_figure(f, "kernel", q);
        CHECK(figure.x.label == "eigenvalue of K/n");
        CHECK(density_figure(f, "features", q).x.label == "eigenvalue of the feature Gram matrix");
        CHECK_FALSE(figure.x.log);
        CHECK_FALSE(figure.y.log);
        REQUIRE(figure.series.size() == 1);
        CHECK(figure.series[0].label == "theory");
        KnownDensity flat = made();
        flat.outliers.clear();  // its Gaussian has heights of all sizes
        flat.smallest = 0.19;   // more than two decades from the largest
        CHECK(density_figure(flat, "kernel", q).x.log);
        CHECK_FALSE(density_figure(flat, "kernel", q).y.log);
        flat.points[0].density = 0.39e-2;  // of .4
        CHECK(density_figure(flat, "kernel", q).y.log);
        flat.smallest = 0.2;
        CHECK_FALSE(density_figure(flat, "kernel", q).x.log);
        CHECK_FALSE(density_figure(flat, "kernel", q).y.log);
        draw(f, {repeated({{1.1, 41}, {6, 39}, {20, 10}}), repeated({{1.1, 40}, {6, 40}, {20, 10}})});
        figure = density_figure(f, "kernel", q);
        REQUIRE(figure.series.size() == 2);
        CHECK(figure.series[1].label == "simulation");
        CHECK(figure.series[1].style == DrawnSeries::Style::points);
        const std::string said = density_text(f, q, "kernel", text, true);
        CHECK(said.find("\n" + density_verdict(f) + "\n" + sentence_of_largest(f, 0.03) + "\n") != std::string::npos);
        CHECK(density_note(f, q, text).ends_with(density_verdict(f) + "; " + sentence_of_largest(f, 0.03)));
        CHECK(density_verdict(f).find("3 %") != std::string::npos);
    }
}
