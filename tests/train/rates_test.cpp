// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <cmath>

#include "../nearly.hpp"
#include "../reference.hpp"
#include "lazyrisk/train/path.hpp"
#include "lazyrisk/train/train.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

/// The setting of the table: d = 6, n = 24, 200 steps of 0.25, a smooth activation.
NetworkTraining setting(Initialization initialization) {
    NetworkTraining t;
    t.network = {.activation = activation_named("gelu"), .dimension = 6, .initialization = initialization};
    t.widths = {256, 512, 1024, 2048};
    t.target = {{{1, 0.5}, {2, 0.5}}, 0};
    t.samples = 24;
    t.schedule = {.steps = 200, .step_size = 0.25, .records = 12};
    t.trials = 8;
    t.test_points = 200;
    t.threads = 2;
    return t;
}

/// Is the slope the table's, which has an error of its own?
void close(const Slope& seen, const std::string& table) {
    const double expected = std::stod(table);
    CAPTURE(seen.value);
    CAPTURE(seen.low);
    CAPTURE(seen.high);
    CAPTURE(expected);
    CHECK(seen.low - 0.08 < expected);
    CHECK(seen.high + 0.08 > expected);
    CHECK(seen.high - seen.low < 0.6);
}

}  // namespace

TEST_SUITE("train/rates") {
    TEST_CASE("[reference] rates of the gaps and of the motion in the width are those of the table") {
        const std::vector<std::pair<std::string, Initialization>> modes{{"anti", Initialization::antisymmetric},
                                                                        {"gauss", Initialization::gaussian},
                                                                        {"pos", Initialization::ones}};
        for (const auto& one : modes) {
            const std::string& mode = one.first;
            CAPTURE(mode);
            const TrainedNetworks result = train(setting(one.second));
            REQUIRE(result.rates);
            int found = 0;
            for (const auto& row : reference::table("dynamics_lazy.csv")) {
                if (row.at("mode") != mode || row.at("N") != "slope") continue;
                ++found;
                close(result.rates->gap_own, row.at("gap_own"));
                if (mode != "pos") close(result.rates->gap_kernel_end, row.at("gap_inf_at_T"));
                close(result.rates->motion, row.at("relative_move"));
            }
            CHECK(found == 1);
            for (const TrainedWidth& w : result.widths) {
                CHECK(w.path.front().gap_own.mean == 0);
                CHECK(w.gap_kernel.mean >= w.gap_kernel_end.mean);
                CHECK(w.path.back().network_train.mean < w.path.front().network_train.mean);
            }
        }
    }

    TEST_CASE("[limit] with 1/N and steps N times as long the weights move as far at every width") {
        NetworkTraining t = setting(Initialization::gaussian);
        t.network.scaling = Scaling::mean_field;
        t.widths = {256, 1024};
        t.trials = 4;
        const TrainedNetworks result = train(t);
        CHECK(std::abs(result.rates->motion.value) < 0.1);
        CHECK(std::abs(result.rates->gap_own.value) < 0.25);
        CHECK(result.widths.front().motion.mean > 0.3);
    }

    TEST_CASE("[limit] deep networks in the scaling of the maximal update do not become linear either") {
        NetworkTraining t = setting(Initialization::gaussian);
        t.network.depth = 2;
        t.network.scaling = Scaling::mean_field;
        t.widths = {64, 256};
        t.trials = 4;
        const TrainedNetworks result = train(t);
        CHECK(std::abs(result.rates->gap_own.value) < 0.25);     // lazy: -0.94
        CHECK(result.rates->motion.value == nearly(-0.5, 0.3));  // N^2 weights move by 1/N each; lazy: -0.98
        CHECK(result.widths.back().gap_own.mean > 0.1);
    }

    TEST_CASE("[reference] deep networks leave their linearization at the same rate") {
        NetworkTraining t = setting(Initialization::gaussian);
        t.network.depth = 2;
        t.widths = {64, 128, 256};
        t.trials = 6;
        const TrainedNetworks result = train(t);
        // three layers, all trained: -0.94 and -0.98 over widths to 1024
        CHECK(result.rates->gap_own.value == nearly(-0.94, 0.3));
        CHECK(result.rates->motion.value == nearly(-0.98, 0.2));
    }

    TEST_CASE("[identity] numbers do not depend on threads, and a power law has its exponent") {
        NetworkTraining t = setting(Initialization::gaussian);
        t.widths = {32};
        t.trials = 3;
        t.threads = 1;
        const double one = train(t).widths[0].gap_own.mean;
        t.threads = 3;
        CHECK(train(t).widths[0].gap_own.mean == one);

        const std::vector<double> widths{10, 100, 1000};
        const std::vector<std::vector<double>> values{{1, 0.1, 0.01}, {5, 0.5, 0.05}};
        const Slope slope = fitted_slope(widths, values);
        CHECK(slope.value == nearly(-1, 1e-12));
        CHECK(slope.high - slope.low < 1e-10);
        CHECK(is_infinite(fitted_slope(widths, std::vector<std::vector<double>>{{1, 0.1, 0.01}}).high));
        CHECK(recorded_steps(100, 4) == std::vector<int>{0, 1, 10, 100});
        CHECK(recorded_steps(0, 20) == std::vector<int>{0});
    }

    TEST_CASE(
        "[identity] steps above the largest one are refused, below it some are taken; ones begin where pairs do") {
        int taken = 0;
        for (const std::uint64_t seed : {1, 2, 3}) {
            NetworkTraining t = setting(Initialization::gaussian);
            t.widths = {16}, t.trials = 1, t.test_points = 10, t.seed = seed, t.threads = 1;
            t.schedule = {.steps = 1};
            const double largest = train(t).widths[0].largest_step.mean;
            t.schedule.step_size = 1.001 * largest;
            CHECK_THROWS_WITH_AS(train(t), doctest::Contains("are accepted"), DomainError);
            t.schedule.step_size = 0.999 * largest;
            try {
                static_cast<void>(train(t));
                ++taken;
            } catch (const DomainError& error) {
                CHECK(std::string(error.what()).find("infinitely many") != std::string::npos);
            }
        }
        CHECK(taken > 0);
        NetworkTraining t = setting(Initialization::antisymmetric);
        t.widths = {16}, t.trials = 2, t.threads = 1, t.schedule.steps = 2;
        const TrainedNetworks pairs = train(t);
        t.network.initialization = Initialization::ones;
        CHECK(train(t).widths[0].path[0].network_test.mean == nearly(pairs.widths[0].path[0].network_test.mean, 1e-12));
    }

    TEST_CASE("[limit] many neurons go the way of their own infinitely wide network: layers, weight variance, target") {
        for (const int depth : {1, 2})
            for (const MovingLayers layers : {MovingLayers::all, MovingLayers::first, MovingLayers::last})
                for (const bool neuron : {false, true}) {
                    // layers below the last hidden one need output weights that know nothing of them
                    NetworkTraining t = setting(depth > 1 ? Initialization::gaussian : Initialization::antisymmetric);
                    t.network.depth = depth, t.network.layers = layers;
                    if (depth > 1) t.network.weight_variance = 2.5;
                    if (neuron) t.neuron = activation_named("3*x");
                    t.widths = {depth > 1 ? 300 : 1000}, t.trials = 1, t.threads = 1, t.samples = 10;
                    t.schedule = {.steps = 4, .step_size = 0.5, .records = 3};
                    const TrainedNetworks result = train(t);
                    const MeanPoint &start = result.widths[0].path.front(), &end = result.widths[0].path.back();
                    CAPTURE(depth);
                    CAPTURE(int(layers));
                    CAPTURE(neuron);
                    // E (3<b,x>)^2 = 9 on the sphere, the target's energies sum to 1
                    if (depth == 1) CHECK(start.network_test.mean == nearly(neuron ? 9 : 1, 0.3));
                    CHECK(start.kernel_test.mean == start.network_test.mean);
                    CHECK(end.kernel_train.mean < 0.97 * start.kernel_train.mean);
                    CHECK(1 - end.network_train.mean / start.network_train.mean ==
                          nearly(1 - end.kernel_train.mean / start.kernel_train.mean, 0.2));
                }
    }

    TEST_CASE("[error] sizes that cannot be trained") {
        NetworkTraining t = setting(Initialization::antisymmetric);
        t.widths = {200000000};
        CHECK_THROWS_WITH_AS(train(t), doctest::Contains("would fit"), NotCovered);
        t.widths = {64};
        t.schedule.step_size = 1e3;
        CHECK_THROWS_WITH_AS(train(t), doctest::Contains("are accepted"), DomainError);
        t.schedule = {.steps = -1};
        CHECK_THROWS_AS(train(t), DomainError);
        t.schedule = {.time = 1, .tolerance = 0};
        CHECK_THROWS_WITH_AS(train(t), doctest::Contains("tolerance"), DomainError);
    }

    TEST_CASE("[identity] the interval of a slope is Student's: two trials of slopes -1 and -2 say -1.5 +- 12.7062/2") {
        const std::vector<double> widths{10, 100, 1000};
        const std::vector<std::vector<double>> values{{1, 0.1, 0.01}, {1, 0.01, 0.0001}};
        const Slope slope = fitted_slope(widths, values);
        CHECK(slope.value == nearly(-1.5, 1e-12));
        CHECK(slope.low == nearly(-1.5 - 12.706204736432095 / 2, 1e-10));
        CHECK(slope.high == nearly(-1.5 + 12.706204736432095 / 2, 1e-10));
    }
}
