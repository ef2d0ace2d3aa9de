// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/train/train.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "../nearly.hpp"

using namespace lazyrisk;

namespace {

/// A path as trials hand it on: step size, largest eigenvalue, steps, and twelve numbers a point.
Seen path_at(const std::vector<double>& times, double trial) {
    Seen numbers{0.5 + trial, 4 + trial, 10 + trial};
    for (const double time : times)
        for (int field = 0; field < 12; ++field) numbers.push_back(field == 1 ? time : 100 * time + field + trial);
    return numbers;
}

/// The means over these trials of one width, as `train` makes them.
TrainedWidth means(const std::vector<std::vector<double>>& times) {
    NetworkTraining t;
    t.network.dimension = 2;
    t.widths = {4};
    t.trials = int(times.size());
    t.samples = 2;
    t.test_points = 2;
    const TrainedNetworks result = train(t, [&](const TrialPlan& plan) {
        CHECK(plan.points == 1);
        CHECK(plan.trials == int(times.size()));
        SeenTrials trials;
        for (std::size_t i = 0; i < times.size(); ++i) trials.emplace_back(i, path_at(times[i], double(i)));
        return std::vector<SeenTrials>{trials};
    });
    CHECK(result.trials == int(times.size()));
    REQUIRE(result.widths.size() == 1);
    return result.widths.front();
}

const std::vector<Estimate MeanPoint::*> fields{
    &MeanPoint::step,        &MeanPoint::time,          &MeanPoint::network_test, &MeanPoint::linear_test,
    &MeanPoint::kernel_test, &MeanPoint::network_train, &MeanPoint::linear_train, &MeanPoint::kernel_train,
    &MeanPoint::gap_own,     &MeanPoint::gap_kernel,    &MeanPoint::motion,       &MeanPoint::integration_error};

}  // namespace

TEST_SUITE("train/train") {
    TEST_CASE(
        "[identity] means of paths: begin with begin, end with end, the shortest says how many points there are") {
        const std::vector<std::vector<std::vector<double>>> cases{
            {{0, 1, 2, 4, 8}, {0, 1, 2, 4, 8}, {0, 1, 2, 4, 8}},
            {{0, 1, 2, 4, 8}, {0, 4, 8}},
            {{0, 4, 8}, {0, 1, 2, 4, 8}},
            {{0, 1, 2, 4, 8}, {0, 8}, {0, 2, 4, 8}},
            {{0, 3, 3.5}, {0, 1, 2, 5}},
            {{0}, {0, 1}},
            {{0, 1, 2, 4, 8}},
        };
        for (const auto& times : cases) {
            std::size_t count = times.front().size();
            for (const auto& own : times) count = std::min(count, own.size());
            const TrainedWidth w = means(times);
            CAPTURE(times.size());
            CAPTURE(count);
            REQUIRE(w.path.size() == count);
            for (std::size_t k = 0; k < count; ++k)
                for (std::size_t field = 0; field < fields.size(); ++field) {
                    double sum = 0;
                    for (std::size_t trial = 0; trial < times.size(); ++trial) {
                        const std::vector<double>& own = times[trial];
                        const double time = k == 0 ? own.front() : own[own.size() - (count - k)];
                        sum += field == 1 ? time : 100 * time + double(field) + double(trial);
                    }
                    CAPTURE(k);
                    CAPTURE(field);
                    CHECK((w.path[k].*fields[field]).mean == nearly(sum / double(times.size()), 1e-14));
                }
        }
    }

    TEST_CASE("[identity] what is said of whole paths: largest gaps, ends, steps") {
        const TrainedWidth w = means({{0, 1, 8, 2}, {0, 4}});
        // gaps grow with the time here, ends are the last points: fields 8 to 11 are 100 t + field + trial
        CHECK(w.gap_own.mean == nearly((808.0 + 409) / 2, 1e-14));
        CHECK(w.gap_kernel.mean == nearly((809.0 + 410) / 2, 1e-14));
        CHECK(w.integration_error.mean == nearly((811.0 + 412) / 2, 1e-14));
        CHECK(w.gap_kernel_end.mean == nearly((209.0 + 410) / 2, 1e-14));
        CHECK(w.motion.mean == nearly((210.0 + 411) / 2, 1e-14));
        CHECK(w.step_size.mean == 1);
        CHECK(w.steps.mean == 10.5);
        CHECK(w.largest_step.mean == nearly((2 / 4.0 + 2 / 5.0) / 2, 1e-14));
    }
}
