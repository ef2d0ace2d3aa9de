// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/numerics/gauss_panels.hpp"

#include <doctest/doctest.h>

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <limits>

#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

using Real = long double;
using Function = std::function<Real(Real)>;

std::vector<ResolvedPanel> panels_of(const std::vector<Real>& breaks, Real widest, const Function& f) {
    const BlockFunction block = [&](std::span<Real> x) {
        for (Real& one : x) one = f(one);
    };
    return resolved_panels(breaks, widest, block, [](Real, Real) { return Real(1e-17L); });
}

/// Of f over exp(-x^2/2), by the panels.
Real integral(const std::vector<ResolvedPanel>& panels, const Function& f, double refinement = 1) {
    const GaussPanels rules(refinement);
    std::vector<Real> x, weight;
    for (const ResolvedPanel& p : panels) rules.append(p.left, p.right, (p.right - p.left) / p.resolution, x, weight);
    Real sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += weight[i] * std::exp(-x[i] * x[i] / 2) * f(x[i]);
    return sum;
}

Real by_kronrod(Real left, Real right, const Function& f) {
    return boost::math::quadrature::gauss_kronrod<Real, 31>::integrate(
        [&](Real x) { return std::exp(-x * x / 2) * f(x); }, left, right, 12, 1e-17L);
}

}  // namespace

TEST_SUITE("numerics/gauss_panels") {
    TEST_CASE("[identity] panels cover what lies between the breaks once, and never reach across one") {
        const auto hat = [](Real x) { return std::min(std::max(x, Real(-1)), Real(1)); };
        const Function bent = [](Real x) { return std::exp(std::sin(3 * x)); };
        for (const auto& [breaks, f] :
             {std::pair<std::vector<Real>, Function>{{-4, -1, 1, 4}, hat}, {{-5, 0.25L, 5}, bent}, {{-3, 3}, bent}}) {
            const std::vector<ResolvedPanel> panels = panels_of(breaks, 2, f);
            REQUIRE(!panels.empty());
            CHECK(panels.front().left == breaks.front());
            CHECK(panels.back().right == breaks.back());
            for (std::size_t i = 0; i < panels.size(); ++i) {
                if (i > 0) CHECK(panels[i].left == panels[i - 1].right);
                CHECK(panels[i].left < panels[i].right);
                CHECK(panels[i].resolution > 0);
                for (const Real at : breaks) CHECK_FALSE((panels[i].left < at && at < panels[i].right));
            }
        }
        // lines on both sides of a kink are polynomials both, and stay apart
        const std::vector<ResolvedPanel> three = panels_of({-4, -1, 1, 4}, 10, hat);
        CHECK(three.size() == 3);
        for (const ResolvedPanel& p : three) CHECK(std::isinf(p.resolution));
    }

    TEST_CASE(
        "[agreement] integrals over the panels have the digits of adaptive quadrature: kinks, waves, steep places") {
        const Function hat = [](Real x) { return std::min(std::max(x, Real(-1)), Real(1)); };
        const Function square = [&](Real x) { return hat(x) * hat(x); };
        CHECK(double(integral(panels_of({-6, -1, 1, 6}, 2, hat), square)) ==
              nearly(double(by_kronrod(-6, -1, square) + by_kronrod(-1, 1, square) + by_kronrod(1, 6, square)), 1e-15));
        for (const Real rate : {0.5L, 3.0L, 8.0L}) {
            const Function f = [rate](Real x) { return std::tanh(rate * x) + std::cos(rate * x); };
            const Function product = [&](Real x) { return f(x) * f(x); };
            for (const double refinement : {1.0, 2.0})
                CHECK(double(integral(panels_of({-6, 6}, 2, f), product, refinement)) ==
                      nearly(double(by_kronrod(-6, 6, product)), 1e-15));
        }
    }

    TEST_CASE("[error] what no panel resolves is refused") {
        const Function jump = [](Real x) { return x < 0.1L ? Real(0) : Real(1); };
        CHECK_THROWS_AS(static_cast<void>(panels_of({-1, 1}, 1, jump)), NotConverged);
    }
}
