// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Networks of tests/reference/covariates_golden.csv by the constants of their layers, and networks at random.
#pragma once

#include <cmath>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "covariate_rows.hpp"
#include "digits50.hpp"
#include "lazyrisk/equations/layers.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"

namespace layer_rows {

using namespace lazyrisk;

inline std::vector<std::string> pieces(const std::string& text, char between) {
    std::vector<std::string> all;
    std::stringstream list(text);
    for (std::string one; std::getline(list, one, between);) all.push_back(one);
    return all;
}

inline std::string text_in(const std::string& text, const std::string& name) {
    for (const std::string& one : pieces(text, ';'))
        if (one.starts_with(name + "=")) return one.substr(name.size() + 1);
    return "";
}

/// A row of the families deep, blocks and network: omega, a, c and width of every block, as the table has them.
inline FeatureLayers<> layers_of(const std::vector<std::string>& row) {
    const std::string &family = row[0], &setting = row[1], &width = row[4], &extra = row[15];
    FeatureLayers<> layers;
    if (family == "network") {
        const std::vector<std::string> one = pieces(text_in(setting, "layer1"), '|');
        layers.push_back({{1, std::stod(one[0]), std::stod(one[1]), std::stod(one[2])}});
        layers.emplace_back();
        std::string two = text_in(setting, "layer2");
        two = two.substr(0, two.find(' '));
        for (const std::string& block : pieces(two, ',')) {
            const std::vector<std::string> part = pieces(block, '|');
            const double share = std::stod(part[0]);
            layers.back().push_back({share, std::stod(part[1]), std::stod(part[2]),
                                     part[3] == "1" ? infinite<> : share * std::stod(width)});
        }
        return layers;
    }
    const std::vector<std::string> constants = pieces(text_in(extra, "constants"), '|'), widths = pieces(width, '|');
    const bool tangent = setting.starts_with("ntk");
    double whole = 0;
    for (const std::string& one : widths) whole += std::stod(one);
    for (std::size_t i = 0; i < constants.size(); ++i) {
        const std::vector<std::string> pair = pieces(constants[i], ':');
        FeatureBlock<> block{1, std::stod(pair[0]), std::stod(pair[1]), infinite<>};
        if (tangent) {
            if (i == 0)
                block.width = whole;
            else
                block.share = std::stod(text_in(setting, "weight_of_first_layer"));
        } else {
            block.width = std::stod(widths[i]);
            if (family == "blocks") block.share = block.width / whole;
        }
        if (layers.empty() || family == "deep") layers.emplace_back();
        layers.back().push_back(block);
    }
    return layers;
}

/// By 50 digits, from the same doubles.
inline LayerEquations<Digits50> exact_equations(const Spectrum<>& s, double samples) {
    FeatureLayers<Digits50> layers;
    for (const auto& layer : *s.layers) {
        layers.emplace_back();
        for (const FeatureBlock<>& b : layer)
            layers.back().push_back({Digits50(b.share), Digits50(b.slope), Digits50(b.rest), Digits50(b.width)});
    }
    Spectrum<> levels = s;
    levels.tail = 0;
    return {Degrees<Digits50>(exactly(levels)), layers, Digits50(samples)};
}

/// One of up to four layers of up to three kinds, with sizes that are often equal or nearly so.
struct RandomNetwork {
    Spectrum<> spectrum;
    Target<> target;
    double samples = 1, ridge_over_samples = 0, noise = 0;

    explicit RandomNetwork(std::mt19937_64& random) {
        const auto uniform = [&](double a, double b) { return std::uniform_real_distribution<>(a, b)(random); };
        const auto whole = [&](int a, int b) { return std::uniform_int_distribution<>(a, b)(random); };
        const int levels = whole(1, 4);
        Spectrum<> inputs;
        for (int k = 0; k < levels; ++k) {
            const double eigenvalue = std::exp(uniform(-8, 3)), multiplicity = uniform(0.05, 1);
            inputs.levels.push_back({Mode(k), eigenvalue, multiplicity, eigenvalue * multiplicity, 0, 0});
            target.energy.emplace_back(Mode(k), whole(0, 3) ? uniform(0, 1) : 0);
        }
        target.rest = whole(0, 1) ? 0 : uniform(0, 1);
        noise = whole(0, 3) ? uniform(0, 0.5) : 0;
        const double base = uniform(0.2, 3);
        const auto size = [&] {
            const int how = whole(0, 5);
            const double near = std::pow(10, uniform(-12, -1));
            return how == 0   ? base
                   : how == 1 ? base * (1 + near)
                   : how == 2 ? base * (1 - near)
                              : std::exp(uniform(-2, 3));
        };
        FeatureLayers<> layers;
        for (int l = whole(1, 4); l > 0; --l) {
            layers.emplace_back();
            const int kinds = whole(0, 2) ? 1 : whole(2, 3);
            for (int b = 0; b < kinds; ++b)
                layers.back().push_back({kinds == 1 ? 1 : uniform(0.1, 1), b == 0 || whole(0, 6) ? uniform(0.01, 2) : 0,
                                         whole(0, 2) ? std::exp(uniform(-8, 0)) : 0,
                                         whole(0, 6) == 0 && b + l > 1 ? infinite<> : size()});
        }
        samples = size();
        ridge_over_samples = whole(0, 4) == 0 ? 0 : std::pow(10, uniform(-14, 2));
        spectrum = in_layers(std::move(inputs), std::move(layers));
    }
};

}  // namespace layer_rows
