// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The series on a plateau against the risk of the kernel in dimensions from 10^4 on.
#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "lazyrisk/expand/plateau/plateau.hpp"
#include "lazyrisk/risk/resolved.hpp"

using namespace lazyrisk;

TEST_SUITE("expand/plateau/plateau_terms") {
    TEST_CASE("[agreement] energy in every degree, dead ones at, below and above l and the rest among them") {
        // relu lives in degrees 0, 1, 2, 4, 6, ...
        const std::map<int, GiNaC::numeric> energy{{1, {3, 10}}, {2, {1, 5}},  {3, {1, 2}},
                                                   {4, {1, 8}},  {5, {1, 16}}, {-1, {1, 32}}};
        Target<> target{{}, 1.0 / 32};
        for (const auto& [k, e] : energy)
            if (k >= 0) target.energy.emplace_back(k, e.to_double());
        for (const int l : {1, 2, 3, 4}) {
            Plateau p;
            p.kind = PlateauKind::kernel;
            p.l = l;
            p.delta = GiNaC::numeric(1, 2);
            p.ridge = GiNaC::numeric(1, 5);
            p.noise = GiNaC::numeric(1, 10);
            p.activation = std::make_shared<const HermiteForm>("relu");
            p.energy.emplace();
            for (const auto& [k, e] : energy) (*p.energy)[k] = e;
            for (const std::string quantity : {"bias", "risk"}) {
                const Expansion e = expand_plateau(p, quantity, 2);
                const double order = GiNaC::ex_to<GiNaC::numeric>(*e.remainder).to_double();
                for (const double d : {1e4, 1e6}) {
                    CAPTURE(l);
                    CAPTURE(quantity);
                    CAPTURE(d);
                    const double n = std::pow(d, l + 0.5);
                    const Problem<RandomFeatures> problem{.model = {relu(), d},
                                                          .target = target,
                                                          .samples = n,
                                                          .ridge = {0.2, RidgeConvention::total},
                                                          .noise_variance = 0.1};
                    const Risk<> r = risk(problem);
                    const double series = static_cast<double>(sum(e, {}, Digits(d)));
                    CHECK(std::abs(series - (quantity == "bias" ? r.bias : r.excess_risk)) < 30 * std::pow(d, order));
                    CHECK(30 * std::pow(d, order) < 1e-3);
                }
            }
        }
    }
}
