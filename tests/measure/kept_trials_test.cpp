// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/kept_trials.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "../answer/asked.hpp"
#include "../nearly.hpp"
#include "../temporary_folder.hpp"
#include "lazyrisk/simulate/arithmetic.hpp"
#include "lazyrisk/words/error.hpp"

using namespace lazyrisk;

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

const Fields base{{"activation", "tanh"}, {"dim", "12"},      {"samples", "24"},      {"width", "36"},
                  {"ridge", "0.1"},       {"noise", "0.125"}, {"energy", "1=1,2=0.5"}};

MeasuredPoint point(Fields more = {}) {
    Fields all = base;
    all.insert(all.end(), more.begin(), more.end());
    const Question q = asked(all);
    return {q, Answers().ask(q), {}};
}

std::string key(const Fields& more = {}, const SimulationSettings& settings = {}, double ridge = 0.1,
                const std::string& together = "") {
    return problem_text(point(more), ridge, together, settings);
}

SimulationSettings in_store(const std::string& file) {
    SimulationSettings s;
    s.store = file, s.seed = 5;
    return s;
}

struct Variable {
    std::string before = std::getenv("LAZYRISK_STORE") ? std::getenv("LAZYRISK_STORE") : "";
    explicit Variable(const std::string& value) { setenv("LAZYRISK_STORE", value.c_str(), 1); }
    ~Variable() { setenv("LAZYRISK_STORE", before.c_str(), 1); }
};

}  // namespace

TEST_SUITE("measure/kept_trials") {
    TEST_CASE("[identity] what a trial is kept under says all that it depends on, and nothing else") {
        const auto text = nlohmann::json::parse(key());
        CHECK(text["model"] == "random-features");
        CHECK(text["activation"] == "tanh");
        CHECK(text["dim"] == 12);
        CHECK(text["samples"] == 24);
        CHECK(text["width"] == 36);
        CHECK(text["energy"] == nlohmann::json{{"1", 1}, {"2", 0.5}, {"rest", 0}});
        CHECK(text["noise"] == 0.125);
        CHECK(text["ensemble"] == 1);
        CHECK(text["ridge"] == 0.1);
        CHECK(text["ridge_convention"] == "total");
        CHECK(text["estimator"] == "test-points");
        CHECK(text["test_points"] == 2000);
        CHECK(text["plan"] == "shared");
        CHECK(text["precision"] == "double");
        CHECK(text["blas_threads"] == 1);
        CHECK(text["arithmetic"] == arithmetic_version);
        CHECK(text.size() == 16);
        for (const char* name : {"seed", "trials", "psi1", "time", "step_size", "together"})
            CHECK_FALSE(text.contains(name));

        for (const Fields& other : std::vector<Fields>{{{"activation", "relu"}},
                                                       {{"model", "neural-tangent"}},
                                                       {{"dim", "13"}},
                                                       {{"samples", "25"}},
                                                       {{"width", "37"}},
                                                       {{"width", "inf"}},
                                                       {{"noise", "0.126"}},
                                                       {{"energy", "1=1,2=0.25"}},
                                                       {{"energy", "1=1,2=0.5,3=0.1"}},
                                                       {{"energy", "1=1,2=0.5,rest=0.1"}},
                                                       {{"target", "neuron(tanh)"}},
                                                       {{"ensemble", "2"}},
                                                       {{"time", "3"}},
                                                       {{"step-size", "0.1"}, {"steps", "30"}}})
            CHECK_MESSAGE(key(other) != key(), other.front().first, " = ", other.front().second);
        CHECK(key({{"step-size", "0.1"}, {"steps", "30"}}) != key({{"time", "3"}}));  // equal times
        CHECK(key({{"target", "neuron(tanh)"}}) != key({{"target", "neuron(relu)"}}));
        CHECK(key({}, {}, 0.2) != key());
        CHECK(key({}, {}, infinite<>).find("\"ridge\":\"inf\"") != std::string::npos);
        CHECK(key({{"width", "inf"}}).find("\"width\":\"inf\"") != std::string::npos);
        CHECK(key({}, {}, 0.1, "a\nb") != key());
        CHECK(key({}, {}, 0.1, "a\nb") != key({}, {}, 0.1, "a\nc"));
        // how it was asked is no matter
        for (const Fields& same : std::vector<Fields>{{{"psi2", "2"}},
                                                      {{"psi1", "3"}, {"scale", "1"}},
                                                      {{"ridge", "0.3"}, {"ridge-convention", "mean"}},
                                                      {{"time", "inf"}},
                                                      {{"step-size", "0.1"}, {"steps", "inf"}},
                                                      {{"degrees", "5"}}})
            CHECK_MESSAGE(key(same) == key(), same.front().first, " = ", same.front().second);
        // of the settings: what moves a digit
        const auto set = [](auto change) {
            SimulationSettings s;
            change(s);
            return s;
        };
        using S = SimulationSettings;
        const std::vector<S> everywhere{set([](S&s) { s.blas_threads = 2; })},
            of_points{set([](S&s) { s.test_points = 1999; }), set([](S&s) { s.plan = Plan::pointwise; }),
                      set([](S&s) { s.precision = Precision::mixed; })},
            nowhere{set([](S&s) { s.trials = 7; }),     set([](S&s) { s.seed = 7; }),
                    set([](S&s) { s.until = 0.1; }),    set([](S&s) { s.most_trials = 7; }),
                    set([](S&s) { s.shards = 7; }),     set([](S&s) { s.shard = 2, s.shards = 7; }),
                    set([](S&s) { s.explain = true; }), set([](S&s) { s.store = "elsewhere"; })};
        for (const Estimator estimator : {Estimator::test_points, Estimator::exact}) {
            const auto of = [&](S s) {
                s.estimator = estimator;
                return key({}, s);
            };
            for (const S& s : everywhere) CHECK(of(s) != of({}));
            for (const S& s : of_points) CHECK((of(s) != of({})) == (estimator == Estimator::test_points));
            for (const S& s : nowhere) CHECK(of(s) == of({}));
        }
        CHECK(key({}, set([](S& s) { s.estimator = Estimator::exact; })) != key());
    }

    TEST_CASE("[identity] eigenvalues are kept under what is drawn of the kernel: no target, noise, ridge, ensemble") {
        const std::string one = eigenvalues_text(point());
        const auto text = nlohmann::json::parse(one);
        CHECK(text["verb"] == "density");
        CHECK(text["samples"] == 24);
        CHECK(text["arithmetic"] == arithmetic_version);
        for (const Fields& same : std::vector<Fields>{{{"energy", "3=1"}},
                                                      {{"target", "neuron(relu)"}},
                                                      {{"noise", "1"}},
                                                      {{"ridge", "1"}},
                                                      {{"ensemble", "3"}},
                                                      {{"psi1", "3"}}})
            CHECK_MESSAGE(eigenvalues_text(point(same)) == one, same.front().first);
        for (const Fields& other : std::vector<Fields>{
                 {{"activation", "relu"}}, {{"dim", "13"}}, {{"samples", "25"}}, {{"width", "37"}}, {{"width", "inf"}}})
            CHECK_MESSAGE(eigenvalues_text(point(other)) != one, other.front().first);
    }

    TEST_CASE("[identity] what is kept is recalled, by problem and seed") {
        const TemporaryFolder folder;
        const std::string file = folder.file("a.sqlite");
        const std::vector<std::string> problems{R"({"a":1})", R"({"a":2})"};
        {
            KeptTrials kept(problems, in_store(file), Host{});
            CHECK(kept.path() == file);
            const std::vector<FinishedTrial> done{{1, 4, {0.5, 1.5}, 0.25}, {0, 4, {2.5, 3.5}, 0.125}};
            kept.memory().keep(done);
        }
        KeptTrials again(problems, in_store(file), Host{});
        const std::vector<FinishedTrial> first = again.memory().recall(0), second = again.memory().recall(1);
        REQUIRE(first.size() == 1);
        CHECK(first[0].point == 0);
        CHECK(first[0].trial == 4);
        CHECK(first[0].seen == Seen{2.5, 3.5});
        CHECK(first[0].seconds == 0.125);
        REQUIRE(second.size() == 1);
        CHECK(second[0].point == 1);
        CHECK(second[0].seen == Seen{0.5, 1.5});
        SimulationSettings other = in_store(file);
        other.seed = 6;
        CHECK(KeptTrials(problems, other, Host{}).memory().recall(0).empty());
    }

    TEST_CASE("[error] trials that left no number are no result, and nothing of their unit is kept") {
        const TemporaryFolder folder;
        KeptTrials kept({R"({"a":1})", R"({"a":2})"}, in_store(folder.file("a.sqlite")), Host{});
        const double nan = std::numeric_limits<double>::quiet_NaN();
        CHECK_THROWS_WITH_AS(
            kept.memory().keep(std::vector<FinishedTrial>{{0, 1, {1.0}, 0.1}, {1, 1, {1.0, nan}, 0.1}}),
            doctest::Contains("double precision"), NotConverged);
        CHECK(kept.memory().recall(0).empty());
        kept.memory().keep(std::vector<FinishedTrial>{{0, 1, {infinite<>}, 0.1}});
        CHECK(kept.memory().recall(0).size() == 1);
    }

    TEST_CASE("[identity] who has no store: asked for none, an empty variable, a process that works for another one") {
        const TemporaryFolder folder;
        const std::string named = folder.file("named.sqlite"), usual = folder.file("usual.sqlite");
        const auto path = [](const SimulationSettings& s, const Host& host = {}) {
            KeptTrials kept({R"({"a":1})"}, s, host);
            CHECK(bool(kept.memory().recall) == !kept.path().empty());
            CHECK(bool(kept.memory().keep) == !kept.path().empty());
            return kept.path();
        };
        const Variable variable(usual);
        CHECK(path({}) == usual);
        CHECK(path(in_store(named)) == named);
        SimulationSettings none = in_store(named);
        none.no_store = true;
        CHECK(path(none).empty());
        Host follower;
        follower.leads = false;
        CHECK(path(in_store(named), follower).empty());
        const Variable empty("");
        CHECK(path({}).empty());
        CHECK(path(in_store(named)) == named);
    }

    TEST_CASE("[error] a store that is named must open; the usual one is done without, and a warning says so") {
        const TemporaryFolder folder;
        const std::string broken = folder.file("broken.sqlite");
        std::ofstream(broken) << "this is no database, and long enough to be seen as none";
        std::vector<std::string> warnings;
        Host host;
        host.on_warning = [&](const std::string& sentence) { warnings.push_back(sentence); };
        CHECK_THROWS_AS(KeptTrials({R"({"a":1})"}, in_store(broken), host), StoreError);
        CHECK(warnings.empty());
        const Variable variable(broken);
        CHECK(KeptTrials({R"({"a":1})"}, {}, host).path().empty());
        REQUIRE(warnings.size() == 1);
        CHECK(warnings[0].find("results are not kept (`no_store` says so at once)") != std::string::npos);
    }

    TEST_CASE("[identity] trials of a plan: those of the shard that the store does not know are run, once") {
        const TemporaryFolder folder;
        SimulationSettings s = in_store(folder.file("a.sqlite"));
        std::vector<std::uint64_t> ran;
        const TrialPlan plan{
            .points = 2, .trials = 7, .run = [&](std::uint64_t t, std::span<const std::size_t> points) {
                std::vector<Seen> all;
                for (const std::size_t p : points) all.push_back({double(t), double(p)});
                ran.push_back(t);
                return all;
            }};
        std::vector<int> threads;
        Host host;
        host.executor = [&](int some) {
            threads.push_back(some);
            return std::make_unique<ThreadExecutor>(1);
        };
        const std::vector<std::string> problems{R"({"a":1})", R"({"a":2})"};
        s.shard = 2, s.shards = 3;
        std::vector<SeenTrials> seen = kept_trials(problems, s, 4, host)(plan);
        CHECK(ran == std::vector<std::uint64_t>{1, 4});
        REQUIRE(seen.size() == 2);
        CHECK(seen[1] == SeenTrials{{1, {1, 1}}, {4, {4, 1}}});
        s.shard = 1, s.shards = 1, ran.clear();
        seen = kept_trials(problems, s, 4, host)(plan);
        CHECK(ran == std::vector<std::uint64_t>{0, 2, 3, 5, 6});
        CHECK(seen[0].size() == 7);
        ran.clear();
        CHECK(kept_trials(problems, s, 4, host)(plan) == seen);
        CHECK(ran.empty());
        CHECK(threads == std::vector<int>(3, 4));
        host.processes = 2;
        static_cast<void>(kept_trials(problems, s, 0, host)(plan));
        CHECK(threads.back() == 1);
    }
}
