// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/training.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "../answer/asked.hpp"
#include "../nearly.hpp"
#include "../temporary_folder.hpp"
#include "cells.hpp"
#include "lazyrisk/measure/training_figures.hpp"
#include "lazyrisk/simulate/arithmetic.hpp"
#include "lazyrisk/store/store.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

NetworkTraining training(Fields more = {}, const TrainingOptions& o = {}, const SimulationSettings& s = {}) {
    Fields all{{"dim", "6"}, {"samples", "12"}};
    all.insert(all.end(), more.begin(), more.end());
    return training_of(asked(all), o, s);
}

std::string key(Fields more = {}, const TrainingOptions& o = {}, const SimulationSettings& s = {}, int width = 8) {
    Fields all{{"dim", "6"}, {"samples", "12"}};
    all.insert(all.end(), more.begin(), more.end());
    NetworkTraining t = training(more, o, s);
    t.widths = {width};
    return problem_texts(asked(all), o, t).front();
}

template <class Change>
TrainingOptions with(Change change) {
    TrainingOptions o;
    change(o);
    return o;
}

/// Means that count through all quantities from `first`, each with an error of a tenth.
MeanPoint counted(double first) {
    MeanPoint p;
    for (Estimate MeanPoint::*one :
         {&MeanPoint::step, &MeanPoint::time, &MeanPoint::network_test, &MeanPoint::linear_test,
          &MeanPoint::kernel_test, &MeanPoint::network_train, &MeanPoint::linear_train, &MeanPoint::kernel_train,
          &MeanPoint::gap_own, &MeanPoint::gap_kernel, &MeanPoint::motion, &MeanPoint::integration_error}) {
        p.*one = {first, first / 10};
        ++first;
    }
    return p;
}

TrainedNetworks made() {
    TrainedNetworks all;
    for (const int width : {8, 16}) {
        TrainedWidth w;
        w.width = width;
        w.path = {counted(100.0 * width), counted(100.0 * width + 50)};
        w.gap_own = {width + 0.1, 0.01}, w.gap_kernel = {width + 0.2, 0.02}, w.gap_kernel_end = {width + 0.3, 0.03};
        w.motion = {width + 0.4, 0.04}, w.integration_error = {width + 0.5, 0.05};
        w.step_size = {width + 0.6, 0}, w.steps = {width + 0.7, 0}, w.largest_step = {width + 0.8, 0};
        all.widths.push_back(w);
    }
    all.rates = Rates{{-1.05, -1.15, -0.96}, {-0.5, -0.6, -0.4}, {-0.3, -0.35, -0.25}, {-0.7, -infinite<>}};
    all.trials = 5;
    return all;
}

}  // namespace

TEST_SUITE("measure/training") {
    TEST_CASE("[identity] how a network is trained where nothing is said, and everything that can be said") {
        const NetworkTraining t = training();
        CHECK(t.network.activation.name() == "relu");
        CHECK(t.network.dimension == 6);
        CHECK(t.network.depth == 1);
        CHECK(t.network.weight_variance == 1);
        CHECK(t.network.layers == MovingLayers::all);
        CHECK(t.network.initialization == Initialization::antisymmetric);
        CHECK(t.network.scaling == Scaling::lazy);
        CHECK(t.samples == 12);
        CHECK(t.noise_variance == 0);
        CHECK_FALSE(t.neuron.has_value());
        CHECK(t.target.energy.size() == 1);
        CHECK(t.schedule.steps == 200);
        CHECK(t.schedule.step_size == 0);
        CHECK(t.schedule.time == 0);
        CHECK(t.schedule.tolerance == Schedule{}.tolerance);
        CHECK(t.schedule.records == 20);

        TrainingOptions o;
        o.steps = 33, o.records = 7, o.step_size = 0.25, o.time = 2, o.tolerance = 1e-4;
        o.initialization = Initialization::gaussian, o.scaling = Scaling::mean_field;
        SimulationSettings s;
        s.trials = 3, s.test_points = 44, s.seed = 9;
        const NetworkTraining all = training({{"activation", "tanh"},
                                              {"depth", "3"},
                                              {"weight-variance", "1.5"},
                                              {"noise", "0.25"},
                                              {"target", "neuron(tanh)"},
                                              {"layers", "first"},
                                              {"psi2", "2.4"}},
                                             o, s);
        CHECK(all.network.activation.name() == "tanh");
        CHECK(all.network.depth == 3);
        CHECK(all.network.weight_variance == 1.5);
        CHECK(all.network.layers == MovingLayers::first);
        CHECK(all.network.initialization == Initialization::gaussian);
        CHECK(all.network.scaling == Scaling::mean_field);
        CHECK(all.samples == 14);  // 2.4 * 6
        CHECK(all.noise_variance == 0.25);
        CHECK(all.neuron->name() == "tanh");
        CHECK(all.schedule.steps == 33);
        CHECK(all.schedule.records == 7);
        CHECK(all.schedule.step_size == 0.25);
        CHECK(all.schedule.time == 2);
        CHECK(all.schedule.tolerance == 1e-4);
        CHECK(all.trials == 3);
        CHECK(all.test_points == 44);
        CHECK(all.seed == 9);
        // deep ones keep the variance of their activation: 2/(1 + slope^2)
        CHECK(training({{"depth", "2"}}).network.weight_variance == 2);
        CHECK(training({{"depth", "2"}, {"activation", "tanh"}}).network.weight_variance == 1);
        for (const auto& [word, layers] : {std::pair{"first", MovingLayers::first},
                                           {"last", MovingLayers::last},
                                           {"second", MovingLayers::last},
                                           {"both", MovingLayers::all},
                                           {"all", MovingLayers::all}})
            CHECK(training({{"layers", word}}).network.layers == layers);
        CHECK_NOTHROW(training({{"psi1", "2"}}));  // the width is said elsewhere
        CHECK_NOTHROW(training({{"beta", "2"}}));
        CHECK(word_of(Initialization::ones) == "ones");
        CHECK(word_of(Scaling::mean_field) == "mean-field");
    }

    TEST_CASE("[error] trainings that are refused, and the ends of their ranges") {
        CHECK_THROWS_WITH_AS(training({{"dim", "inf"}}), doctest::Contains("`dim` is missing"), DomainError);
        CHECK_THROWS_WITH_AS(training({{"layers", "third"}}), doctest::Contains("layers = third"), DomainError);
        CHECK_THROWS_WITH_AS(training({{"weight-variance", "2"}}), doctest::Contains("use `depth = 2`"), DomainError);
        CHECK_NOTHROW(training({{"depth", "100"}}));
        CHECK_THROWS_WITH_AS(training({{"depth", "101"}}), doctest::Contains("a whole number from 1 to 100"),
                             DomainError);
        CHECK_THROWS_AS(training({{"depth", "0"}}), DomainError);
        CHECK_THROWS_WITH_AS(training({{"samples", "inf"}}), doctest::Contains("samples = inf"), DomainError);
        CHECK_THROWS_AS(training({{"samples", "12.5"}}), DomainError);
        CHECK_THROWS_AS(training({{"depth", "2"}, {"weight-variance", "0"}}), DomainError);
        CHECK(whole("many", 1, 5) == 1);
        CHECK(whole("many", 5, 5) == 5);
        for (const double wrong : {0.0, -1.0, 6.0, 2.5, infinite<>, std::numeric_limits<double>::quiet_NaN()})
            CHECK_THROWS_WITH_AS(static_cast<void>(whole("many", wrong, 5)),
                                 doctest::Contains("training needs a whole number from 1 to 5"), DomainError);
    }

    TEST_CASE("[identity] what a trained width is kept under says all that it depends on, and nothing else") {
        const auto text = nlohmann::json::parse(key());
        CHECK(text["verb"] == "train");
        CHECK(text["activation"] == "relu");
        CHECK(text["dim"] == 6);
        CHECK(text["samples"] == 12);
        CHECK(text["width"] == 8);
        CHECK(text["energy"] == "1=1");
        CHECK(text["layers"] == "both");
        CHECK(text["initialization"] == "antisymmetric");
        CHECK(text["scaling"] == "lazy");
        CHECK(text["steps"] == 200);
        CHECK(text["record_times"] == 20);
        CHECK(text["test_points"] == 2000);
        CHECK(text["numbers_a_time"] == 12);
        CHECK(text["arithmetic"] == arithmetic_version);
        CHECK_FALSE(text.contains("seed"));
        CHECK_FALSE(text.contains("time"));

        using O = TrainingOptions;
        const O flow = with([](O& o) { o.time = 3; });
        SimulationSettings s;
        std::vector<std::string> keys{key(),
                                      key({{"activation", "tanh"}}),
                                      key({{"dim", "7"}}),
                                      key({{"samples", "13"}}),
                                      key({{"energy", "1=1,2=1"}}),
                                      key({{"target", "neuron(relu)"}}),
                                      key({{"target", "neuron(tanh)"}}),
                                      key({{"noise", "0.1"}}),
                                      key({{"layers", "first"}}),
                                      key({{"layers", "last"}}),
                                      key({{"depth", "2"}}),
                                      key({{"depth", "2"}, {"weight-variance", "1.5"}}),
                                      key({}, {}, {}, 16),
                                      key({}, with([](O& o) { o.initialization = Initialization::gaussian; })),
                                      key({}, with([](O& o) { o.scaling = Scaling::mean_field; })),
                                      key({}, with([](O& o) { o.steps = 201; })),
                                      key({}, with([](O& o) { o.step_size = 0.1; })),
                                      key({}, with([](O& o) { o.records = 21; })),
                                      key({}, flow),
                                      key({}, with([](O& o) { o.time = 4; })),
                                      key({}, with([](O& o) { o.time = 3, o.tolerance = 1e-5; }))};
        s.test_points = 1999;
        keys.push_back(key({}, {}, s));
        std::sort(keys.begin(), keys.end());
        CHECK(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
        s = {};
        s.trials = 3, s.seed = 4, s.shards = 2;
        CHECK(key({}, {}, s) == key());
        CHECK(key({{"layers", "all"}}) == key());
        CHECK(key({}, with([](O& o) { o.tolerance = 1e-5; })) == key());  // of a flow alone
        CHECK(key({}, with([](O& o) { o.time = 3, o.steps = 9; })) == key({}, flow));
        CHECK(nlohmann::json::parse(key({{"depth", "2"}}))["initialization"] == "antisymmetric networks");
        NetworkTraining two = training();
        two.widths = {8, 16};
        CHECK(problem_texts(asked({{"dim", "6"}, {"samples", "12"}}), {}, two) ==
              std::vector<std::string>{key(), key({}, {}, {}, 16)});
    }

    TEST_CASE("[simulation] trained networks are those of their draws, kept and recalled") {
        const TemporaryFolder folder;
        TrainingOptions o;
        o.steps = 6, o.records = 3;
        SimulationSettings s;
        s.trials = 2, s.test_points = 20, s.store = folder.file("a.sqlite");
        const Question q = asked({{"dim", "6"}, {"samples", "12"}});
        NetworkTraining t = training_of(q, o, s);
        t.widths = {4, 8}, t.threads = 1;
        const TrainedNetworks direct = train(t), kept = trained(q, o, s, t, 1), again = trained(q, o, s, t, 1);
        REQUIRE(kept.widths.size() == 2);
        CHECK(kept.trials == 2);
        for (const TrainedNetworks* one : {&kept, &again})
            for (std::size_t i = 0; i < 2; ++i)
                CHECK(one->widths[i].path.back().network_test.mean == direct.widths[i].path.back().network_test.mean);
        CHECK(Store(s.store).count({}) == 4);
    }

    TEST_CASE("[identity] the quantities of a width and of a point, by name") {
        const MeanPoint p = counted(0);
        double expected = 2;
        for (const char* name : {"network_test", "linear_test", "kernel_test", "network_train", "linear_train",
                                 "kernel_train", "gap_own", "gap_kernel", "motion"})
            CHECK(quantity_of(p, name).mean == expected++);
        const TrainedWidth w = made().widths.front();
        CHECK(quantity_of(w, "gap_own").mean == 8.1);
        CHECK(quantity_of(w, "gap_kernel").mean == 8.2);
        CHECK(quantity_of(w, "gap_kernel_end").mean == 8.3);
        CHECK(quantity_of(w, "motion").mean == 8.4);
        CHECK(quantity_of(w, "network_test").mean == 852);  // of the path's end
        CHECK_THROWS_WITH_AS(static_cast<void>(quantity_of(w, "network_tset")),
                             doctest::Contains("did you mean network_test?"), DomainError);
    }

    TEST_CASE("[identity] tables of trained networks: a row a width, or a row a recorded time") {
        const Question q = asked({{"dim", "6"}, {"samples", "12"}, {"noise", "0.5"}, {"target", "neuron(tanh)"}});
        NetworkTraining t = training_of(q, {}, {});
        TrainingTable gaps(TrainingTable::Report::gaps), path(TrainingTable::Report::path);
        gaps.append(q, {}, t, made());
        path.append(q, {}, t, made());
        REQUIRE(gaps.rows.size() == 2);
        REQUIRE(path.rows.size() == 4);
        const auto& columns = gaps.columns;
        for (std::size_t i = 0; i < 2; ++i) {
            const double width = i == 0 ? 8 : 16;
            const auto number = [&](const std::string& name) { return number_at(columns, gaps.rows[i], name); };
            CHECK(number("dim") == 6);
            CHECK(number("samples") == 12);
            CHECK(number("noise") == 0.5);
            CHECK(word_at(columns, gaps.rows[i], "target") == "tanh");
            CHECK(word_at(columns, gaps.rows[i], "layers") == "both");
            CHECK(number("depth") == 1);
            CHECK(number("trials") == 5);  // that finished
            CHECK(number("test_points") == 2000);
            CHECK(number("seed") == 1);
            CHECK(number("width") == width);
            CHECK(number("step_size") == width + 0.6);
            CHECK(number("steps") == width + 0.7);
            CHECK(number("largest_step_size") == width + 0.8);
            CHECK(number("time") == 100 * width + 51);
            CHECK(number("gap_own.mean") == width + 0.1);
            CHECK(number("gap_kernel.standard_error") == 0.02);
            CHECK(number("gap_kernel_end.mean") == width + 0.3);
            CHECK(number("motion.mean") == width + 0.4);
            CHECK(number("network_test.mean") == 100 * width + 52);
            CHECK(number("kernel_train.mean") == 100 * width + 57);
            CHECK(nothing_at(columns, gaps.rows[i], "integration_error.mean"));
            CHECK(number("gap_own.slope") == -1.05);
            CHECK(number("gap_own.slope_low") == -1.15);
            CHECK(number("gap_own.slope_high") == -0.96);
            CHECK(number("gap_kernel.slope") == -0.5);
            CHECK(number("gap_kernel_end.slope") == -0.3);
            CHECK(number("motion.slope") == -0.7);
            CHECK(word_at(columns, gaps.rows[i], "version") == version);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            const double first = (i < 2 ? 800 : 1600) + (i % 2 == 0 ? 0 : 50);
            const auto number = [&](const std::string& name) { return number_at(path.columns, path.rows[i], name); };
            CHECK(number("width") == (i < 2 ? 8 : 16));
            CHECK(number("step") == first);
            CHECK(number("time") == first + 1);
            double expected = first + 2;
            for (const auto& [name, value] : path_quantities()) {
                CHECK(number(name + ".mean") == expected);
                CHECK(number(name + ".standard_error") == nearly(expected++ / 10, 1e-14));
            }
            CHECK(nothing_at(path.columns, path.rows[i], "integration_error.mean"));
        }
        t.schedule.time = 3;  // of a flow the steps have an error
        for (TrainingTable* table : {&gaps, &path}) table->append(q, {}, t, made());
        CHECK(number_at(columns, gaps.rows[2], "integration_error.mean") == 8.5);
        CHECK(number_at(columns, gaps.rows[2], "integration_error.standard_error") == 0.05);
        CHECK(number_at(path.columns, path.rows[4], "integration_error.mean") == 811);

        TrainedNetworks alone = made();
        alone.rates.reset();
        TrainingTable none(TrainingTable::Report::gaps);
        none.append(q, {}, t, alone);
        for (const auto& [name, slope] : rates_by_name())
            for (const char* part : {".slope", ".slope_low", ".slope_high"})
                CHECK(nothing_at(none.columns, none.rows[0], name + part));
        none.drop_rates();
        CHECK(none.columns.size() == columns.size() - 12);
        CHECK(none.rows[1].size() == none.columns.size());
        CHECK(number_at(none.columns, none.rows[1], "width") == 16);
        CHECK(word_at(none.columns, none.rows[1], "version") == version);
        for (const std::string& name : none.columns) CHECK(name.find(".slope") == std::string::npos);

        for (TrainingTable* table : {&gaps, &path})
            for (const std::string& name : table->wanted)
                CHECK(std::count(table->columns.begin(), table->columns.end(), name) == 1);
        const std::size_t wanted = none.wanted.size();
        none.show_differing_settings();
        CHECK(none.wanted.size() == wanted);
        NetworkTraining other = t;
        other.samples = 13, other.seed = 2;
        none = TrainingTable(TrainingTable::Report::gaps);
        none.append(q, {}, t, alone);
        none.append(asked({{"dim", "6"}, {"samples", "13"}}), with([](auto& o) { o.scaling = Scaling::mean_field; }),
                    other, alone);
        none.show_differing_settings();
        // those of the training: it has the same noise
        std::vector<std::string> front(none.wanted.begin(), none.wanted.end() - std::ptrdiff_t(wanted));
        std::sort(front.begin(), front.end());
        CHECK(front == std::vector<std::string>{"samples", "scaling", "seed", "target"});
    }

    TEST_CASE("[identity] rates in words: with their interval where there is one") {
        const Rates r = *made().rates;
        CHECK(rate_in_words("gap_own", r.gap_own) == "gap_own ~ N^-1.05 [-1.15, -0.96]");
        CHECK(rate_in_words("motion", r.motion) == "motion ~ N^-0.70");
        CHECK(rates_in_words(r) ==
              "rates: gap_own ~ N^-1.05 [-1.15, -0.96], gap_kernel ~ N^-0.50 [-0.60, -0.40], motion ~ N^-0.70");
        CHECK(exponents_in_words(r) ==
              "exponents of N with 95 % intervals: gap (own) -1.05 [-1.15, -0.96], gap (kernel) -0.50 [-0.60, -0.40], "
              "motion -0.70");
    }

    TEST_CASE("[identity] pictures of trained networks") {
        TrainedNetworks all = made();
        all.widths[0].gap_own.standard_error = infinite<>;
        Figure f = gap_figure(all);
        CHECK(f.x.log);
        CHECK(f.y.log);
        REQUIRE(f.series.size() == 3);
        CHECK(f.series[0].label == "to its linearization, slope -1.05");
        CHECK(f.series[1].label == "to infinite width, slope -0.50");
        CHECK(f.series[2].label == "motion of the weights, slope -0.70");
        for (int i = 0; i < 3; ++i) {
            CHECK(f.series[std::size_t(i)].x == std::vector<double>{8, 16});
            CHECK(f.series[std::size_t(i)].colour == i);
            CHECK(f.series[std::size_t(i)].style == DrawnSeries::Style::points);
        }
        CHECK(f.series[0].y == std::vector<double>{8.1, 16.1});
        CHECK(f.series[0].error == std::vector<double>{0, 0.01});
        CHECK(f.series[1].y == std::vector<double>{8.2, 16.2});
        CHECK(f.series[2].y == std::vector<double>{8.4, 16.4});
        all.rates.reset();
        CHECK(gap_figure(all).series[1].label == "to infinite width");

        all.widths[1].path[0].network_test.standard_error = infinite<>;
        f = path_figure(all);
        CHECK(f.x.log);
        CHECK_FALSE(f.y.log);
        REQUIRE(f.series.size() == 5);
        CHECK(f.series[2].label == "network, N = 16");
        CHECK(f.series[2].colour == 1);
        CHECK(f.series[2].x == std::vector<double>{1601, 1651});
        CHECK(f.series[2].y == std::vector<double>{1602, 1652});
        CHECK(f.series[2].error[0] == 0);
        CHECK(f.series[2].error[1] == nearly(165.2, 1e-14));
        CHECK(f.series[3].label == "linearization, N = 16");
        CHECK(f.series[3].colour == 1);
        CHECK(f.series[3].style == DrawnSeries::Style::line);
        CHECK(f.series[3].y == std::vector<double>{1603, 1653});
        CHECK(f.series[4].label == "infinite width");
        CHECK(f.series[4].style == DrawnSeries::Style::dashed);
        CHECK(f.series[4].y == std::vector<double>{1604, 1654});
        CHECK(f.series[4].colour == 2);
    }
}
