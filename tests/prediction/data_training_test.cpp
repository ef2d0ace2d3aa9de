// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/prediction/data_training.hpp"

#include <doctest/doctest.h>

#include "cloud_data.hpp"
#include "lazyrisk/prediction/data_simulation.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"

using namespace lazyrisk;

namespace {

SimulationSettings unkept(int trials) {
    SimulationSettings s{.trials = trials};
    s.no_store = true;
    return s;
}

DataTraining small_network() {
    DataTraining t;
    t.network = "conv(4) relu pool flat";
    t.recipe.updates = 60;
    t.linearization = true;
    return t;
}

std::vector<DataProblem> sizes() {
    std::vector<DataProblem> list;
    for (const double n : {20.0, 60.0}) {
        DataProblem p;
        p.data.data = "bars";
        p.samples = n, p.ridge = 0.01;
        list.push_back(p);
    }
    return list;
}

}  // namespace

TEST_SUITE("prediction/data_training") {
    TEST_CASE("[refusals] networks of one command learn from the same points") {
        Pools pools(unkept(2), 1, Host{}, {cloud_data::bars(60), {}});
        std::vector<DataProblem> problems = sizes();
        problems[0].samples = 20, problems[1].samples = 20;
        problems[1].data.side = 3;
        CHECK_THROWS_AS(train_on_data(problems, small_network(), pools, unkept(2), 1, Host{}), DomainError);
    }

    TEST_CASE("[identity] the kernel beside a network is fitted to the same training sets, on any number of threads") {
        Pools pools(unkept(3), 1, Host{}, {cloud_data::bars(120), {}});
        const auto one = train_on_data(sizes(), small_network(), pools, unkept(3), 1, Host{});
        const auto two = train_on_data(sizes(), small_network(), pools, unkept(3), 2, Host{});
        REQUIRE(one.size() == 2);
        CHECK(kernel_of_network("conv(4) relu pool flat") == "compose(conv(3) relu pool(2) flat)");
        std::vector<DataProblem> fits = sizes();
        for (DataProblem& p : fits) p.kernel = "compose(conv(3) relu pool(2) flat)";
        const auto drawn = simulate_data(fits, pools, unkept(3), 1, Host{});
        for (std::size_t i = 0; i < 2; ++i) {
            CHECK(one[i].network.test_error->mean == two[i].network.test_error->mean);
            CHECK(one[i].linearization.test_error->mean == two[i].linearization.test_error->mean);
            CHECK(one[i].kernel.class_error->mean == drawn[i].seen.class_error.mean);
            CHECK(one[i].trials == 3);
        }
        CHECK(one[1].network.class_error->mean < one[0].network.class_error->mean);  // more is learned of more
    }

    TEST_CASE("[refusals] what no network has") {
        Pools pools(unkept(2), 1, Host{}, {cloud_data::bars(30), {}});
        const auto refused = [&](const std::function<void(DataProblem&, DataTraining&)>& change) {
            std::vector<DataProblem> problems = sizes();
            DataTraining training = small_network();
            problems.resize(1);
            change(problems[0], training);
            CHECK_THROWS_AS(train_on_data(problems, training, pools, unkept(2), 1, Host{}), DomainError);
        };
        refused([](DataProblem& p, DataTraining&) { p.samples.reset(); });
        refused([](DataProblem& p, DataTraining&) { p.samples = 30; });
        refused([](DataProblem& p, DataTraining&) { p.width = 10; });
        refused([](DataProblem& p, DataTraining&) { p.noise = 1; });
        refused([](DataProblem& p, DataTraining&) { p.kernel = "linear"; });
        refused([](DataProblem& p, DataTraining&) { p.intercept = true; });
        refused([](DataProblem&, DataTraining& t) { t.network = "conv(4) exp(1) flat"; });
        refused([](DataProblem&, DataTraining& t) { t.network = "flat conv(4)"; });
        refused([](DataProblem&, DataTraining& t) { t.network = "conv(4) pool(5) flat"; });
    }
}
