// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/risk/blocks.hpp"

#include <doctest/doctest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <optional>
#include <random>

#include "../nearly.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/words/error.hpp"
#include "random_blocks.hpp"
#include "reference.hpp"

using namespace lazyrisk;
using Digits100 = boost::multiprecision::cpp_bin_float_100;

namespace {

double number(const std::string& text) { return text == "inf" ? infinite<> : std::stod(text); }

/// The doubles of a spectrum's blocks taken as exact.
template <class R>
Blocks<R> as(const Blocks<>& b) {
    Blocks<R> c;
    c.across = R(b.across);
    c.along = b.along;
    for (const auto& level : b.levels)
        c.levels.push_back({R(level.multiplicity), R(level.across), {R(level.along[0]), R(level.along[1])}});
    c.tail_across = R(b.tail_across);
    for (std::size_t i = 0; i < 3; ++i) c.tail_along[i] = R(b.tail_along[i]);
    return c;
}

template <class R>
Risk<R> risk_of(const Blocks<>& blocks, const Target<>& target, const Operation<>& op, const R& ridge) {
    const Blocks<R> b = as<R>(blocks);
    const BlockEquations<R> equations(b, R(op.sizes.width));
    const Operation<R> o{{R(op.sizes.samples), R(op.sizes.width)}, ridge, R(op.noise_variance), 1};
    return block_risk(equations, BlockTarget<R>(target, b), o, equations.solve(o.sizes.samples, o.ridge_over_samples));
}
template <class R>
Risk<R> risk_of(const Blocks<>& blocks, const Target<>& target, const Operation<>& op) {
    return risk_of<R>(blocks, target, op, R(op.ridge_over_samples));
}

const Target<> mixed_target{{{0, 0.1}, {1, 0.4}, {2, 0.3}, {3, 0.15}, {4, 0.05}}, 0.02};

Problem<NeuralTangent> problem(const char* name, double d, double n, double neurons, double ridge,
                               TrainedLayers layers = TrainedLayers::first) {
    return {.model = {activation_named(name), d, layers},
            .target = mixed_target,
            .samples = n,
            .width = neurons,
            .ridge = Ridge<>::total(ridge),
            .noise_variance = 0.1};
}

}  // namespace

TEST_SUITE("risk/blocks") {
    TEST_CASE("[reference] finite neural tangents: tails, nu, bias and variance of the table to 1e-14") {
        double worst = 0;
        for (const auto& row : reference::table("staircase_nt.csv")) {
            const double n = number(row.at("n")), N = number(row.at("N")), d = number(row.at("d"));
            Spectrum<> s =
                diagonalize(NeuralTangent{activation_named(row.at("activation")), d}, std::stoi(row.at("K")));
            Blocks<>& blocks = *s.blocks;
            if (row.at("T_perp") == "0") {  // the table drops tails below its digits
                CHECK(s.tail < 1e-14);
                s.tail = blocks.tail_across = blocks.tail_along[0] = 0;
            } else {
                CHECK(std::abs(blocks.tail_across / number(row.at("T_perp")) - 1) < 1e-14);
                CHECK(std::abs(blocks.tail_along[0] / number(row.at("T_par")) - 1) < 1e-14);
            }
            Target<> target{{}, number(row.at("Ftail"))};
            for (int k = 0; k <= 4; ++k) target.energy.emplace_back(k, number(row.at("F2_" + std::to_string(k))));
            const Operation<> op{{n, N}, number(row.at("lam")) * reciprocal(n), number(row.at("sigma2")), 1};
            const Risk<> r = block_answer(s, target, op).risk;
            CAPTURE(row.at("activation"));
            CAPTURE(d);
            CAPTURE(N);
            CAPTURE(n);
            CAPTURE(row.at("lam"));
            for (const auto& quantity : {std::pair{"nu1", r.effective_ridge}, {"bias", r.bias}, {"var", r.variance}}) {
                const char* what = quantity.first;
                const double expected = number(row.at(what)), value = quantity.second;
                CAPTURE(what);
                CAPTURE(value);
                CAPTURE(expected);
                if (expected == 0) {
                    CHECK(value == 0);
                    continue;
                }
                worst = std::max(worst, std::abs(value / expected - 1));
                CHECK(std::abs(value / expected - 1) < 1e-14);
            }
        }
        MESSAGE("largest relative deviation ", worst);
    }

    TEST_CASE("[limit] infinitely many neurons are the kernel; infinitely many samples leave the neurons' error") {
        for (const TrainedLayers layers : {TrainedLayers::first, TrainedLayers::all})
            for (const char* name : {"relu", "tanh", "gelu", "he3"}) {
                CAPTURE(name);
                for (const double n : {50.0, 3000.0}) {
                    const Risk<> kernel = risk(problem(name, 12, n, infinite<>, 1e-2, layers)),
                                 near = risk(problem(name, 12, n, 1e12, 1e-2, layers));
                    CHECK(near.test_error == nearly(kernel.test_error, 1e-8));
                    CHECK(near.train_error == nearly(kernel.train_error, 1e-8));
                    CHECK(near.effective_ridge == nearly(kernel.effective_ridge, 1e-8));
                    CHECK(near.degrees_of_freedom_2 == nearly(kernel.degrees_of_freedom_2, 1e-8));
                    CHECK(near.weight_norm == nearly(kernel.weight_norm, 1e-7));
                }
                CHECK(risk(problem(name, 12, 1e14, 7, 1e-2, layers)).test_error ==
                      nearly(risk(problem(name, 12, infinite<>, 7, 0, layers)).test_error, 1e-8));
            }
    }

    TEST_CASE(
        "[identity] both layers of a homogeneous activation are one function along the weight; two parallel ones say "
        "the same") {
        const Spectrum<> one = diagonalize(NeuralTangent{relu(), 10, TrainedLayers::all}, 12);
        CHECK(one.blocks->along == 1);
        Blocks<> two = *one.blocks;  // the same function, spread over two that are nearly parallel to it
        two.along = 2;
        const double c = std::sqrt(0.3), s = std::sqrt(0.7);
        for (auto& level : two.levels) level.along = {level.along[0] * c, level.along[0] * s};
        two.tail_along = {0.3 * two.tail_along[0], c * s * two.tail_along[0], 0.7 * two.tail_along[0]};
        for (const double ridge : {1e-5, 1e-2}) {
            const Operation<> op{{300, 20}, ridge, 0.1, 1};
            CHECK(double(risk_of<Digits100>(two, mixed_target, op).test_error) ==
                  nearly(double(risk_of<Digits100>(*one.blocks, mixed_target, op).test_error), 1e-13));
        }
    }

    TEST_CASE(
        "[identity] the fixed point as it is written, and 1-Upsilon, weight norm and bias by differences, with 100 "
        "digits") {
        for (const TrainedLayers layers : {TrainedLayers::first, TrainedLayers::all}) {
            const Spectrum<> s = diagonalize(NeuralTangent{Tanh{}, 8, layers}, 9);
            const Blocks<Digits100> b = as<Digits100>(*s.blocks);
            const Digits100 N = 15, n = 90, rho("1e-4"), s2("0.1"), h("1e-30");
            const BlockEquations<Digits100> equations(b, N);
            const auto solved = [&](const Digits100& ridge) { return equations.solve(n, ridge); };
            const auto at = solved(rho);
            const Digits100 nu = at.effective_ridge, a = at.point.across / nu - 1;
            // Delta_k = xi_perp/(1+a) + v^T (1+G)^{-1} v, and the two sums of (10.7)
            const Symmetric<Digits100> m = at.point.along;  // nu (1+G)
            const bool two = b.along == 2;
            const Digits100 det = two ? Digits100(m[0] * m[2] - m[1] * m[1]) : m[0];
            Digits100 sum_a = b.tail_across / nu, D = b.tail_across / nu / (1 + a),
                      G[3] = {b.tail_along[0] / nu, b.tail_along[1] / nu, b.tail_along[2] / nu};
            const auto inverse = [&](const Digits100& x, const Digits100& y, const Digits100& xy) {
                return two ? Digits100((x * m[2] - 2 * xy * m[1] + y * m[0]) / det) : Digits100(x / m[0]);
            };
            D += inverse(b.tail_along[0], b.tail_along[2], b.tail_along[1]);
            for (const auto& l : b.levels) {
                const Digits100 &v = l.along[0], &w = l.along[1];
                const Digits100 delta = l.across / (1 + a) + nu * inverse(v * v, w * w, v * w);
                sum_a += l.multiplicity * l.across / (delta + nu);
                const Digits100 weight = l.multiplicity / (delta + nu);
                G[0] += weight * v * v, G[1] += weight * v * w, G[2] += weight * w * w;
                D += l.multiplicity * delta / (delta + nu);
            }
            const auto close = [](const Digits100& x, const Digits100& y, const char* tolerance) {
                return abs(x - y) < Digits100(tolerance) * abs(y);
            };
            CHECK(close(sum_a / (N * b.across), a, "1e-80"));
            CHECK(close(nu * (1 + G[0] / N), m[0], "1e-80"));
            if (two) CHECK(close(nu * G[1] / N, m[1], "1e-70"));
            CHECK(close(n, n * rho / nu + D, "1e-80"));

            const Operation<Digits100> op{{n, N}, rho, s2, 1};
            const auto risk_at = [&](const Digits100& ridge) {
                return block_risk(equations, BlockTarget<Digits100>(mixed_target, b),
                                  Operation<Digits100>{op.sizes, ridge, s2, 1}, solved(ridge));
            };
            const auto r = risk_at(rho), up = risk_at(rho + h), down = risk_at(rho - h);
            // 1 - Upsilon = d rho / d nu; the objective train + rho |a|^2 is minimal, so its derivative is the norm
            // (envelope)
            const Digits100 slope = 2 * h / (up.effective_ridge - down.effective_ridge);
            const Digits100 noise_only = s2 / slope;
            CHECK(close(r.variance + s2, noise_only, "1e-40"));
            const auto objective = [](const auto& x, const Digits100& ridge) {
                return x.train_error + ridge * x.weight_norm;
            };
            CHECK(close((objective(up, rho + h) - objective(down, rho - h)) / (2 * h), r.weight_norm, "1e-40"));
            const Digits100 w = rho / nu;
            CHECK(close(r.train_error, w * w * r.test_error, "1e-80"));
            // bias = sum E (-nu^2 dR/dnu)/(1-Upsilon), R = 1/(Delta+nu) = (1-L)/nu
            const auto resolvent = [&](const Digits100& ridge) {
                const auto point = solved(ridge);
                std::vector<Digits100> all = block_learnability(equations, point);
                for (Digits100& x : all) x = (1 - x) / point.effective_ridge;
                return all;
            };
            const auto more = resolvent(rho + h), less = resolvent(rho - h);
            Digits100 bias = mixed_target.rest;
            for (const auto& [mode, energy] : mixed_target.energy) {
                const std::size_t i = std::size_t(mode.degree);
                bias -= energy * nu * nu * (more[i] - less[i]) / (up.effective_ridge - down.effective_ridge);
            }
            CHECK(close(r.bias, bias / slope, "1e-40"));
        }
    }

    TEST_CASE("[limit] ridge 0: a pole at n = N d, the closed forms on its other side, nothing to learn is no risk") {
        for (const char* name : {"relu", "tanh"}) {
            CHECK(risk(problem(name, 10, 200, 20, 0)).test_error == infinite<>);
            // N (d+1) with both layers, N d where the two functions along the weight are one
            CHECK(risk(problem(name, 10, std::string(name) == "relu" ? 200 : 220, 20, 0, TrainedLayers::all))
                      .test_error == infinite<>);
            for (const double n : {201.0, 300.0, 1e5}) {
                const Risk<> r = risk(problem(name, 10, n, 20, 0)), all = risk(problem(name, 10, infinite<>, 20, 0));
                CHECK(r.variance == nearly(0.1 * 200 / (n - 200), 1e-12));
                CHECK(r.bias == nearly(all.bias / (1 - 200 / n), 1e-12));
                CHECK(r.effective_ridge == 0);
                CHECK(r.degrees_of_freedom == nearly(200, 1e-13));
            }
            CHECK(risk(problem(name, 10, 150, 20, 0)).train_error == 0);
            CHECK(risk(problem(name, 10, 150, 20, 1e-13)).test_error ==
                  nearly(risk(problem(name, 10, 150, 20, 0)).test_error, 1e-6));
        }
        auto nothing = problem("relu", 10, 200, 20, 0);
        nothing.target = {};
        nothing.noise_variance = 0;
        CHECK(risk(nothing).test_error == 0);
        nothing.ridge = Ridge<>::total(infinite<>);
        nothing.target = mixed_target;
        CHECK(risk(nothing).test_error == nearly(1.02));
        CHECK(risk(nothing).degrees_of_freedom == 0);
        // finite rank: he2 has 1 + B(10,2) = 55 modes in its tangent kernel, fewer than the 200 features
        const Risk<> all_learned = risk(problem("he2", 10, 1000, 20, 0));
        CHECK(all_learned.variance == nearly(0.1 * 55 / (1000 - 55), 1e-12));
        CHECK(all_learned.bias == nearly((0.4 + 0.15 + 0.05 + 0.02) / (1 - 55 / 1000.0), 1e-12));
    }

    TEST_CASE("[identity] random blocks: numbers non-negative or infinite, never NaN, every fixed point found") {
        std::mt19937_64 random(20200102);
        int bad = 0, failed = 0;
        for (int i = 0; i < 20000; ++i) {
            const RandomBlocks p(random);
            try {
                const BlockAnswer a = block_answer(p.spectrum, p.target, p.op);
                const Risk<>& r = a.risk;
                bool fine = true;
                for (const double x : {r.test_error, r.bias, r.variance, r.train_error, r.weight_norm,
                                       r.effective_ridge, r.degrees_of_freedom, r.degrees_of_freedom_2, r.error_bound})
                    fine &= x >= 0;
                for (const double l : a.learnability) fine &= l >= 0 && l <= 1;
                CAPTURE(i);
                if (!fine) CHECK(fine);
                bad += !fine;
            } catch (const NotConverged&) {
                ++failed;
            }
        }
        CHECK(bad == 0);
        CHECK(failed == 0);
    }

    TEST_CASE("[agreement] error_bound is true against 100 digits, and small") {
        std::mt19937_64 random(43);
        double worst = 0;
        for (int i = 0; i < 400; ++i) {
            const RandomBlocks p(random);
            const Risk<> r = block_answer(p.spectrum, p.target, p.op).risk;
            const double exact = double(risk_of<Digits100>(*p.spectrum.blocks, p.target, p.op).test_error);
            CAPTURE(i);
            CAPTURE(r.test_error);
            CAPTURE(exact);
            if (std::isinf(r.test_error)) {
                CHECK((std::isinf(exact) || exact > 1e15));
                continue;
            }
            CHECK(std::abs(r.test_error - exact) <= r.error_bound);
            if (exact > 0) worst = std::max(worst, r.error_bound / exact);
        }
        MESSAGE("largest relative bound ", worst);
        CHECK(worst < 1e-11);
    }

    TEST_CASE("[identity] the optimal ridge is better than its neighbours, and than none") {
        for (const TrainedLayers layers : {TrainedLayers::first, TrainedLayers::all}) {
            auto p = problem("relu", 20, 400, 40, 0, layers);
            const Resolved model(p.model, 4);
            const Operation<> op = operation(p);
            const double best = model.optimal_ridge(p.target, op).ridge_over_samples;
            const auto error_at = [&](double ridge) {
                Operation<> other = op;
                other.ridge_over_samples = ridge;
                return model.at(p.target, other).test_error;
            };
            for (const double factor : {0.0, 0.5, 0.99, 1.01, 2.0, 100.0})
                CHECK(error_at(best) < error_at(best * factor));
        }
    }

    TEST_CASE("[limit] d = infinity: N neurons of the tangent are N d random features of its kernel") {
        // masses k mu_k^2/k! (+ mu_k^2/k!); at sizes of order d^2 the limit is approached like 1/d
        double before = 0;
        for (const double d : {100.0, 400.0, 1600.0}) {
            auto p = problem("relu", d, 0.5 * d * d, 0.4 * d, 1e-2);
            p.target = {{{2, 0.7}, {4, 0.2}}, 0.1};
            const double finite = risk(p).test_error;
            Problem<NeuralTangent> limit = p;
            limit.model.dimension = Dimension::limit(2);
            limit.samples = 0.5, limit.width = 0.4;
            limit.ridge = Ridge<>::total(1e-2);
            // ridge in units: lambda is added to K at every d
            const double deviation = std::abs(finite / risk(limit).test_error - 1);
            CAPTURE(d);
            CAPTURE(finite);
            CAPTURE(deviation);
            if (before > 0) CHECK(before / deviation > 3);
            before = deviation;
        }
        CHECK(before < 0.01);
    }

    TEST_CASE("[error] an ensemble, a step, an activation without slope") {
        auto p = problem("relu", 10, 100, 10, 1e-3);
        p.ensemble = 3;
        CHECK_THROWS_AS(risk(p), NotCovered);
        p.width = infinite<>;
        CHECK_NOTHROW(risk(p));
        CHECK_THROWS_AS(diagonalize(NeuralTangent{step(), 10}, 5), NotCovered);
        CHECK_THROWS_AS(diagonalize(NeuralTangent{activation_named("polynomial(2)"), 10}, 5), DomainError);
        CHECK_NOTHROW(diagonalize(NeuralTangent{activation_named("polynomial(2)"), 10, TrainedLayers::all}, 5));
    }

    TEST_CASE(
        "[identity] error bound: masses and tail moved by their own errors move the risk by no more, and at worst by a "
        "good part of it") {
        std::mt19937_64 random(7);
        double worst = 0;
        int tried = 0;
        for (int i = 0; i < 2000; ++i) {
            RandomBlocks p(random);
            const double size = std::pow(10, -std::uniform_real_distribution<>(5, 9)(random));
            for (Level<>& level : p.spectrum.levels) level.mass_error = size * level.mass;
            p.spectrum.tail_error = size * p.spectrum.tail;
            const auto answer = [&](const Spectrum<>& s) -> std::optional<Risk<>> {
                try {
                    return block_answer(s, p.target, p.op).risk;
                } catch (const NotConverged&) {
                    return {};
                }
            };
            const std::optional<Risk<>> still = answer(p.spectrum);
            if (!still || !(still->test_error > 0) || is_infinite(still->test_error) ||
                still->error_bound > 1e-2 * still->test_error)
                continue;
            for (const bool together : {true, false}) {
                const auto moved = [&] { return 1 + (together || random() % 2 == 0 ? size : -size); };
                Spectrum<> s = p.spectrum;
                for (std::size_t k = 0; k < s.levels.size(); ++k) {
                    const double by = moved();
                    s.blocks->levels[k].across *= by;
                    for (double& v : s.blocks->levels[k].along) v *= std::sqrt(by);
                    s.levels[k].mass *= by, s.levels[k].eigenvalue *= by;
                }
                const double by = moved();
                s.tail *= by, s.blocks->tail_across *= by;
                for (double& t : s.blocks->tail_along) t *= by;
                const std::optional<Risk<>> other = answer(s);
                if (!other) continue;
                ++tried;
                CAPTURE(i);
                CHECK(std::abs(other->test_error - still->test_error) <= still->error_bound);
                worst = std::max(worst, std::abs(other->test_error - still->test_error) / still->error_bound);
            }
        }
        CHECK(tried > 2000);
        CHECK(worst > 0.1);  // a bound ten times smaller would not hold
    }

    TEST_CASE("[identity] the best ridge of noisy labels lies where it must, far above the kernel's trace as well") {
        // infinitely many neurons, energies c times the masses: noise/c in all, of every n (7.2); trace of relu's
        // tangent: 1/2
        const double d = 8;
        const Spectrum<> s = diagonalize(NeuralTangent{relu(), d}, 12);
        Target<> target{{}, s.tail};
        for (const Level<>& level : s.levels) target.energy.emplace_back(level.mode, level.mass);
        const Resolved resolved(NeuralTangent{relu(), d}, 12, 12);
        for (const double noise : {1e-3, 1.0, 60.0, 1000.0}) {
            const OptimalRidge<> best = resolved.optimal_ridge(target, {{20, 1e12}, 0, noise, 1});
            CAPTURE(noise);
            CHECK(best.ridge_over_samples * 20 == nearly(noise, 2e-3));
        }
        // few neurons: no ridge of a grid does better
        Operation<> op{{40, 5}, 0, 30, 1};
        op.ridge_over_samples = resolved.optimal_ridge(target, op).ridge_over_samples;
        CHECK(op.ridge_over_samples > 0.5);
        const double least = resolved.at(target, op).test_error;
        for (double ridge = 1e-6; ridge < 1e7; ridge *= 1.5) {
            op.ridge_over_samples = ridge;
            CHECK(resolved.at(target, op).test_error >= least * (1 - 1e-12));
        }
    }
}
