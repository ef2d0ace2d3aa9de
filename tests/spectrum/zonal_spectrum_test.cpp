// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/spectrum/zonal_spectrum.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "../nearly.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/simulate/simulate.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/spectrum/zonal_function.hpp"
#include "lazyrisk/words/error.hpp"
#include "reference.hpp"

using namespace lazyrisk;

namespace {

DeepKernel deep(const std::string& kind, int depth, double d, const Activation& s = relu()) {
    DeepKernel k;
    k.activation = s;
    k.depth = depth;
    k.kind = kind == "nngp" ? DeepKind::nngp : DeepKind::ntk;
    k.layers = TrainedLayers::all;
    k.dimension = d;
    return k;
}

const Spectrum<>& spectrum_of(const std::string& kind, int depth, double d) {
    static std::map<std::tuple<std::string, int, double>, Spectrum<>> known;
    const auto key = std::tuple(kind, depth, d);
    if (known.count(key) == 0) known[key] = diagonalize(deep(kind, depth, d), 10);
    return known[key];
}

DotProduct expression(const char* text, const Dimension& d) { return {Expression::parse(text, "t", "kernel"), d}; }

}  // namespace

TEST_SUITE("spectrum/zonal_spectrum") {
    TEST_CASE("[reference] eigenvalues of deep relu kernels, 28 digits: within 1e-12 above 1e-14, the bound holds") {
        double worst = 0;
        for (const auto& row : reference::table("staircase_kernel_eigen.csv")) {
            const Spectrum<>& s =
                spectrum_of(row.at("kernel").substr(5), std::stoi(row.at("L")), std::stod(row.at("d")));
            const auto& level = s.levels[std::stoul(row.at("k"))];
            const double xi = std::stod(row.at("xi")), mass = std::stod(row.at("B_xi"));
            CAPTURE(row.at("kernel"));
            CAPTURE(row.at("L"));
            CAPTURE(row.at("d"));
            CAPTURE(row.at("k"));
            if (xi == 0) {
                CHECK(level.eigenvalue == 0);
                continue;
            }
            CHECK(std::abs(level.mass - mass) <= level.mass_error + 1e-16 * mass);
            if (xi > 1e-14) {
                CHECK(std::abs(level.eigenvalue / xi - 1) <= 1e-12);
                worst = std::max(worst, std::abs(level.eigenvalue / xi - 1));
            }
        }
        MESSAGE("largest relative difference: ", worst);
    }

    TEST_CASE(
        "[reference] eigenvalues of deep relu kernels, depth 1 to 10: within the 2e-15 h(1) of the table's own "
        "quadrature") {
        for (const auto& row : reference::table("dynamics_deep_eigs.csv"))
            for (const std::string kind : {"nngp", "ntk"}) {
                const std::string& text = row.at("eig_" + kind);
                if (text.empty()) continue;
                const int depth = std::stoi(row.at("hidden_layers"));
                const double found =
                    spectrum_of(kind, depth, std::stod(row.at("d"))).levels[std::stoul(row.at("k"))].eigenvalue;
                CAPTURE(kind);
                CAPTURE(depth);
                CAPTURE(row.at("d"));
                CAPTURE(row.at("k"));
                CHECK(std::abs(found - std::stod(text)) <=
                      (row.at("method") == "mpmath40" ? 1e-15 * found : 2e-15 * (kind == "ntk" ? depth + 1 : 1)));
            }
    }

    TEST_CASE("[identity] masses and tail add up to h(1), no eigenvalue beyond the levels exceeds tail_largest") {
        for (const double d : {2.0, 3.0, 12.0, 300.0, 1e8})
            for (const int depth : {1, 5, 100}) {
                const DeepKernel model = deep("ntk", depth, d);
                const Spectrum<> cut = diagonalize(model, 5), whole = diagonalize(model, 40);
                double sum = cut.tail;
                for (const auto& level : cut.levels) sum += level.mass;
                CAPTURE(d);
                CAPTURE(depth);
                CHECK(sum == nearly(depth + 1, 1e-12));
                for (std::size_t k = 6; k < whole.levels.size(); ++k)
                    CHECK(whole.levels[k].eigenvalue <= cut.tail_largest * (1 + 1e-12));
                CHECK(cut.tail_error <= 1e-9 * (depth + 1));
            }
    }

    TEST_CASE("[limit] masses tend to the Taylor coefficients of h at 0") {
        const auto limit = [](const auto& model, double scale) {
            auto at = model;
            at.dimension = Dimension::limit(scale);
            return diagonalize(at, 0);
        };
        // exp(t-1) = e^-1 sum t^k/k!, by its text and as a Gaussian kernel
        for (const DotProduct& model : {expression("exp(t-1)", {}), DotProduct{GaussianKernel{1}, {}}}) {
            const Spectrum<> one = limit(model, 1), two = limit(model, 2);
            CHECK(one.levels[0].eigenvalue == infinite<>);
            CHECK(one.levels[1].mass == nearly(std::exp(-1.0), 1e-14));
            CHECK(one.tail == nearly(1 - 2 * std::exp(-1.0), 1e-14));
            CHECK(two.levels[2].mass == nearly(std::exp(-1.0) / 2, 1e-14));
        }
        const double near = diagonalize(deep("ntk", 3, 1e8), 4).levels[2].mass;
        CHECK(near == nearly(limit(deep("ntk", 3, 10), 2).levels[2].mass, 1e-7));
        // Laplace: h'(0) = e^{-sqrt 2}/sqrt 2
        CHECK(limit(DotProduct{MaternKernel{0.5, 1}, {}}, 1).levels[1].mass ==
              nearly(std::exp(-std::sqrt(2.0)) / std::sqrt(2.0), 1e-14));
        CHECK_THROWS_AS(limit(expression("abs(t)", {}), 1), NotCovered);
        CHECK_THROWS_AS(limit(expression("2-t", {}), 1), DomainError);
    }

    TEST_CASE("[error] a kernel that is not positive definite is named with its degree and dimension") {
        CHECK_THROWS_WITH_AS(diagonalize(expression("2-t^2", 5), 8),
                             doctest::Contains("sphere of dimension 5: its mass in degree 2 is"), DomainError);
        CHECK_THROWS_WITH_AS(diagonalize(expression("sin(9*t)+1", 1e6), 8), doctest::Contains("in degree 3"),
                             DomainError);
        CHECK_THROWS_WITH_AS(diagonalize(expression("1-t^2", 5), 8), doctest::Contains("positive number"), DomainError);
        // positive definite on the circle (cos 2 theta), not on any other sphere
        CHECK(diagonalize(expression("2*t^2-1", 2), 8).levels[2].mass == nearly(1, 1e-14));
        CHECK_THROWS_AS(diagonalize(expression("2*t^2-1", 3), 8), DomainError);
        CHECK_THROWS_AS(diagonalize(DotProduct{GaussianKernel{0}, 5}, 8), DomainError);
        CHECK_THROWS_AS(diagonalize(DotProduct{MaternKernel{-1, 1}, 5}, 8), DomainError);
        CHECK_THROWS_AS(diagonalize(deep("nngp", 0, 5), 8), DomainError);
        CHECK_THROWS_AS(diagonalize(deep("nngp", 101, 5), 8), DomainError);
    }

    TEST_CASE("[identity] a question finds its kernel") {
        Question q;
        q.model = "kernel";
        q.dim = 10;
        q.parameters = {{"kernel", "ntk"}, {"depth", "3"}, {"layers", "both"}};
        const DeepKernel ntk = std::get<DeepKernel>(model_of(q));
        CHECK(ntk.depth == 3);
        CHECK(ntk.layers == TrainedLayers::all);
        CHECK(ntk.used_weight_variance() == 2);
        q.parameters = {{"kernel", "matern"}, {"smoothness", "2.5"}};
        CHECK(std::get<MaternKernel>(std::get<DotProduct>(model_of(q)).h).smoothness == 2.5);
        q.parameters = {{"kernel", "exp(t-1)"}};
        CHECK(std::holds_alternative<Expression>(std::get<DotProduct>(model_of(q)).h));
        for (const auto& bad : std::vector<std::map<std::string, std::string>>{{{"kernel", "rbf"}, {"depth", "2"}},
                                                                               {{"kernel", "rbf"}, {"smoothness", "2"}},
                                                                               {{"kernel", "nngp"}, {"layers", "both"}},
                                                                               {{"kernel", "ntk"}, {"layers", "last"}},
                                                                               {{"kernel", "ntk"}, {"depth", "2.5"}},
                                                                               {{"kernel", "foo(t)"}}}) {
            q.parameters = bad;
            CHECK_THROWS_AS(model_of(q), DomainError);
        }
    }

    TEST_CASE(
        "[simulation] ridge regression with a deep kernel and with a Laplace kernel: theory within 4 standard errors") {
        const auto check = [](const auto& model, double samples) {
            Problem<std::decay_t<decltype(model)>> p{.model = model,
                                                     .target = {{{1, 1.0}, {2, 0.5}}, 0},
                                                     .samples = samples,
                                                     .ridge = Ridge<>::total(0.05),
                                                     .noise_variance = 0.1};
            const Measurement seen = simulate(p, {.trials = 24, .seed = 5, .test_points = 1000});
            const double expected = risk(p).test_error;
            CHECK(std::abs(seen.test_error.mean - expected) <= 4 * seen.test_error.standard_error + 0.01 * expected);
        };
        check(deep("ntk", 3, 20), 250);
        check(DotProduct{MaternKernel{0.5, 1}, 20}, 250);
    }

    TEST_CASE(
        "[agreement] deep kernels of activations with kinks: values against Taylor coefficients, d from 10 to 10^6") {
        for (const char* name : {"min(max(x,-1),1)", "max(x,0)-0.1*tanh(x)^2", "sign(x-0.5)"})
            for (const int depth : {1, 2}) {
                DeepKernel kernel = deep("nngp", depth, 3, activation_named(name));
                if (kernel.activation.name() != "sign(x-0.5)") kernel.kind = DeepKind::ntk;
                ZonalFunction values = zonal_function(kernel), series = values;
                values.series = {};
                series.value = {};
                for (const double d : {10.0, 100.0, 1e4, 1e6}) {
                    const ZonalMasses a = zonal_masses(values, d, 6), b = zonal_masses(series, d, 6);
                    for (std::size_t k = 0; k <= 6; ++k) {
                        CAPTURE(name);
                        CAPTURE(depth);
                        CAPTURE(d);
                        CAPTURE(k);
                        CHECK(double(std::abs(a.value[k] - b.value[k])) <= double(a.error[k] + b.error[k]));
                        if (d <= 100) CHECK(double(a.error[k]) <= 1e-11 * double(values.trace));
                        if (d >= 100) CHECK(double(b.error[k]) <= 1e-13 * double(values.trace));
                    }
                }
            }
    }

    TEST_CASE("[limit] a layer with kinks at d = infinity: squares of the amplitudes of single neurons") {
        const DeepKernel kernel = deep("nngp", 1, infinite<>, activation_named("max(x,0)-0.1*tanh(x)^2"));
        const LimitMasses limit = limit_masses(zonal_function(kernel));
        const Amplitudes g = decompose(kernel.activation, infinite<>, 20);
        for (std::size_t k = 0; k <= 20; ++k) {
            CAPTURE(k);
            const long double mass = g.value[k] * g.value[k];
            CHECK(double(std::abs(limit.mass[k] - mass)) <=
                  double(limit.error[k] + (2 * std::abs(g.value[k]) + g.error[k]) * g.error[k]));
        }
    }
}
