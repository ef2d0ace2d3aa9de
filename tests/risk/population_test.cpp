// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Random features with unlimited samples against a table of other people's making.
#include <doctest/doctest.h>

#include <cmath>

#include "../nearly.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "reference.hpp"

using namespace lazyrisk;

namespace {

double number(const std::string& text) { return std::stod(text); }

Target<> target_named(const std::string& name, double d) {
    if (name == "degree1") return {.energy = {{1, 1.0}}};
    if (name == "degree2") return {.energy = {{2, 1.0}}};
    if (name == "degree3") return {.energy = {{3, 1.0}}};
    Target<> neuron = energies_of_neuron(activation_named(name.substr(name.rfind('_') + 1)), d);
    double norm = neuron.rest;
    for (const auto& [mode, energy] : neuron.energy) norm += energy;
    for (auto& [mode, energy] : neuron.energy) energy /= norm;
    neuron.rest /= norm;
    return neuron;
}

}  // namespace

TEST_SUITE("risk/population") {
    TEST_CASE(
        "[reference] random features at n = infinity: the table's truncated spectrum, and what its tail changes") {
        int rows = 0;
        for (const auto& row : reference::table("dynamics_nn_vs_nt.csv")) {
            if (row.at("part") != "B" || !row.at("model").starts_with("RF_")) continue;
            const double d = number(row.at("d")), width = number(row.at("N")), theory = number(row.at("risk_theory"));
            const RandomFeatures model{activation_named(row.at("model").substr(3)), d};
            const Target<> target = target_named(row.at("target"), d);
            CAPTURE(row.at("target"));
            CAPTURE(width);

            // the table keeps degrees 0 .. 40 and drops what is beyond, in the kernel and in the target
            Spectrum<> cut = diagonalize(model, 40);
            cut.tail = cut.tail_largest = 0;
            Target<> learnable{.energy = {}};
            double kept = 0;
            for (const auto& [mode, energy] : target.energy)
                if (mode.degree <= 40) learnable.energy.emplace_back(mode, energy), kept += energy;
            for (auto& [mode, energy] : learnable.energy) energy /= kept;
            const Operation<> op{{infinite<>, width}, 0, 0, 1};
            const double truncated = risk(Degrees<>(cut), AlignedTarget<>(learnable, cut), op).test_error;
            CHECK(truncated == nearly(theory, 1e-9));

            const double exact = Resolved(model, target.highest_degree()).at(target, op).test_error;
            CHECK(exact >= truncated * (1 - 1e-12));  // a tail is more ridge
            CHECK(exact == nearly(theory, 6e-3));     // which matters at the largest width
            const double z = (number(row.at("risk_sim")) - exact) / number(row.at("risk_se"));
            CHECK(std::abs(z) < 3);
            ++rows;
        }
        CHECK(rows > 15);
    }
}
