// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Questions of fits with convex losses: rows of the reference tables, and random ones.
#pragma once

#include <cmath>
#include <cstdio>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "../reference.hpp"
#include "lazyrisk/saddle/convex_risk.hpp"

namespace convex_cases {

/// A spectrum, a target, and what is asked of them.
struct Case {
    lazyrisk::Spectrum<> spectrum;
    lazyrisk::Target<> target;
    lazyrisk::ConvexProblem problem;
};

inline double number(const std::string& text) { return text == "inf" ? lazyrisk::infinite<> : std::stod(text); }

/// What stands in a cell; "" of one that the row has not.
inline std::string cell(const reference::Row& row, const std::string& column) {
    const auto at = row.find(column);
    return at == row.end() ? "" : at->second;
}

/// A level beside those that are there, of this mass and eigenvalue, and its energy.
inline void add_level(Case& c, double mass, double eigenvalue, double energy) {
    if (c.spectrum.levels.empty()) c.spectrum.levels.push_back({lazyrisk::Mode(0)});
    const int degree = int(c.spectrum.levels.size());
    c.spectrum.levels.push_back({lazyrisk::Mode(degree), eigenvalue, mass / eigenvalue, mass});
    c.target.energy.emplace_back(lazyrisk::Mode(degree), energy);
}

/// Of classification_golden.csv.
inline Case golden(const reference::Row& row) {
    Case c;
    std::stringstream levels(cell(row, "levels(mass:eigenvalue:energy)")), noise(cell(row, "noise(weight:variance)"));
    for (std::string level; std::getline(levels, level, ';');) {
        double mass = 0, eigenvalue = 0, energy = 0;
        if (std::sscanf(level.c_str(), "%lf:%lf:%lf", &mass, &eigenvalue, &energy) != 3)
            throw std::runtime_error(level);
        add_level(c, mass, eigenvalue, energy);
    }
    c.spectrum.tail = number(cell(row, "tail"));
    c.target.rest = number(cell(row, "E_un"));
    lazyrisk::ConvexProblem& p = c.problem;
    const std::string loss = cell(row, "loss");
    p.loss = lazyrisk::read_loss("loss", loss == "hard-margin" ? "margin"
                                         : loss == "huber"     ? "huber(" + cell(row, "delta") + ")"
                                                               : loss);
    for (std::string part; std::getline(noise, part, ';');) {
        double weight = 0, variance = 0;
        if (std::sscanf(part.c_str(), "%lf:%lf", &weight, &variance) != 2) throw std::runtime_error(part);
        p.noise.parts.push_back({weight, variance});
    }
    p.samples = number(cell(row, "n"));
    p.width = number(cell(row, "p"));
    p.ridge = loss == "hard-margin" ? 0 : number(cell(row, "lam_total"));
    if (cell(row, "family") == "regression") return c;
    p.labels.flip = number(cell(row, "flip"));
    const bool logistic = !cell(row, "gamma").empty();
    p.labels.slope = number(logistic ? cell(row, "gamma") : cell(row, "Delta"));
    p.labels.kind = logistic             ? lazyrisk::LabelKind::logistic
                    : p.labels.slope > 0 ? lazyrisk::LabelKind::probit
                                         : lazyrisk::LabelKind::sign;
    return c;
}

/// A random question; `wide`: over everything that a number can be, else where fifteen digits can be had.
inline Case random_case(std::mt19937_64& random, bool wide) {
    const auto uniform = [&](double a, double b) { return std::uniform_real_distribution<>(a, b)(random); };
    const auto decades = [&](double a, double b) { return std::pow(10, uniform(a, b)); };
    const auto chance = [&](double p) { return uniform(0, 1) < p; };
    Case c;
    // isotropic inputs; random features in the limit; several levels
    const int kind = std::uniform_int_distribution<>(0, 3)(random), levels = kind < 2 ? 1 : 2 + kind;
    double energy = 0;
    for (int i = 0; i < levels; ++i) {
        const double mass = kind == 0 ? 1 : wide ? decades(-2, 0.5) : decades(-1, 0);
        const double eigenvalue = kind == 0 ? 1 : kind == 1 ? mass : wide ? decades(-3, 1) : decades(-1.5, 0.7);
        const double of_level = chance(0.8) ? uniform(0.05, 1) : 0;
        energy += of_level;
        add_level(c, mass, eigenvalue, of_level);
    }
    if (energy == 0) c.target.energy[0].second = 1;
    if (kind != 0) c.spectrum.tail = wide ? decades(-3, 0) : decades(-2, 0);
    c.target.rest = chance(0.3) ? uniform(0, 1) : 0;
    lazyrisk::ConvexProblem& p = c.problem;
    const char* losses[] = {"square", "logistic", "hinge", "squared-hinge", "exponential", "margin"};
    p.loss = lazyrisk::read_loss("loss", losses[std::uniform_int_distribution<>(0, wide ? 5 : 4)(random)]);
    const double labels = uniform(0, 1);
    p.labels.kind = labels < 0.4   ? lazyrisk::LabelKind::sign
                    : labels < 0.8 ? lazyrisk::LabelKind::probit
                                   : lazyrisk::LabelKind::logistic;
    if (p.labels.kind != lazyrisk::LabelKind::sign) p.labels.slope = decades(-1, 1);
    p.labels.flip = chance(0.5) ? 0 : uniform(0, 0.45);
    p.samples = wide ? decades(-3, 6) : decades(-0.5, 1);
    p.width = chance(0.3) ? lazyrisk::infinite<> : wide ? decades(-3, 6) : decades(-0.5, 1);
    p.ridge = !wide ? decades(-3, 1) : chance(0.15) ? 0 : chance(0.05) ? lazyrisk::infinite<> : decades(-12, 12);
    return c;
}

/// The same with its loss: f(loss, channel, field) of a loss of the margin.
template <lazyrisk::Scalar R, class F>
void with_margin_loss(const Case& c, const lazyrisk::LabelChannel<R>& channel, const lazyrisk::LearnedField<R>& field,
                      const F& f) {
    std::visit(
        [&]<class L>(const L& loss) {
            if constexpr (!L::residual) f(loss, channel, field);
        },
        c.problem.loss);
}

}  // namespace convex_cases
