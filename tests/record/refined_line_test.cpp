// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/record/refined_line.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "lazyrisk/numerics/scalar.hpp"

using namespace lazyrisk;

namespace {

/// Largest distance of f from the line, over many places, where both are below `top`.
double distance(const std::vector<LinePoint>& line, const std::function<double(double)>& f, double top) {
    double most = 0;
    for (std::size_t i = 0; i + 1 < line.size(); ++i)
        for (const double share : {0.25, 0.5, 0.75}) {
            const LinePoint &a = line[i], &b = line[i + 1];
            if (!(std::max(a.y, b.y) < top)) continue;
            const double x = a.x + share * (b.x - a.x);
            most = std::max(most, std::abs(f(x) - (a.y + share * (b.y - a.y))));
        }
    return most;
}

}  // namespace

TEST_SUITE("record/refined_line") {
    TEST_CASE("[identity] a line as good as the curve, by points where it bends") {
        const auto peak = [](double x) { return 1 / (1 + 1e4 * (x - 0.4) * (x - 0.4)); };
        const Sweep sweep{"psi1", {0.1, 0.35, 1}, false};
        const auto line = refined_line(sweep, {}, [&](double x) { return LinePoint{x, peak(x)}; });
        CHECK(line.front().x == 0.1);
        CHECK(line.back().x == 1);
        CHECK(std::any_of(line.begin(), line.end(), [](const LinePoint& p) { return p.x == 0.35; }));
        CHECK(
            std::is_sorted(line.begin(), line.end(), [](const LinePoint& a, const LinePoint& b) { return a.x < b.x; }));
        double highest = 0;
        for (const LinePoint& p : line) highest = std::max(highest, p.y);
        CHECK(highest > 0.9);
        CHECK(line.size() < 3100);
        const auto straight = refined_line({"psi1", {0, 1}, false}, {}, [](double x) { return LinePoint{x, 2 * x}; });
        CHECK(straight.size() < 260);
    }

    TEST_CASE("[identity] a pole is met where it is said to be, both arms beyond any picture") {
        const auto pole = [](double x) { return x == 3 ? infinite<> : 1 / std::abs(x - 3); };
        for (const bool logarithmic : {false, true}) {
            const auto line = refined_line({"psi1", {0.1, 9}, logarithmic}, {3, 50}, [&](double x) {
                return LinePoint{x, pole(x)};
            });
            const auto at = std::find_if(line.begin(), line.end(), [](const LinePoint& p) { return std::isinf(p.y); });
            REQUIRE(at != line.end());
            CHECK(at->x == 3);
            CHECK((at - 1)->y > 3000);
            CHECK((at + 1)->y > 3000);
            CHECK(distance(line, pole, 2) < 0.02);
        }
    }

    TEST_CASE("[identity] counts are whole and each there once") {
        std::vector<double> asked;
        const auto line = refined_line({"width", {10, 40}, true}, {17.2}, [&](double x) {
            asked.push_back(x);
            return LinePoint{x, 1 / std::abs(x - 20.5)};
        });
        for (const double x : asked) CHECK(x == std::round(x));
        CHECK(line.size() == 31);
        // ratios that are rounded to counts elsewhere: one point a place
        const auto ratios = refined_line({"psi1", {1, 2}, false}, {}, [](double x) {
            return LinePoint{std::round(10 * x) / 10, std::round(10 * x)};
        });
        CHECK(ratios.size() == 11);
    }

    TEST_CASE("[identity] one value, an infinite end, nothing finite: the sweep's own points") {
        const auto one = [](double x) { return LinePoint{x, 1}; };
        CHECK(refined_line({"psi1", {2}, false}, {}, one).size() == 1);
        CHECK(refined_line({"psi1", {2, infinite<>}, false}, {}, one).size() == 1);
        const auto nothing = refined_line({"psi1", {1, 2}, false}, {}, [](double x) {
            return LinePoint{x, infinite<>};
        });
        CHECK(std::isinf(nothing.front().y));
    }
}
