// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Deep kernels at finite dimension, end-points of any exponent and exact zeros included.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "../nearly.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/spectrum/zonal_function.hpp"
#include "lazyrisk/spectrum/zonal_spectrum.hpp"
#include "lazyrisk/words/error.hpp"
#include "reference.hpp"

using namespace lazyrisk;

namespace {

DeepKernel deep(const std::string& activation, int depth, const std::string& kind, double d) {
    DeepKernel k;
    k.activation = activation_named(activation);
    k.depth = depth;
    k.kind = kind == "nngp" ? DeepKind::nngp : DeepKind::ntk;
    k.layers = kind == "ntk-first" ? TrainedLayers::first : TrainedLayers::all;
    k.dimension = d;
    return k;
}

/// One kernel of the table.
using Key = std::tuple<std::string, std::string, std::string, std::string, std::string, std::string>;

DotProduct typed(const std::string& text, double d) { return {Expression::parse(text, "t", "kernel"), d}; }

}  // namespace

TEST_SUITE("spectrum/deep_kernel") {
    TEST_CASE(
        "[reference] 540 masses of deep kernels at d = 2 to 6, 60 digits: within the bound, the bound within 1e-12 of "
        "h(1)") {
        std::map<Key, std::vector<std::pair<std::size_t, std::string>>> kernels;
        for (const auto& row : reference::table("deep_kernels.csv"))
            kernels[{row.at("activation"), row.at("weight_variance"), row.at("bias_variance"), row.at("depth"),
                     row.at("kernel"), row.at("d")}]
                .emplace_back(std::stoul(row.at("k")), row.at("mass"));
        int compared = 0;
        double worst = 0;
        for (const auto& [key, masses] : kernels) {
            auto [activation, weight, bias, depth, kind, d] = key;
            std::replace(activation.begin(), activation.end(), ';', ',');
            DeepKernel model = deep(activation, std::stoi(depth), kind, std::stod(d));
            model.weight_variance = std::stod(weight);
            model.bias_variance = std::stod(bias);
            const Spectrum<> spectrum = diagonalize(model, 8);
            double trace = spectrum.tail;
            for (const auto& level : spectrum.levels) trace += level.mass;
            for (const auto& [k, text] : masses) {
                const auto& level = spectrum.levels[k];
                const double mass = std::stod(text), difference = std::abs(level.mass - mass);
                const std::string where =
                    activation + ", " + depth + " layers, " + kind + ", d = " + d + ", degree " + std::to_string(k);
                CAPTURE(where);
                ++compared;
                if (mass == 0) {
                    CHECK(level.mass == 0);
                    CHECK(level.mass_error == 0);
                    continue;
                }
                CHECK(difference <= level.mass_error);
                CHECK(level.mass_error <= 1e-12 * trace);
                worst = std::max(worst, difference / level.mass_error);
            }
        }
        CHECK(compared == 540);
        MESSAGE("largest share of a bound that was used: ", worst);
    }

    TEST_CASE("[reference] two layers of a jump at d = 2 and 3: amplitudes to 1e-15") {
        const auto amplitude = [](const char* activation, double d, std::size_t k) {
            DeepKernel model = deep(activation, 2, "nngp", d);
            model.weight_variance = 1;
            return std::sqrt(diagonalize(model, 6).levels[k].mass);
        };
        CHECK(amplitude("sign", 3, 1) == nearly(0.72236996529958913, 1e-15));
        CHECK(amplitude("sign", 2, 1) == nearly(0.77522294411297614, 1e-15));
        CHECK(amplitude("sign", 2, 3) == nearly(0.33590671517624225, 1e-15));
        CHECK(amplitude("step", 2, 6) == nearly(0.05075179298553282, 1e-15));
    }

    TEST_CASE(
        "[identity] a degree that the even or odd part of h cannot have is 0 with error 0, every other one is not") {
        const auto check = [](const auto& model, int last_even, int last_odd) {
            const Spectrum<> spectrum = diagonalize(model, 11);
            for (const auto& level : spectrum.levels) {
                const int k = level.mode.degree, last = k % 2 == 0 ? last_even : last_odd;
                CAPTURE(k);
                if (k > last) {
                    CHECK(level.eigenvalue == 0);
                    CHECK(level.mass_error == 0);
                } else {
                    CHECK(level.mass > level.mass_error);
                }
            }
        };
        constexpr int any = 1000;
        for (const double d : {2.0, 3.0, 7.0}) {
            CAPTURE(d);
            // sqrt(1-t^2) + t asin(t) is even, pi - acos(t) has the odd part asin(t)
            check(typed("(sqrt(1-t^2)+(pi-acos(t))*t)/pi", d), any, 1);
            check(typed("1-acos(t)/pi", d), 0, any);
            check(typed("t*(1-acos(t)/pi)+(sqrt(1-t^2)+(pi-acos(t))*t)/pi", d), any, 1);
            check(typed("asin(t)^2+exp(t)-exp(-t)+t^3", d), any, any);
            check(typed("cosh(t)+0.5*t", d), any, 1);
            check(deep("sign", 2, "nngp", d), -1, any);
            check(deep("sign", 4, "nngp", d), -1, any);
            check(deep("step", 1, "nngp", d), 0, any);
            check(deep("max(x,0)", 1, "nngp", d), any, 1);
            check(deep("max(x,0)", 1, "ntk-all", d), any, 1);
            check(deep("max(x,0)", 2, "nngp", d), any, any);
            check(deep("softplus", 1, "nngp", d), any, 1);
            check(deep("erf", 3, "ntk-all", d), -1, any);
            check(deep("abs(x)-x^2", 2, "ntk-all", d), any, -1);
            check(deep("square", 2, "nngp", d), 4, -1);
            check(deep("square", 3, "nngp", d), 8, -1);  // degrees multiply from layer to layer
            check(deep("he3", 1, "ntk-all", d), -1, 3);
            check(deep("polynomial(0,1,1)", 2, "nngp", d), 4, 3);
            DeepKernel biased = deep("sign", 2, "nngp", d);
            biased.bias_variance = 0.1;
            check(biased, any, any);
        }
    }

    TEST_CASE("[refusal] the tangent kernel of an activation that jumps has no value at t = 1") {
        for (const char* activation : {"step", "sign", "max(x,0)+step(x)"})
            CHECK_THROWS_AS(diagonalize(deep(activation, 2, "ntk-all", 3), 4), NotCovered);
    }
}
