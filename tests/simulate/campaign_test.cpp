// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/campaign.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "capture_bound.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

/// A campaign that draws nothing yet: kernel fits of a few samples.
void begin(int points, int trials, int shard, int shards) {
    std::vector<CampaignPoint> list;
    for (int i = 0; i < points; ++i)
        list.push_back({0,
                        {.samples = 4,
                         .width = infinite<>,
                         .ridge = Ridge<>::total(0.1 * (i + 1)),
                         .noise_variance = 0,
                         .dimension = 3}});
    const Campaign campaign({realize(Kernel{relu(), 3}, Target<>{{{1, 1.0}}, 0})}, list,
                            {.trials = trials, .test_points = 5, .shard = shard, .shards = shards});
}

}  // namespace

TEST_SUITE("simulate/campaign") {
    TEST_CASE("[error] ten million fits are kept track of by each shard, whatever its number and that of the points") {
        for (const int points : {1, 3, 10})
            for (const int shards : {1, 2, 7, 64}) {
                // trials/shards * points <= 10^7
                const int most = int(10'000'000LL * shards / points);
                CAPTURE(points);
                CAPTURE(shards);
                for (const int shard : {0, shards - 1}) {
                    CHECK_NOTHROW(begin(points, most, shard, shards));
                    CHECK_THROWS_WITH_AS(begin(points, most + shards, shard, shards),
                                         doctest::Contains("up to 10000000 are accepted"), DomainError);
                    // twice as many: the sentence counts those of the shard
                    CHECK_THROWS_WITH_AS(begin(points, 2 * most, shard, shards),
                                         doctest::Contains(points == 3 ? " fits" : "these are 20000000 fits"),
                                         DomainError);
                }
            }
        // what its advice says is enough
        CHECK_THROWS_WITH_AS(begin(10, 2'000'000, 0, 1), doctest::Contains("computes a part of the trials"),
                             DomainError);
        CHECK_NOTHROW(begin(10, 2'000'000, 0, 2));
    }

    TEST_CASE("[error] a shard is one of those that there are") {
        CHECK_NOTHROW(begin(1, 5, 0, 1));
        CHECK_NOTHROW(begin(1, 5, 6, 7));  // has no trial
        for (const auto& [shard, shards] : {std::pair{-1, 2}, {2, 2}, {1, 1}, {0, 0}, {0, -1}}) {
            CAPTURE_BOUND(shard);
            CAPTURE_BOUND(shards);
            CHECK_THROWS_WITH_AS(begin(1, 5, shard, shards), doctest::Contains("0 to shards - 1"), DomainError);
        }
        for (const int trials : {0, -1})
            CHECK_THROWS_WITH_AS(begin(1, trials, 0, 1), doctest::Contains("expected 1 or more"), DomainError);
    }
}
