// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Fits of another program to drawn data, and what another program's theory says of them.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <numbers>
#include <string>

#include "../nearly.hpp"
#include "convex_cases.hpp"
#include "lazyrisk/saddle/normal.hpp"

using namespace lazyrisk;

namespace {

/// A level and a tail: the first Hermite coefficient of an activation, and the rest without the constant.
void add_activation(convex_cases::Case& c, const std::string& name) {
    double mean = 0, first = 0, square = 0;
    constexpr double step = 0.0015;
    for (int i = -8000; i <= 8000; ++i) {
        const double z = step * i, weight = step * normal_density(z);
        const double value = name == "tanh" ? std::tanh(z) : name == "erf" ? std::erf(z) : std::max(z, 0.0);
        mean += weight * value;
        first += weight * z * value;
        square += weight * value * value;
    }
    convex_cases::add_level(c, first * first, first * first, 1);
    c.spectrum.tail = square - first * first - mean * mean;
}

convex_cases::Case setting(const reference::Row& row) {
    const auto number = [&](const char* column) { return convex_cases::number(convex_cases::cell(row, column)); };
    convex_cases::Case c;
    const std::string model = convex_cases::cell(row, "model"), loss = convex_cases::cell(row, "loss");
    const std::string more = convex_cases::cell(row, "spectrum_or_noise");
    const double d = number("d");
    double a[6] = {};
    c.problem.samples = number("n") / d;
    c.problem.width = infinite<>;
    if (model == "rf") {
        add_activation(c, convex_cases::cell(row, "activation"));
        c.problem.width = number("p") / d;
    } else if (model == "linear") {
        convex_cases::add_level(c, 1, 1, 1);
    } else {  // multiplicities, eigenvalues, energies
        if (std::sscanf(more.c_str(), "((%lf; %lf); (%lf; %lf); (%lf; %lf))", a, a + 1, a + 2, a + 3, a + 4, a + 5) !=
            6)
            throw std::runtime_error(more);
        for (int i = 0; i < 2; ++i) convex_cases::add_level(c, a[i] / d * a[2 + i], a[2 + i], a[4 + i]);
    }
    c.problem.loss = read_loss("loss", loss == "hard-margin" ? "margin"
                                       : loss == "huber"     ? "huber(" + convex_cases::cell(row, "delta") + ")"
                                                             : loss);
    c.problem.ridge = number("lam_total");
    if (is_residual(c.problem.loss)) {
        if (std::sscanf(more.c_str(), "((%lf; %lf); (%lf; %lf))", a, a + 1, a + 2, a + 3) == 4)
            c.problem.noise.parts = {{a[0], a[1]}, {a[2], a[3]}};
        else if (std::sscanf(more.c_str(), "((%lf; %lf);)", a, a + 1) == 2)
            c.problem.noise.parts = {{a[0], a[1]}};
        return c;
    }
    const double slope = number("gamma"), noise = number("Delta");
    c.problem.labels = {slope > 0   ? LabelKind::logistic
                        : noise > 0 ? LabelKind::probit
                                    : LabelKind::sign,
                        slope > 0 ? slope : noise, number("flip")};
    return c;
}

/// The number of this name; t is the overlap.
double quantity(const convex_cases::Case& c, const std::string& name) {
    if (is_residual(c.problem.loss)) {
        const RobustRisk<> r = robust_risk(c.problem, c.spectrum, c.target);
        return name == "norm2"        ? r.weight_norm
               : name == "train_loss" ? r.train_loss
               : name == "test_loss"  ? r.test_loss
               : name == "test_error" ? r.test_error
               : name == "q"          ? r.prediction_variance
                                      : r.excess_risk;
    }
    const ConvexRisk<> r = convex_risk(c.problem, c.spectrum, c.target);
    return name == "norm2"         ? r.weight_norm
           : name == "train_loss"  ? r.train_loss
           : name == "train_error" ? r.train_error_rate
           : name == "test_loss"   ? r.test_loss
           : name == "test_error"  ? r.error_rate
           : name == "clean_error" ? r.clean_error_rate
           : name == "q"           ? r.prediction_variance
                                   : r.overlap;
}

}  // namespace

TEST_SUITE("saddle/simulated") {
    TEST_CASE("[simulation] sixteen settings at d = 200 to 400: within standard errors, as often as it should be") {
        int seen = 0, far = 0;
        double squares = 0;
        for (const reference::Row& row : reference::table("classification_simulated.csv")) {
            const auto number = [&](const char* column) {
                return convex_cases::number(convex_cases::cell(row, column));
            };
            const std::string name = convex_cases::cell(row, "quantity");
            CAPTURE(convex_cases::cell(row, "setting"));
            CAPTURE(name);
            const double own = quantity(setting(row), name), z = (number("mean") - own) / number("se");
            CHECK(own == nearly(number("theory"), 1e-5));
            CHECK(std::abs(z) < 4);
            ++seen;
            far += std::abs(z) > 2;
            squares += z * z;
        }
        CHECK(seen > 80);
        // rows of a setting share their draws
        CHECK(far < seen / 6);
        CHECK(std::sqrt(squares / seen) < 1.4);
    }
}
